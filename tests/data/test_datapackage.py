"""A data package beside the tables: a file that is not the one it describes is refused, whatever its format."""

import hashlib
import json
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from pmf_analysis.errors import DataError

from .conftest import SmallCouncil


def describe(council: SmallCouncil, *files: str, **more: Any) -> None:
    data = council.folder / "data"
    resources = [
        {"name": Path(each).stem, "path": each, "bytes": (data / each).stat().st_size}
        | {"hash": f"sha256:{hashlib.sha256((data / each).read_bytes()).hexdigest()}"}
        | more
        for each in files
    ]
    (data / "datapackage.json").write_text(json.dumps({"resources": resources}), encoding="utf-8")


def refusal(council: SmallCouncil) -> str:
    with pytest.raises(DataError) as caught:
        council.check()
    return str(caught.value)


def as_parquet(council: SmallCouncil) -> Path:
    path = council.folder / "data" / "observations.csv"
    pd.read_csv(path).to_parquet(path.with_suffix(".parquet"), compression="none")
    path.unlink()
    return path.with_suffix(".parquet")


def test_files_as_described_are_read(council: SmallCouncil) -> None:
    describe(council, "observations.csv", "targets.csv")
    assert len(council.check()["observations"]) == 6


def test_each_bit_of_a_parquet_file_counts(council: SmallCouncil) -> None:
    """Flipped anywhere: where the reader would notice, and where it would read another number."""
    path = as_parquet(council)
    describe(council, path.name)
    whole = path.read_bytes()
    for place in range(4, len(whole) - 8, 97):
        path.write_bytes(whole[:place] + bytes([whole[place] ^ 16]) + whole[place + 1 :])
        assert "is not the file that datapackage.json describes: its sha256 differs" in refusal(council)


def test_all_differences_are_told_at_once(council: SmallCouncil) -> None:
    describe(council, "observations.csv", "targets.csv", "areas.csv")
    council.append("data/observations.csv", "ONTIME,E2,2025/26 Q3,92.0,92,100,,,,")
    council.change("data/targets.csv", ",95,", ",59,")
    told = refusal(council)
    assert "observations.csv: has" in told
    assert "targets.csv: is not the file" in told
    assert "areas.csv" not in told


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("not json", "cannot be read as a data package"),
        ("[]", "cannot be read"),
        ("[" * 100_000, "cannot be read"),
        ('{"resources": [1]}', "cannot be read"),
    ],
)
def test_a_package_that_is_none_is_told(council: SmallCouncil, content: str, words: str) -> None:
    (council.folder / "data" / "datapackage.json").write_text(content)
    assert words in refusal(council)


def test_a_hash_of_another_kind_is_checked_or_told(council: SmallCouncil) -> None:
    data = (council.folder / "data" / "targets.csv").read_bytes()
    describe(council, "targets.csv", hash=hashlib.md5(data, usedforsecurity=False).hexdigest())
    assert len(council.check()["targets"]) == 1
    describe(council, "targets.csv", hash="crc9:abc")
    assert "a hash of the kind 'crc9'" in refusal(council)
