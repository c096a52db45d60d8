"""Where a printed number comes from: origins survive arithmetic, marks stand behind digits, and an origin comes to the same number again."""

import math
import pickle
from statistics import median

import pytest

from pmf_analysis.framework.numbers import (
    write_again,
    write_chance,
    write_change,
    write_gap,
    write_interval,
    write_number,
    write_value,
)
from pmf_analysis.framework.printed import find_numbers
from pmf_analysis.framework.receipts import (
    MARKED,
    Cell,
    Counted,
    Sourced,
    cells_of,
    counted,
    derived,
    evaluate,
    origin_of,
    spelt,
    unmarked,
)

VALUE, BEFORE = (
    Sourced(number, str(Cell("assessments", ("KPI 1;a",), name)))
    for number, name in ((92.14, "value"), (90.8, "before"))
)
CELLS = {"value": 92.14, "before": 90.8}


def again(origin: str) -> float:
    return evaluate(origin, lambda cell: CELLS[cell.column])


@pytest.mark.parametrize(
    "made",
    [
        VALUE,
        VALUE - BEFORE,
        BEFORE - VALUE,
        VALUE + BEFORE,
        abs(BEFORE - VALUE),
        -VALUE,
        100 * VALUE,
        VALUE * 100,
        VALUE / BEFORE,
        1 - VALUE,
        sum([VALUE, BEFORE]),
        median([VALUE, BEFORE]),
        max(VALUE, BEFORE),
    ],
)
def test_what_is_made_of_sourced_numbers_can_be_made_again(made: float) -> None:
    assert origin_of(made)
    assert again(origin_of(made)) == float(made)


def test_a_number_of_unknown_origin_ends_the_chain() -> None:
    assert origin_of(VALUE * 1.5) == ""
    assert origin_of(VALUE - 0.1) == ""
    assert origin_of(3.0) == origin_of(3) == origin_of(None) == ""


def test_a_cell_is_read_back_whatever_its_key_holds() -> None:
    cell = Cell("benchmarks", ("a;b]c [d] ~é", "2025/26 Q3"), "median", "gap")
    assert Cell.parse(str(cell)) == cell
    assert not set(' ~<>"&|') & set(str(cell))


def test_counts_add_up_and_name_their_rows() -> None:
    rows = [Cell("exceptions", (name, "concern")) for name in "ABC"]
    three, two = counted(rows), counted(rows[:2])
    assert (three, three + two, three - two) == (3, 5, 1)
    assert evaluate(origin_of(three + two), lambda _: math.nan) == 5
    assert cells_of(origin_of(three)) == tuple(rows)
    assert 100 * two / three == pytest.approx(200 / 3)
    assert evaluate(origin_of(100 * two / three), lambda _: 0.0) == pytest.approx(200 / 3)


def test_a_rule_keeps_its_unrounded_value_and_what_it_was_made_from() -> None:
    number = derived(12.25, "funnel average", [Cell("group_values", ("K", "g", "E1"))])
    assert evaluate(number.origin, lambda _: 0.0) == 12.25
    assert cells_of(number.origin)[0].key == ("K", "g", "E1")


def test_numbers_keep_their_origin_when_they_are_handed_to_another_process() -> None:
    for number in (VALUE, Counted(3, "@count:")):
        assert pickle.loads(pickle.dumps(number)).origin == number.origin


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        (write_value(VALUE, "%", 1), "92.1%"),
        (write_value(-VALUE, "GBP thousand", 0), "−£92k"),
        (write_change(VALUE - BEFORE, "%", 1), "+1.3 percentage points"),
        (write_change(VALUE - VALUE - VALUE / 10**6, "%", 1), "a change of less than 0.1 percentage points"),
        (write_gap(BEFORE - VALUE, "cases", 1), "1.3 cases below target"),
        (write_chance(VALUE / 100), "92%"),
        (write_chance(VALUE / 10_000), "under 1%"),
        (write_number(VALUE, 0), "92"),
        (write_interval(BEFORE, VALUE, "per 1,000 households", 2), "90.80 to 92.14 per 1,000 households"),
    ],
)
def test_a_written_number_carries_a_receipt_from_which_its_digits_can_be_written_again(
    text: str, plain: str
) -> None:
    assert unmarked(text) == plain
    found = MARKED.findall(text)
    assert found
    for printed, tags in found:
        how, _, origin = spelt(tags).partition(":")
        assert write_again(how[0], again(origin), int(how[1:])) == printed.replace("£", "")


def test_a_plain_number_is_written_as_ever() -> None:
    assert write_value(92.14, "%", 1) == "92.1%"
    assert write_value(3, "cases", 0) == "3 cases"


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("34.9% in 2025/26 Q3 (45 of 78).", ["34.9", "45", "78"]),
        ("No update since 2023; 2024 was due by 27 October 2025.", []),
        ("2,023 cases in 2023, −£32k and +1.5 in 2020-22", ["2,023", "−£32", "+1.5"]),
        ("KS2, DFE.L2AGE19_E, Q3 and 2025-12: 7", ["7"]),
        ("between 10 and 12, then 1.", ["10", "12", "1"]),
    ],
)
def test_numbers_are_told_from_periods_days_and_codes(text: str, numbers: list[str]) -> None:
    assert [found[0] for found in find_numbers(text)] == numbers
