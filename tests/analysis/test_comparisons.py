"""The benchmarks table: on the real sample against slow loops, and on small drawn tables."""

import math
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from pmf_analysis.analysis.benchmarking import byars_or_exact, wilson
from pmf_analysis.analysis.comparisons import COLUMNS, benchmark_indicators, group_values
from pmf_analysis.analysis.comparisons.intervals import powers_of_ten
from pmf_analysis.errors import StatisticsError
from pmf_analysis.framework.periods import Frequency, Period

SAMPLE = Path(__file__).parents[2] / "data" / "york"
YORK, REGION, ENGLAND = "E06000014", "E12000003", "E92000001"
QUARTER = Period.parse("2025/26 Q3")
CONTRACT = (
    "indicator_id,period,group,n,rank,quartile,median,best,worst,region_value,england_value,comparison,method"
)
NUMBERS = ["value", "numerator", "denominator", "lower_ci", "upper_ci"]


@pytest.fixture(scope="module")
def york():
    """The sample as the analysis gets it, and what every call needs."""
    indicators = pd.read_csv(SAMPLE / "indicators.csv", keep_default_na=False)
    observations = pd.read_csv(SAMPLE / "observations.csv", dtype={"status": str, "note": str, "period": str})
    observations["status"] = observations["status"].fillna("")
    frequency = indicators.set_index("indicator_id")["frequency"].map(Frequency).to_dict()
    observations["period_ordinal"] = [
        Period.parse(period, frequency=frequency[key]).ordinal
        for key, period in zip(observations["indicator_id"], observations["period"], strict=True)
    ]
    tables = {
        "areas": pd.read_csv(SAMPLE / "areas.csv"),
        "groups": pd.read_csv(SAMPLE / "comparator_groups.csv"),
        "home": YORK,
        "region": REGION,
        "country": ENGLAND,
        "as_at": QUARTER,
    }
    return observations, indicators, tables


@pytest.fixture(scope="module")
def benchmarks(york):
    observations, indicators, tables = york
    return benchmark_indicators(observations, indicators=indicators, **tables)


def the_row(benchmarks, indicator_id, group="yorkshire-humber"):
    return benchmarks[(benchmarks["indicator_id"] == indicator_id) & (benchmarks["group"] == group)].iloc[0]


def test_there_is_a_row_for_each_indicator_and_group_with_the_columns_of_the_contract(york, benchmarks):
    assert len(benchmarks) == len(york[1]) * 3
    assert not benchmarks.duplicated(["indicator_id", "group"]).any()
    assert tuple(benchmarks.columns) == COLUMNS
    assert ",".join(COLUMNS[:13]) == CONTRACT


def test_york_in_temporary_accommodation_agrees_with_the_observations_by_a_slow_loop(york, benchmarks):
    observations, _, tables = york
    row = the_row(benchmarks, "HCLIC.TA1.RATE")
    group = tables["groups"]
    members = set(group.loc[group["group"] == "yorkshire-humber", "area_code"])
    values = {}
    for line in observations.itertuples():
        if (line.indicator_id, line.period) == ("HCLIC.TA1.RATE", "2025/26 Q3") and not math.isnan(
            line.value
        ):
            values[line.area_code] = line.value
    in_group = [value for area, value in values.items() if area in members]
    assert (row["period"], row["n"], row["home_value"]) == ("2025/26 Q3", len(in_group), values[YORK])
    assert row["rank"] == 1 + sum(value < values[YORK] for value in in_group)
    assert (row["best"], row["worst"]) == (min(in_group), max(in_group))
    assert row["median"] == np.median(in_group)
    assert (row["region_value"], row["england_value"]) == (values[REGION], values[ENGLAND])
    assert (row["comparison"], row["method"]) == ("better", "single95, Byar's interval")
    assert (row["comparator"], row["comparator_value"]) == ("England", values[ENGLAND])
    assert row["is_primary"]


