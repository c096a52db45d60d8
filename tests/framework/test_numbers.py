"""How numbers are written for readers."""

import csv
import doctest
import math
from pathlib import Path

import pandas as pd
import pytest

from pmf_analysis.framework import numbers
from pmf_analysis.framework.numbers import (
    round_half_away,
    unit_power,
    write_chance,
    write_change,
    write_count,
    write_gap,
    write_interval,
    write_number,
    write_unit,
    write_value,
)

ROOT = Path(__file__).parents[2]
VECTORS = ROOT / "tests" / "vectors" / "disclosure" / "round_half_away_from_zero.csv"
INDICATORS = pd.read_csv(ROOT / "data" / "york" / "indicators.csv")
UNITS = sorted(set(zip(INDICATORS["unit"], INDICATORS["decimals"], strict=True)))
MISSING = [None, math.nan, math.inf, -math.inf, pd.NA, pd.NaT]


def test_rounding_agrees_with_every_reference_value():
    with VECTORS.open(newline="") as file:
        rows = [(float(r["number"]), int(r["dp"]), float(r["round_five_up"])) for r in csv.DictReader(file)]
    assert len(rows) > 1000
    assert [r for r in rows if round_half_away(r[0], r[1]) != r[2]] == []


@pytest.mark.parametrize("value", [math.inf, -math.inf])
def test_rounding_leaves_an_infinity_alone(value):
    assert round_half_away(value, 1) == value


@pytest.mark.parametrize(
    ("value", "unit", "decimals", "written"),
    [
        (34.85, "%", 1, "34.9%"),
        (-0.04, "%", 1, "0.0%"),
        (-4.2, "%", 1, "−4.2%"),
        (305_000, "GBP", 0, "£305,000"),
        (-612.345, "GBP", 2, "−£612.35"),
        (943, "GBP thousand", 0, "£943k"),
        (-32, "GBP thousand", 0, "−£32k"),
        (1.25, "GBP million", 1, "£1.3m"),
        (1204, "households", 0, "1,204 households"),
        (1, "households", 0, "1 household"),
        (-1, "households", 0, "−1 household"),
        (0, "households", 0, "0 households"),
        (1, "people", 0, "1 person"),
        (1, "children", 0, "1 child"),
        (1, "guest nights", 0, "1 guest night"),
        (1, "vehicles a day", 0, "1 vehicle a day"),
        (1, "queries", 0, "1 query"),
        (1, "boxes", 0, "1 box"),
        (1, "cases per week", 0, "1 case per week"),
        (1.04, "years", 1, "1.0 years"),
        (0.7169, "per 1,000 households", 2, "0.72 per 1,000 households"),
        (1, "per 1,000 households", 0, "1 per 1,000 households"),
        (46.25, "Rate per 10,000", 1, "46.3 per 10,000"),
        (3.9, "Rate per 1000 live births", 1, "3.9 per 1,000 live births"),
        (120, "Rate per 100,000 of 10-17 population", 1, "120.0 per 100,000 of 10-17 population"),
        (7.5, "score out of 10", 1, "7.5 out of 10"),
        (50.8, "Score per pupil", 1, "50.8 points per pupil"),
        (32.41, "Average Point Score", 2, "32.41 points"),
        (8.934, "ratio", 2, "8.93"),
        (12_345.6, "kWh", 0, "12,346 kWh"),
        (4, "widget-hours", 1, "4.0 widget-hours"),
        (1249, "people", -2, "1,200 people"),
    ],
)
def test_a_value_is_written_with_its_unit(value, unit, decimals, written):
    assert write_value(value, unit, decimals) == written


