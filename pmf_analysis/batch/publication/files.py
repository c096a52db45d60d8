"""The files of a publication beside its pages."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from pmf_analysis.analysis.disclosure.protect import Protection
from pmf_analysis.analysis.results import QuarterResults
from pmf_analysis.batch.versions import file_hash
from pmf_analysis.publishing.open_data.columns import PublicTable
from pmf_analysis.publishing.open_data.metadata import About, csvw, data_package
from pmf_analysis.publishing.open_data.pages import accessibility_page, index_page, licence_text
from pmf_analysis.publishing.open_data.tidy import csv_text, public_tables

CHECKSUMS = "SHA256SUMS"


def write_files(
    folder: Path,
    about: About,
    redacted: QuarterResults,
    protection: Protection,
    *,
    pages: Sequence[tuple[str, str]],
    forecasts: bool,
) -> None:
    """Write tables, metadata, index, licence, accessibility statement and, last, the checksums of all files.

    Args:
        folder: where; its pages are there already.
        about: what the publication says of itself.
        redacted: the public results.
        protection: what was left out of them.
        pages: title and path of each page.
        forecasts: whether forecasts are published.
    """
    tables = public_tables(redacted, protection, forecasts=forecasts)
    hashes = _write_tables(folder, tables)
    _write(folder / "csvw.json", _json(csvw(about, list(tables))))
    _write(folder / "datapackage.json", _json(data_package(about, list(tables), hashes)))
    _write(folder / "index.html", index_page(about, pages, list(tables)))
    _write(folder / "accessibility.html", accessibility_page(about))
    _write(folder / "LICENCE.txt", licence_text(about))
    _write(folder / CHECKSUMS, checksums(folder))


def checksums(folder: Path) -> str:
    """The SHA-256 of every file but this one, as `sha256sum --check` reads it."""
    files = sorted(path for path in folder.rglob("*") if path.is_file() and path.name != CHECKSUMS)
    return "".join(f"{file_hash(path)}  {path.relative_to(folder).as_posix()}\n" for path in files)


def _write_tables(folder: Path, tables: Mapping[PublicTable, pd.DataFrame]) -> dict[str, str]:
    hashes = {}
    for table, frame in tables.items():
        path = folder / table.path
        path.parent.mkdir(parents=True, exist_ok=True)
        _write(path, csv_text(frame))
        hashes[table.path] = file_hash(path)
    return hashes


def _write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8", newline="\n")


def _json(content: Mapping[str, Any]) -> str:
    return json.dumps(content, indent=2, ensure_ascii=False) + "\n"
