"""A small council whose notebooks need no data: settings are real, results are made up, notebooks run for real."""

import json
from collections.abc import Callable
from dataclasses import fields
from pathlib import Path

import pandas as pd
import pytest

from pmf_analysis.analysis.results import Context, QuarterResults, Scope
from pmf_analysis.batch.results_csv import COLUMNS
from pmf_analysis.data.settings import Settings, load_settings

COUNCIL = """
council: {name: Sample Council, area_code: E06000099}
framework: {name: Framework 2023-27}
directorates:
  - {slug: place, name: Place, post: Director of Place}
  - {slug: people, name: "People <b>& Care</b>", post: Director of People}
"""
QUARTER = """
council: council.yaml
quarter: 2025/26 Q3
data: ../data
reports:
  - {notebook: exception_report, scopes: directorates}
  - {notebook: cmt_overview, scopes: council}
"""
PARAMETERS = """\
settings_file: str = "../params/2025-26-q3.yaml"  # the quarter's settings
quarter: str = "2025/26 Q3"  # the quarter to report
scope_kind: str = "directorate"  # what it is about
scope: str = "place"  # the scope's slug"""
SHOW = """\
from IPython.display import HTML
HTML(f"<h2>Counts</h2><p id='A1'>{scope_kind} {scope} {quarter}</p>")"""


def write_notebook(path: Path, *cells: str, title: str = "# Exception report") -> Path:
    """A notebook of a title, the usual parameters and some cells of code."""
    code = [(PARAMETERS, ["parameters"]), *((cell, []) for cell in cells)]
    content = {
        "nbformat": 4,
        "nbformat_minor": 5,
        "metadata": {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}},
        "cells": [
            {"cell_type": "markdown", "id": "title", "metadata": {}, "source": title},
            *(
                {
                    "cell_type": "code",
                    "id": f"cell-{number}",
                    "metadata": {"tags": tags},
                    "source": source,
                    "execution_count": None,
                    "outputs": [],
                }
                for number, (source, tags) in enumerate(code)
            ),
        ],
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(content), encoding="utf-8")
    return path


@pytest.fixture(scope="session")
def warm() -> None:
    """Programs loaded once, for all that the tests fork."""
    from pmf_analysis.batch.warm import load_programs

    load_programs()


@pytest.fixture
def council(tmp_path: Path) -> Path:
    """The settings file of a small council: three reports from two notebooks."""
    params = tmp_path / "params"
    params.mkdir()
    (params / "council.yaml").write_text(COUNCIL, encoding="utf-8")
    (params / "2025-26-q3.yaml").write_text(QUARTER, encoding="utf-8")
    write_notebook(tmp_path / "notebooks" / "exception_report.ipynb", SHOW)
    write_notebook(tmp_path / "notebooks" / "cmt_overview.ipynb", SHOW, title="# CMT overview")
    return params / "2025-26-q3.yaml"


@pytest.fixture
def notebook(council: Path) -> Callable[..., Path]:
    """Writes another exception report."""
    return lambda *cells: write_notebook(
        council.parent.parent / "notebooks" / "exception_report.ipynb", *cells
    )


@pytest.fixture
def settings(council: Path) -> Settings:
    return load_settings(council)


@pytest.fixture
def results(settings: Settings) -> QuarterResults:
    return make_results(settings)


@pytest.fixture
def results_of() -> Callable[[Settings], QuarterResults]:
    return make_results