def test_households_counted_in_thousands_give_the_interval_of_households(benchmarks):
    row = the_row(benchmarks, "HCLIC.TA1.RATE")
    expected = byars_or_exact(63, 87_879, multiplier=1_000)
    assert (row["home_lower"], row["home_upper"]) == (
        pytest.approx(expected.lower),
        pytest.approx(expected.upper),
    )


def test_the_power_of_ten_is_found_from_the_rows(york):
    observations = york[0]
    found = powers_of_ten(observations)
    assert {key: found[key] for key in ("HCLIC.A1.PREV_RATE", "HCLIC.TA1.RATE")} == {
        "HCLIC.A1.PREV_RATE": 1.0,
        "HCLIC.TA1.RATE": 1.0,
    }
    assert powers_of_ten(observations.assign(value=observations["value"] * 3.2)) == {}
    assert powers_of_ten(observations.iloc[:0]) == {}


def test_ranks_of_every_row_agree_with_a_slow_loop(york, benchmarks):
    observations, indicators, tables = york
    polarity = indicators.set_index("indicator_id")["polarity"]
    withheld = observations["status"].isin(["c", "x"]) | observations["value"].isna()
    by_period = {
        key: list(zip(part["area_code"], part["value"], strict=True))
        for key, part in observations[~withheld].groupby(["indicator_id", "period"])
    }
    members = tables["groups"].groupby("group")["area_code"].agg(set)
    for row in benchmarks.itertuples():
        values = dict(
            pair for pair in by_period[row.indicator_id, row.period] if pair[0] in members[row.group]
        )
        way = {"Up is Good": -1, "Up is Bad": 1, "Neutral": 0}[polarity[row.indicator_id]]
        better = [value for value in values.values() if way * value < way * values[YORK]]
        assert row.n == len(values)
        assert pd.isna(row.rank) if way == 0 else row.rank == 1 + len(better)


def test_reversing_polarity_mirrors_ranks_and_never_moves_a_number(york, benchmarks):
    observations, indicators, tables = york
    swap = {"Up is Good": "Up is Bad", "Up is Bad": "Up is Good", "Neutral": "Neutral"}
    reverse = indicators.assign(polarity=indicators["polarity"].map(swap))
    mirrored = benchmark_indicators(observations, indicators=reverse, **tables)
    same = ["period", "n", "median", "region_value", "england_value", "home_value", "home_lower"]
    pd.testing.assert_frame_equal(mirrored[same], benchmarks[same])
    np.testing.assert_array_equal(mirrored["best"], benchmarks["worst"])
    ties = benchmarks["n"] + 1 - benchmarks["rank"] - mirrored["rank"]
    assert (ties.dropna() >= 0).all()
    words = {"better": "worse", "worse": "better"}
    assert mirrored["comparison"].tolist() == [words.get(word, word) for word in benchmarks["comparison"]]


def test_shuffling_rows_changes_nothing(york, benchmarks):
    observations, indicators, tables = york
    shuffled = {
        **tables,
        "areas": tables["areas"].sample(frac=1, random_state=1),
        "groups": tables["groups"].sample(frac=1, random_state=2),
    }
    again = benchmark_indicators(
        observations.sample(frac=1, random_state=3),
        indicators=indicators.sample(frac=1, random_state=4),
        **shuffled,
    )
    pd.testing.assert_frame_equal(again, benchmarks)


def test_neutral_indicators_are_never_ranked_or_judged(york, benchmarks):
    neutral = set(york[1].loc[york[1]["polarity"] == "Neutral", "indicator_id"])
    rows = benchmarks[benchmarks["indicator_id"].isin(neutral)]
    assert len(rows) > 0
    assert rows[["rank", "quartile", "best", "worst"]].isna().all(axis=None)
    assert set(rows["comparison"]) <= {"higher", "lower", "similar", "not_compared"}