@pytest.mark.parametrize(
    ("change", "unit", "decimals", "written"),
    [
        (1.3, "%", 1, "+1.3 percentage points"),
        (-12, "households", 0, "−12 households"),
        (1, "households", 0, "+1 household"),
        (0, "households", 0, "no change"),
        (0.3 - 0.1 - 0.2, "%", 1, "no change"),
        (1.25 - 1.1, "%", 1, "+0.2 percentage points"),
        (0.04, "%", 1, "a change of less than 0.1 percentage points"),
        (179, "GBP thousand", 0, "+£179k"),
        (-179.4, "GBP", 2, "−£179.40"),
        (-0.12, "score out of 10", 2, "−0.12 points"),
        (0.4, "Rate per 10,000", 1, "+0.4 per 10,000"),
        (0.21, "ratio", 2, "+0.21"),
    ],
)
def test_a_change_is_written_with_its_sign(change, unit, decimals, written):
    assert write_change(change, unit, decimals) == written


@pytest.mark.parametrize(
    ("gap", "unit", "decimals", "reference", "written"),
    [
        (-2.1, "%", 1, "target", "2.1 percentage points below target"),
        (2.1, "%", 1, "England", "2.1 percentage points above England"),
        (0, "%", 1, "target", "on target"),
        (0, "%", 1, "England", "the same as England"),
        (0.01, "%", 1, "target", "within 0.1 percentage points of target"),
        (-32, "GBP thousand", 0, "target", "£32k below target"),
        (math.nan, "%", 1, "target", "no gap to target can be given"),
    ],
)
def test_a_gap_is_written_in_words(gap, unit, decimals, reference, written):
    assert write_gap(gap, unit, decimals, reference=reference) == written


@pytest.mark.parametrize(("unit", "decimals"), UNITS)
@pytest.mark.parametrize("value", [*MISSING, 0, 1, -1, 1234.5678, -0.0001, 1e300])
def test_every_unit_of_the_sample_is_written_without_a_stray_word(value, unit, decimals):
    texts = [
        write_value(value, unit, decimals),
        write_change(value, unit, decimals),
        write_gap(value, unit, decimals),
        write_interval(value, value, unit, decimals),
    ]
    for text in texts:
        assert text == text.strip()
        assert not {"nan", "none", "inf", "na", "nat", "rate", "gbp"} & set(text.lower().split())
        assert "  " not in text
        assert "-" not in text.replace("10-17", "")


@pytest.mark.parametrize("value", MISSING)
def test_what_is_missing_has_words(value):
    assert {write_value(value, "%", 1), write_change(value, "%", 1), write_number(value, 1)} == {
        "not available"
    }
    assert write_interval(1.0, value, "%", 1) == "not available"
    assert write_chance(value) == "not available"


@pytest.mark.parametrize(
    ("unit", "power"),
    [
        ("%", 100),
        ("per cent", 100),
        ("per 1,000 households", 1_000),
        ("Rate per 1000 live births", 1_000),
        ("Rate per 10,000", 10_000),
        ("Rate per 100,000 of 10-17 population", 100_000),
        ("per thousand residents", 1_000),
        ("per million residents", 1_000_000),
        ("Score per pupil", 1),
        ("score out of 10", 1),
        ("households", 1),
        ("GBP thousand", 1),
    ],
)
def test_the_power_of_ten_is_read_from_the_unit(unit, power):
    assert unit_power(unit) == power


def test_chances_never_claim_certainty():
    assert [write_chance(p) for p in (0, 0.0099, 0.125, 0.995, 1)] == [
        "under 1%",
        "under 1%",
        "13%",
        "over 99%",
        "over 99%",
    ]


def test_counts_are_singular_for_one_and_have_a_word_for_none():
    assert [write_count(n, "areas") for n in (0, 1, 2)] == ["no areas", "1 area", "2 areas"]


def test_a_unit_has_words_for_an_axis():
    assert [write_unit(u) for u in ("%", "GBP", "households", "Score per pupil")] == [
        "%",
        "£",
        "households",
        "points per pupil",
    ]


def test_the_examples_in_the_docstrings_hold():
    assert doctest.testmod(numbers).failed == 0


def test_the_worked_example_of_the_method_page_holds():
    page = ROOT / "docs" / "methods" / "rounding.md"
    outcome = doctest.testfile(str(page), module_relative=False, encoding="utf-8")
    assert outcome.attempted > 0
    assert outcome.failed == 0
