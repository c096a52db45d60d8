"""A folder to import into, with a few areas, and a way to run an import and see what became of it."""

import csv
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from pmf_analysis.data.importing.run import Imported, import_files

AREAS = """\
area_code,area_name,kind
E06000014,York,council
E08000038,Barnsley,council
E06000010,"Kingston upon Hull, City of",council
E12000003,Yorkshire and The Humber,region
E12000007,London,region
E92000001,England,country
"""


@dataclass
class Desk:
    """A folder of an analyst."""

    folder: Path

    @property
    def into(self) -> Path:
        return self.folder / "data"

    def write(self, name: str, content: str | bytes) -> Path:
        path = self.folder / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    def run(self, mapping: str | Path, *paths: Path, merge: bool = False, as_known: str = "") -> Imported:
        done = import_files(str(mapping), paths, into=self.into, merge=merge, as_known=as_known)
        assert done.tally.adds_up
        return done

    def rows(self, table: str = "observations") -> list[dict[str, str]]:
        with (self.into / f"{table}.csv").open(encoding="utf-8", newline="") as stream:
            return list(csv.DictReader(stream))

    def values(self) -> dict[tuple[str, str, str], str]:
        return {
            (row["indicator_id"], row["area_code"], row["period"]): row["value"] or row["status"]
            for row in self.rows()
        }


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "areas.csv").write_text(AREAS, encoding="utf-8")
    return Desk(tmp_path)


Run = Callable[[Desk], Imported]
