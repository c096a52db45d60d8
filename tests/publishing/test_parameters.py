"""Papermill only warns about wrong parameters; ours are refused, all at once."""

from collections.abc import Callable
from pathlib import Path

import pytest

from pmf_analysis.errors import ReportError, SetupError
from pmf_analysis.publishing.parameters import Parameter, check_parameters, notebook_parameters

RIGHT = {"quarter": "2025/26 Q3", "count": 2}


def test_parameters_are_read_with_type_default_and_help(notebook: Callable[..., Path]) -> None:
    assert notebook_parameters(notebook()) == (
        Parameter("quarter", "str", '"2025/26 Q3"', "the quarter to report"),
        Parameter("count", "int", "1", "how many"),
    )


def test_right_parameters_pass(notebook: Callable[..., Path]) -> None:
    check_parameters(notebook(), RIGHT)


@pytest.mark.parametrize(
    ("given", "fault"),
    [
        (
            RIGHT | {"quater": "x"},
            "test_report.ipynb: quater: the notebook has no such parameter; it has quarter, count",
        ),
        (
            {"count": 2},
            'test_report.ipynb: quarter: no value was given; give a value of type str, such as "2025/26 Q3"',
        ),
        (
            RIGHT | {"count": "001"},
            "test_report.ipynb: count: '001' is of type str; give a value of type int, such as 1",
        ),
        (
            RIGHT | {"count": True},
            "test_report.ipynb: count: True is of type bool; give a value of type int, such as 1",
        ),
        (
            RIGHT | {"quarter": None},
            "test_report.ipynb: quarter: None is of type NoneType; give a value of type str",
        ),
    ],
)
def test_a_wrong_parameter_is_named_with_what_would_be_right(
    notebook: Callable[..., Path], given: dict[str, object], fault: str
) -> None:
    with pytest.raises(ReportError) as caught:
        check_parameters(notebook(), given)
    assert fault in str(caught.value)
    assert caught.value.message == "test_report.ipynb was not run: one parameter is wrong"


def test_all_wrong_parameters_are_told_at_once(notebook: Callable[..., Path]) -> None:
    with pytest.raises(ReportError, match="3 parameters are wrong") as caught:
        check_parameters(notebook(), {"quater": "x", "count": "1"})
    assert len(caught.value.faults) == 3


@pytest.mark.parametrize(
    ("cell", "fault"),
    [
        (
            'quarter = "x"',
            "line 1 of its parameters cell: is not a typed parameter; write it as name: type = value",
        ),
        ('a: str = "x=y"', "line 1 of its parameters cell: Papermill cannot read 'a'; keep it on one line"),
        ("a: date = 1", "'a' has the type date; use one of str, int, float, bool, list, dict"),
        ("import os", "is not a typed parameter"),
        ("a: str =", "line 1 of its parameters cell: is not Python"),
    ],
)
def test_a_parameters_cell_that_papermill_would_misread_is_refused(
    notebook: Callable[..., Path], cell: str, fault: str
) -> None:
    with pytest.raises(ReportError) as caught:
        notebook_parameters(notebook(parameters=cell))
    assert fault in str(caught.value)


def test_a_notebook_without_a_tagged_cell_is_refused(notebook: Callable[..., Path]) -> None:
    with pytest.raises(ReportError, match=r"test_report\.ipynb has no cell tagged 'parameters'"):
        notebook_parameters(notebook("1", parameters=""))


def test_a_missing_notebook_is_a_matter_of_setup(tmp_path: Path) -> None:
    with pytest.raises(
        SetupError, match=r"the notebook gone\.ipynb cannot be read: No such file or directory"
    ):
        notebook_parameters(tmp_path / "gone.ipynb")


@pytest.mark.parametrize(
    "content",
    [
        "not json",
        "[]",
        "{}",
        '{"cells": 3}',
        '{"nbformat": 99, "nbformat_minor": 0, "metadata": {}, "cells": []}',
    ],
)
def test_a_file_that_is_no_notebook_is_refused(tmp_path: Path, content: str) -> None:
    path = tmp_path / "x.ipynb"
    path.write_text(content)
    with pytest.raises(ReportError, match=r"x\.ipynb is not a notebook: "):
        notebook_parameters(path)


def test_braces_in_a_path_are_only_braces(notebook: Callable[..., Path], tmp_path: Path) -> None:
    folder = tmp_path / "{directorate}"
    folder.mkdir()
    check_parameters(notebook().rename(folder / "a.ipynb"), RIGHT)
