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
