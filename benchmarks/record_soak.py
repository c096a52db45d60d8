"""Kill `pmf issue` at random moments, and let two issuers go at once, many times; afterwards the record must be whole each time.

    python benchmarks/record_soak.py                                 200 kills and 100 pairs, on SQLite and on PostgreSQL
    python benchmarks/record_soak.py --kills 20 --pairs 10 --only sqlite

The draft is the small council of the tests. After each kill: the record verifies, it holds the issue or not, no folder under `issued/`
is one that the record does not know, and the same command then finishes.
"""

import argparse
import importlib
import os
import random
import shutil
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--kills", type=int, default=200)
    asked.add_argument("--pairs", type=int, default=100)
    asked.add_argument("--only", choices=("sqlite", "postgresql"))
    told = asked.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        draft = make_draft(Path(folder))
        for kind in (told.only,) if told.only else ("sqlite", "postgresql"):
            with places(kind, Path(folder)) as place:
                kills(kind, draft, place, told.kills)
                pairs(kind, draft, place, told.pairs)


def make_draft(folder: Path) -> Path:
    """The finished quarter of the tests' small council."""
    from pmf_analysis.batch.warm import load_programs
    from pmf_analysis.data.settings import load_settings

    small: Any = importlib.import_module("tests.batch.conftest")
    issues: Any = importlib.import_module("tests.batch.test_issue")
    load_programs()
    params = folder / "params"
    params.mkdir()
    (params / "council.yaml").write_text(small.COUNCIL, encoding="utf-8")
    (params / "2025-26-q3.yaml").write_text(small.QUARTER, encoding="utf-8")
    small.write_notebook(folder / "notebooks" / "exception_report.ipynb", small.SHOW)
    small.write_notebook(folder / "notebooks" / "cmt_overview.ipynb", small.SHOW, title="# CMT overview")
    return Path(issues.draft(load_settings(params / "2025-26-q3.yaml")))


@dataclass(frozen=True)
class Spot:
    """Where the record is, and what empties it."""

    record: str
    empty: Any


@contextmanager
def places(kind: str, folder: Path) -> Iterator[Spot]:
    """A record of our own of one kind."""
    issuing: Any = importlib.import_module("tests.batch.issuing")
    if kind == "sqlite":
        path = folder / "soak.sqlite"
        yield Spot(str(path), partial(issuing.empty_file, path))
        return
    with importlib.import_module("tests.data.postgres").running_postgres() as server:
        os.environ["PMF_RECORD_PASSWORD"] = server.password
        url = server.url("postgres")
        issuing.empty_database(url)
        yield Spot(
            url.replace(server.password, "${PMF_RECORD_PASSWORD}"), partial(issuing.empty_database, url)
        )


def kills(kind: str, draft: Path, spot: Spot, times: int) -> None:
    issuing: Any = importlib.import_module("tests.batch.issuing")
    issuer = issuing.Issuer(draft, spot.record, spot.empty)
    longest, chance, came = issuer.seconds(), random.Random(), Counter[str]()
    for _ in range(times):
        issuer.forget()
        alive = issuer.killed_after(chance.uniform(0, longest))
        faults = issuer.faults()
        state = "issued" if issuer.is_issued() else "not issued"
        came[f"{state}{', folder kept' if issuer.is_kept() else ''}{'' if alive else ' (had ended)'}"] += 1
        again = issuer.issue()
        faults += issuer.faults() + (
            [] if issuer.is_kept() and again in ("added", "again") else [f"then: {again}"]
        )
        assert not faults, faults
    print(f"{kind}: {times} kills, each leaves a whole record: {dict(came)}", flush=True)


def pairs(kind: str, draft: Path, spot: Spot, times: int) -> None:
    issuing: Any = importlib.import_module("tests.batch.issuing")
    came = Counter[str]()
    for number in range(times):
        one = issuing.Issuer(draft, spot.record, spot.empty)
        one.forget()
        other = draft.parent / "colleague" / draft.name
        shutil.rmtree(other.parent, ignore_errors=True)
        shutil.copytree(draft, other)
        ended = sorted(issuing.at_once([one, issuing.Issuer(other, spot.record)]))
        assert ended == ["added", "again"], ended
        assert not one.faults(), (number, one.faults())
        came[" and ".join(ended)] += 1
    print(f"{kind}: {times} pairs at once: {dict(came)}", flush=True)


if __name__ == "__main__":
    main()
