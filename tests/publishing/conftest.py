"""Small notebooks, really executed."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

PARAMETERS = 'quarter: str = "2025/26 Q3"  # the quarter to report\ncount: int = 1  # how many'


@pytest.fixture
def notebook(tmp_path: Path) -> Callable[..., Path]:
    """Writes a notebook of a title, a parameters cell and some cells of code."""

    def write(*cells: str, parameters: str = PARAMETERS, title: str = "# Test report") -> Path:
        sources = [(parameters, ["parameters"])] * bool(parameters) + [(cell, []) for cell in cells]
        content = {
            "nbformat": 4,
            "nbformat_minor": 5,
            "metadata": {},
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
                    for number, (source, tags) in enumerate(sources)
                ),
            ],
        }
        path = tmp_path / "notebooks" / "test_report.ipynb"
        path.parent.mkdir(exist_ok=True)
        path.write_text(json.dumps(content), encoding="utf-8")
        return path

    return write