def test_texts_are_never_missing_and_nothing_prints_as_not_a_number(benchmarks):
    for column in ("period", "comparison", "method", "note", "comparator", "home_latest_period"):
        assert benchmarks[column].map(lambda text: isinstance(text, str) and "nan" not in text.split()).all()
    assert ((benchmarks["comparison"] != "not_compared") | (benchmarks["note"] != "")).all()


def test_the_values_behind_a_row_are_those_that_it_was_computed_from(york, benchmarks):
    observations, _, tables = york
    shown = group_values(benchmarks, observations, **tables)
    council = shown[shown["kind"] == "council"]
    counted = council.groupby(["indicator_id", "group"]).size()
    assert (counted == benchmarks.set_index(["indicator_id", "group"])["n"]).all()
    home = shown[shown["is_home"]].merge(benchmarks, on=["indicator_id", "group"])
    assert len(home) == len(benchmarks)
    np.testing.assert_array_equal(home["value"], home["home_value"])
    np.testing.assert_array_equal(home["lower"], home["home_lower"])
    assert set(shown["kind"]) == {"council", "region", "country"}


# Small tables, drawn: H is the home council, A to F others, R the region, E the country.


def draw(rows, *, unit="%", polarity="Up is Good", **options):
    """Benchmarks of one indicator from rows (area, period number, value, numerator, denominator, lower, upper, status)."""
    filled = [(*row, *[math.nan] * (7 - len(row)), "") if len(row) < 8 else row for row in rows]
    observations = pd.DataFrame(filled, columns=["area_code", "period_ordinal", *NUMBERS, "status"])
    observations["indicator_id"] = "I1"
    observations["period"] = [f"20{number:02d}" for number in observations["period_ordinal"]]
    members = options.pop("members", "HABCDEF")
    register = pd.DataFrame(
        {"indicator_id": ["I1"], "unit": [unit], "polarity": [polarity], "comparator_group": ["near"]}
    )
    codes = list("HABCDEFRX")
    areas = pd.DataFrame({"area_code": codes, "area_name": ["Home", *codes[1:]], "kind": "council"})
    areas.loc[areas["area_code"] == "X", "area_name"] = "England"
    groups = pd.DataFrame({"group": "near", "group_name": "Near us", "area_code": list(members)})
    groups = groups.assign(**options.pop("validity", {}))
    known = {"region": "R", "country": "X", **options}
    return benchmark_indicators(
        observations, indicators=register, areas=areas, groups=groups, home="H", **known
    )


def others(period, *values):
    return [(area, period, value) for area, value in zip("ABCDEF", values, strict=False)]


@pytest.mark.parametrize(
    ("polarity", "rank", "quartile", "best", "worst"),
    [
        ("Up is Good", 2, 1, 9, 1),
        ("Up is Bad", 4, 3, 1, 9),
        ("Neutral", None, None, None, None),
        ("Near target is good", None, None, None, None),
    ],
)
def test_standing_by_polarity(polarity, rank, quartile, best, worst):
    row = draw([("H", 20, 7.0), *others(20, 1.0, 5.0, 7.0, 9.0, 6.0)], polarity=polarity).iloc[0]
    found = [None if pd.isna(row[name]) else row[name] for name in ("rank", "quartile", "best", "worst")]
    assert found == [rank, quartile, best, worst]
    assert (row["n"], row["median"], row["mads_from_median"]) == (6, 6.5, 0.5)


def test_near_target_is_ranked_by_distance_where_there_is_a_target():
    rows = [("H", 20, 7.0), *others(20, 1.0, 5.0, 4.0, 9.0, 6.0)]
    row = draw(rows, polarity="Near target is good", targets={"I1": 5.5}).iloc[0]
    assert (row["rank"], row["best"], row["worst"]) == (3, 5.0, 1.0)
    assert row["comparison"] == "not_compared"


