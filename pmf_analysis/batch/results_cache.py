"""Keep a quarter's results, so that they are computed once however many notebooks show them.

Results are Parquet files and one JSON file, never pickles: opening a folder that somebody else wrote must not run anything.
"""

import json
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, fields
from datetime import date
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path

import pandas as pd

import pmf_analysis
from pmf_analysis.analysis.results import Context, QuarterResults, Scope
from pmf_analysis.data.settings import Settings
from pmf_analysis.framework.periods import Period

FRAMES = tuple(each.name for each in fields(QuarterResults) if each.type in (pd.DataFrame, "pd.DataFrame"))
SHAPING_PACKAGES = ("numpy", "pandas", "scipy", "statsmodels")
SHORT_KEY = 12


def results_key(settings: Settings, fingerprints: dict[str, str]) -> str:
    """Sixty-four digits that stand for inputs, settings and code; anything that can change a number changes them.

    Args:
        settings: everything that the run was told.
        fingerprints: input file to the SHA-256 of its content.
    """
    parts = {
        "settings": sha256(settings.path.read_bytes()).hexdigest(),
        "council": sha256(settings.council_path.read_bytes()).hexdigest(),
        "quarter": str(settings.quarter),
        "as_known": str(settings.as_known or ""),
        "home": settings.council.area_code,
        "inputs": fingerprints,
        "code": code_digest(),
        "packages": {name: version(name) for name in SHAPING_PACKAGES},
    }
    return sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()


def code_digest() -> str:
    """The SHA-256 of the modules that make numbers."""
    folder = Path(pmf_analysis.__file__).parent
    digest = sha256()
    for room in ("framework", "data", "analysis"):
        for path in sorted((folder / room).rglob("*.py")):
            digest.update(path.relative_to(folder).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


def store(results: QuarterResults, folder: Path) -> None:
    """Write results into a folder that appears whole or not at all; a folder that is there already stays."""
    with _staged(folder) as staging:
        for name in FRAMES:
            getattr(results, name).to_parquet(staging / f"{name}.parquet", index=False)
        context = asdict(results.context) | {
            "quarter": str(results.context.quarter),
            "as_at": results.context.as_at.isoformat(),
        }
        content = {"context": context, "scopes": [asdict(scope) for scope in results.scopes]}
        (staging / "results.json").write_text(json.dumps(content, indent=1), encoding="utf-8")


def load(folder: Path) -> QuarterResults:
    """Read results that `store` wrote."""
    content = json.loads((folder / "results.json").read_text(encoding="utf-8"))
    context = content["context"]
    context |= {"quarter": Period.parse(context["quarter"]), "as_at": date.fromisoformat(context["as_at"])}
    frames = {name: pd.read_parquet(folder / f"{name}.parquet", use_threads=False) for name in FRAMES}
    return QuarterResults(
        context=Context(**context), scopes=tuple(Scope(**scope) for scope in content["scopes"]), **frames
    )


@contextmanager
def _staged(folder: Path) -> Iterator[Path]:
    folder.parent.mkdir(parents=True, exist_ok=True)
    staging = Path(tempfile.mkdtemp(prefix=f"{folder.name}.", dir=folder.parent))
    try:
        yield staging
        if not folder.exists():
            staging.rename(folder)
    except OSError:
        if not folder.exists():  # otherwise another process stored the same results first
            raise
    finally:
        shutil.rmtree(staging, ignore_errors=True)
