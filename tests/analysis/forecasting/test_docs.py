import doctest
from pathlib import Path

PAGE = Path(__file__).parents[3] / "docs" / "methods" / "forecasting.md"


def test_the_worked_example_on_the_methods_page_holds():
    assert doctest.testfile(str(PAGE), module_relative=False).failed == 0