@pytest.mark.parametrize(
    ("rows", "period", "n", "note"),
    [
        ([("H", 20, 1.0), *others(20, 1, 2, 3)], "2020", 4, ""),
        (
            [("H", 19, 1.0), ("H", 20, 1.0), *others(19, 1, 2, 3), *others(20, 1, 2)],
            "2019",
            4,
            "Compared on 2019, the latest period that Home shares with others of the group; its own latest is 2020.",
        ),
        (
            [("H", 20, 1.0), *others(20, 1, 2), *others(19, 1, 2, 3)],
            "2020",
            3,
            "Only 2 other members of the group have a value for 2020.",
        ),
        (
            [("H", 20, 1.0), *others(20, 1), *others(21, 1, 2, 3)],
            "2020",
            2,
            "Only 1 other member of the group has a value for 2020.",
        ),
        (
            [("H", 20, 1.0), *others(19, 1, 2, 3)],
            "2020",
            1,
            "No other member of the group has a value for 2020.",
        ),
    ],
)
def test_the_period_is_the_latest_that_enough_share(rows, period, n, note):
    row = draw(rows, country=None).iloc[0]
    assert (row["period"], row["n"]) == (period, n)
    assert note in row["note"]


def test_without_a_value_of_the_home_council_the_row_says_so():
    row = draw([("H", 20, math.nan, *[math.nan] * 4, "x"), *others(20, 1, 2, 3)], as_at=QUARTER).iloc[0]
    assert (row["period"], row["n"], row["comparison"], row["comparator"]) == ("", 0, "not_compared", "")
    assert row["note"] == (
        "Home's result for 2020 is withheld or not available. Home has no value as at 2025/26 Q3."
    )


@pytest.mark.parametrize("status", ["c", "x", "z", "p c"])
def test_a_value_withheld_on_purpose_is_no_value(status):
    row = draw(
        [("H", 20, 1.0), ("H", 21, 5.0, *[math.nan] * 4, status), *others(20, 1, 2, 3), *others(21, 1, 2, 3)]
    ).iloc[0]
    assert (row["period"], row["home_value"]) == ("2020", 1.0)
    assert "Home's result for 2021 is withheld or not available." in row["note"]


COUNTED = [(area, year, 20.0, 20.0, 100.0) for area in "ABC" for year in (17, 18, 19, 20)]


@pytest.mark.parametrize(
    ("home", "unit", "england", "comparison", "method"),
    [
        ((30.0, 30.0, 100.0), "%", 20.0, "better", "single95, Wilson interval"),
        ((30.0, 30.0, 100.0), "%", 35.0, "similar", "single95, Wilson interval"),
        ((30.0, 30.0, 100.0), "%", 45.0, "worse", "single95, Wilson interval"),
        ((30.0, 30.0, 100.0, 29.0, 31.0), "%", 35.0, "worse", "single95, published interval"),
        ((30.0, 30.0, 100.0, 29.0, math.nan), "%", 35.0, "similar", "single95, Wilson interval"),
        ((30.0, 30.0, 100.0, 29.0, 31.0), "points", 31.0, "similar", "single95, published interval"),
    ],
)
def test_the_published_interval_comes_first_then_the_counts(home, unit, england, comparison, method):
    row = draw([("H", 20, *home), *COUNTED, ("X", 20, england)], unit=unit).iloc[0]
    assert (row["comparison"], row["method"], row["comparator"]) == (comparison, method, "England")


@pytest.mark.parametrize(
    ("home", "unit", "reason"),
    [
        ((30.0,), "%", "no interval and no counts are published"),
        ((30.0,), "households", "no interval is published, and it is neither a percentage nor a rate"),
        ((30.0, 30.0, 0.0), "%", "its counts are not positive"),
        ((30.0, -30.0, 100.0), "%", "its counts are not positive"),
        ((30.0, 50.0, 100.0), "%", "its value is not its numerator over its denominator"),
        ((130.0, 130.0, 100.0), "%", "its numerator is above its denominator"),
        ((30.0, math.inf, 100.0), "%", "no interval and no counts are published"),
    ],
)
def test_without_an_interval_nothing_is_compared_and_the_note_says_why(home, unit, reason):
    row = draw([("H", 20, *home), *COUNTED, ("X", 20, 20.0)], unit=unit).iloc[0]
    assert (row["comparison"], row["method"]) == ("not_compared", "no interval")
    assert f"Not compared by interval: {reason}." in row["note"]
    assert math.isnan(row["home_lower"])


