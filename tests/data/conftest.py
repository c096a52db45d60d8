"""A small council of our own, so that each fault can be planted by itself."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from pmf_analysis.data.checks import Dataset, check_tables
from pmf_analysis.data.settings import Settings, load_settings
from pmf_analysis.data.sources import open_source

from .postgres import Postgres, running_postgres

COUNCIL = """\
council: {name: Ambridge Council, area_code: E1, region_code: R1, country_code: C1}
directorates:
  - {slug: place, name: Place, post: Director of Place}
committees:
  - {slug: scrutiny, name: Scrutiny}
"""
QUARTER = """\
council: council.yaml
quarter: 2025/26 Q3
data: data
outputs: outputs
reports:
  - {notebook: exception_report, scopes: directorates}
"""
INDICATORS = """\
indicator_id,name,unit,decimals,polarity,frequency,form,directorate,service,theme,portfolio,committee,kind,control,statutory,target_role,comparator_group,lower_bound,upper_bound,lag_days,source
ONTIME,Repairs on time,%,1,Up is Good,quarterly,rate,place,Housing,,,Scrutiny,outcome,control,no,verdict,near,0,100,30,Repairs system
WAITING,Households waiting,households,0,Up is Bad,quarterly,snapshot,place,Housing,,,Scrutiny,demand,influence,yes,verdict,near,0,,30,
"""
OBSERVATIONS = """\
indicator_id,area_code,period,value,numerator,denominator,lower_ci,upper_ci,status,note
ONTIME,E1,2025/26 Q1,90.0,90,100,,,,
ONTIME,E1,2025/26 Q2,91.0,91,100,,,p,
ONTIME,E1,2025/26 Q3,92.0,92,100,,,,
WAITING,E1,2025/26 Q2,40,,,,,,
WAITING,E1,2025/26 Q3,,,,,,c,
WAITING,E2,2025/26 Q3,55,,,,,,
"""
TARGETS = """\
indicator_id,area_code,period,target,tolerance,floor,set_by,reason
ONTIME,,2025/26 Q3,95,2,,Executive,agreed in the service plan
"""
AREAS = "area_code,area_name,kind\nE1,Ambridge,council\nE2,Borchester,council\nR1,Borsetshire,region\nC1,England,country\n"
GROUPS = "group,group_name,area_code\nnear,Neighbours,E1\nnear,Neighbours,E2\n"


@dataclass
class SmallCouncil:
    """Files of a small council in a folder of its own."""

    folder: Path

    @property
    def quarter_file(self) -> Path:
        return self.folder / "2025-26-q3.yaml"

    def change(self, file: str, old: str, new: str) -> None:
        """Replace a text that is there, so that a fault is planted and not merely meant."""
        path = self.folder / file
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), encoding="utf-8")

    def append(self, file: str, line: str) -> None:
        with (self.folder / file).open("a", encoding="utf-8") as stream:
            stream.write(line + "\n")

    def point_at(self, location: str) -> None:
        """Name another place as the source of the data."""
        text = self.quarter_file.read_text(encoding="utf-8")
        self.quarter_file.write_text(
            re.sub(r"(?m)^data: .*$", lambda _: f"data: {location}", text), encoding="utf-8"
        )

    def settings(self) -> Settings:
        return load_settings(self.quarter_file)

    def check(self) -> Dataset:
        settings = self.settings()
        return check_tables(open_source(settings.data, home=settings.home_areas).read(), settings)


@pytest.fixture
def council(tmp_path: Path) -> SmallCouncil:
    return make_council(tmp_path)


def make_council(folder: Path) -> SmallCouncil:
    """Write the small council's files into a folder."""
    (folder / "data").mkdir()
    files: dict[str, str] = {
        "council.yaml": COUNCIL,
        "2025-26-q3.yaml": QUARTER,
        "data/indicators.csv": INDICATORS,
        "data/observations.csv": OBSERVATIONS,
        "data/targets.csv": TARGETS,
        "data/areas.csv": AREAS,
        "data/comparator_groups.csv": GROUPS,
    }
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    return SmallCouncil(folder)


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    with running_postgres() as server:
        yield server


Plant = Callable[[SmallCouncil], None]