def make_results(settings: Settings, *, value: float = 1.5) -> QuarterResults:
    """Two indicators, one a directorate."""
    directorates = [
        Scope("directorate", entry.slug, entry.name, entry.post) for entry in settings.directorates
    ]
    context = Context(
        council=settings.council.name,
        area_code=settings.council.area_code,
        quarter=settings.quarter,
        as_at=settings.as_at,
        full_name=settings.council.name,
        framework=settings.framework.name,
        fingerprint="0123456789ab",
    )
    frames = {
        each.name: pd.DataFrame({name: [] for name in COLUMNS.get(each.name, "indicator_id").split()})
        for each in fields(QuarterResults)
        if each.name not in ("context", "scopes")
    }
    frames["indicators"] = pd.DataFrame(
        {
            "indicator_id": ["A1", "B2"],
            "name": ["Bins <i>missed</i>", "Visits & calls"],
            "directorate": ["place", "people"],
            "theme": ["Transport", ""],
            "portfolio": ["", ""],
            "committee": ["Economy", "Economy"],
        }
    )
    assessments = {name: ["", ""] for name in COLUMNS["assessments"].split()}
    assessments |= {"indicator_id": ["A1", "B2"], "directorate": ["place", "people"], "value": [value, 2.5]}
    assessments |= {
        "rag": ["RED", "NOT_RATED"],
        "dot": ["WORSENING", "CANNOT_TELL"],
        "period": ["2025/26 Q3", ""],
    }
    frames["assessments"] = pd.DataFrame(assessments)
    return QuarterResults(
        context=context, scopes=(*directorates, Scope("council", "council", settings.council.name)), **frames
    )


REGION = {
    "params/council.yaml": """
council: {name: Ambridge Council, area_code: E1, region_code: R1, country_code: C1}
directorates:
  - {slug: place, name: Place, post: Director of Place}
""",
    "params/q3.yaml": """
council: council.yaml
quarter: 2025/26 Q3
data: ../data
councils: all
reports:
  - {notebook: exception_report, scopes: directorates}
  - {notebook: cmt_overview, scopes: council}
""",
    "data/indicators.csv": """\
indicator_id,name,unit,decimals,polarity,frequency,form,directorate,service,theme,portfolio,committee,kind,control,statutory,target_role,comparator_group,lower_bound,upper_bound,lag_days,source
ONTIME,Repairs on time,%,1,Up is Good,quarterly,rate,place,Housing,,,,outcome,control,no,verdict,near,0,100,30,Repairs system
""",
    "data/observations.csv": """\
indicator_id,area_code,period,value,numerator,denominator,lower_ci,upper_ci,status,note
ONTIME,E1,2025/26 Q3,91,91,100,,,,
ONTIME,E2,2025/26 Q3,82,82,100,,,,
ONTIME,E3,2025/26 Q2,71,71,100,,,,
ONTIME,E3,2025/26 Q3,73,73,100,,,,
ONTIME,E4,2025/26 Q3,73,73,100,,,,
ONTIME,R1,2025/26 Q3,80,800,1000,,,,
""",
    "data/targets.csv": """\
indicator_id,area_code,period,target,tolerance,floor,set_by,reason
ONTIME,E1,2025/26 Q3,95,2,,Ambridge,agreed
""",
    "data/areas.csv": """\
area_code,area_name,kind,region_code
E1,Ambridge,council,R1
E2,Borchester,council,R1
E3,Felpersham,council,R9
E4,Felpersham,council,
E5,Penny Hassett,council,R1
R1,Borsetshire,region,
C1,England,country,
""",
    "data/comparator_groups.csv": "group,group_name,area_code\n"
    + "".join(f"near,Neighbours,E{number}\n" for number in range(1, 6)),
    "data/commentary.csv": """\
indicator_id,period,text,post,written_on,kind,due,expected_effect
ONTIME,2025/26 Q3,Ambridge repaired its vans,Director of Place,2026-01-10,explanation,,
""",
}
SHOW_COUNCIL = """\
from IPython.display import HTML
from pmf_analysis.batch.quarter import open_quarter
seen = open_quarter(settings_file, quarter=quarter)
row = seen.assessments.iloc[0]
HTML(f"<p>{seen.context.council} {scope} {row.value:g}, region {seen.context.region or 'none'}, {len(seen.commentary)} said</p>")"""


@pytest.fixture
def region(tmp_path: Path) -> Path:
    """The settings file of a region of three councils with results, one of them with two codes, and one without."""
    for name, text in REGION.items():
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text.lstrip("\n"), encoding="utf-8")
    write_notebook(tmp_path / "notebooks" / "exception_report.ipynb", SHOW_COUNCIL)
    write_notebook(tmp_path / "notebooks" / "cmt_overview.ipynb", SHOW_COUNCIL, title="# CMT overview")
    return tmp_path / "params" / "q3.yaml"