def test_few_events_have_the_exact_interval():
    rates = [(area, 20, 2.0, 20.0, 10_000.0) for area in "ABC"]
    row = draw(
        [("H", 20, 0.5, 5.0, 10_000.0), *rates, ("X", 20, 2.0)], unit="per 1,000 people", polarity="Up is Bad"
    ).iloc[0]
    assert (row["comparison"], row["method"]) == ("better", "single95, exact Poisson interval")
    assert row["home_upper"] == pytest.approx(byars_or_exact(5, 10_000, multiplier=1_000).upper)


def test_a_wider_level_is_named_in_the_method():
    rows = [("H", 20, 30.0, 30.0, 100.0), *COUNTED, ("X", 20, 20.0)]
    row = draw(rows, confidence=99.8).iloc[0]
    assert (row["comparison"], row["method"]) == ("similar", "single99.8, Wilson interval")
    assert row["home_upper"] == pytest.approx(wilson(30, 100, confidence=0.998, multiplier=100).upper)


@pytest.mark.parametrize(
    ("wider", "comparator", "value"),
    [
        ([("R", 20, 20.5), ("X", 20, 21.0)], "England", 21.0),
        ([("R", 20, 20.5), ("X", 19, 21.0)], "R", 20.5),
        ([], "group median", 20.0),
    ],
)
def test_the_comparator_is_the_country_else_the_region_else_the_median(wider, comparator, value):
    row = draw([("H", 20, 30.0, 30.0, 100.0), *COUNTED, *wider]).iloc[0]
    assert (row["comparator"], row["comparator_value"], row["comparison"]) == (comparator, value, "better")


def test_alone_there_is_nothing_to_compare_with():
    row = draw([("H", 20, 30.0, 30.0, 100.0)]).iloc[0]
    assert (row["n"], row["comparator"], row["comparison"]) == (1, "", "not_compared")
    assert "Not compared: there is nothing to compare with." in row["note"]


def test_equal_members_have_no_distance_but_the_median_itself_has_none_to_go():
    assert draw([("H", 20, 5.0), *others(20, 5, 5, 5)]).iloc[0]["mads_from_median"] == 0
    assert math.isnan(draw([("H", 20, 6.0), *others(20, 5, 5, 5)]).iloc[0]["mads_from_median"])


def test_infinities_are_no_values():
    row = draw([("H", 20, 5.0), *others(20, 4.0, 6.0, math.inf, -math.inf)]).iloc[0]
    assert (row["n"], row["best"]) == (3, 6.0)


def test_members_are_those_of_the_quarter():
    validity = {
        "valid_from": ["", "", "", "", "", "2026-04-01", ""],
        "valid_to": ["", "", "", "", "", "", "2024-03-31"],
    }
    row = draw(
        [("H", 25, 5.0), *others(25, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0)], validity=validity, as_at=QUARTER
    ).iloc[0]
    assert row["n"] == 5


def test_a_council_in_no_group_has_no_rows():
    assert len(draw([("H", 20, 5.0)], members="ABC")) == 0
    assert tuple(draw([("H", 20, 5.0)], members="ABC").columns) == COLUMNS


def test_no_observations_give_rows_without_values():
    row = draw([("A", 20, 5.0)]).iloc[0]
    assert (row["n"], row["period"], row["note"]) == (0, "", "Home has no value.")


def test_two_values_for_one_period_are_refused():
    with pytest.raises(StatisticsError, match="I1 has two values for H in 2020"):
        draw([("H", 20, 5.0), ("H", 20, 6.0)])
