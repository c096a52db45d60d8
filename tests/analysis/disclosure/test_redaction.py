"""What the public sees does not depend on what is suppressed, and holds nothing that is internal."""

from dataclasses import fields, replace

import numpy as np
import pandas as pd
import pytest

from pmf_analysis.analysis.disclosure import HES, SmallCounts, audit, recovered
from pmf_analysis.analysis.disclosure.policy import PublicationPolicy
from pmf_analysis.analysis.disclosure.protect import protect
from pmf_analysis.analysis.disclosure.redact import redact

OPEN = PublicationPolicy(unmarked="publish")
INTERNAL = ("actions", "risks", "commentary", "quality", "quarantine", "finance", "complaints", "meetings")
RAW = ("value", "numerator", "denominator", "lower_ci", "upper_ci")


@pytest.fixture(scope="module")
def protection(york):
    return protect(york, OPEN)


@pytest.fixture(scope="module")
def public(york, protection):
    return redact(york, protection, OPEN)


def frames(results):
    return {
        each.name: frame
        for each in fields(results)
        if isinstance(frame := getattr(results, each.name), pd.DataFrame)
    }


def hidden_rows(frame, protection, area=None):
    areas = frame["area_code"] if area is None else [area] * len(frame)
    keys = zip(frame["indicator_id"], areas, frame["period"], strict=True)
    away = protection.hidden()
    return np.array([key in away for key in keys], dtype=bool)


def test_every_count_of_1_to_4_of_the_sample_is_hidden_and_zeros_are_not(york, protection):
    values = protection.values
    small = values["count"].between(1, 4)
    assert small.sum() > 100
    assert (values.loc[small, "suppressed"] == "primary").all()
    assert (values.loc[values["count"] == 0, "suppressed"] == "").all()


def test_no_small_count_of_the_sample_can_be_worked_back(protection):
    found = audit(protection.table, primary=protection.primary, secondary=protection.secondary)
    assert recovered(found, protection.primary) == []
    assert protection.secondary  # the region is the sum of its councils, so something more had to go
    assert not protection.unprotected


def test_sums_that_the_numbers_show_are_found(protection):
    relations = protection.table.relations["relation"]
    assert relations.str.endswith("= HCLIC.A1.PREV + HCLIC.A1.RELIEF").any()
    assert relations.str.endswith("= HCLIC.TA1.TOTAL").any()  # the count behind the rate
    assert relations.str.endswith("= yorkshire-humber").any()


def test_hidden_results_have_no_number_in_any_table(york, protection, public):
    home = york.context.area_code
    history = public.history[hidden_rows(public.history, protection, home)]
    assert len(history) > 50
    assert history[list(RAW)].isna().all(axis=None)
    assert set(history["status"]) == {"small"}
    assert not hidden_rows(public.group_values, protection).any()
    latest = public.assessments[hidden_rows(public.assessments, protection, home)]
    assert latest[["value", "gap"]].isna().all(axis=None)
    assert set(latest["rag"]) == {"NOT_RATED"}


def test_nothing_made_from_several_results_is_left_of_an_indicator_with_a_hidden_one(
    york, protection, public
):
    touched = {key for key, area, _ in protection.hidden() if area == york.context.area_code}
    assert touched
    for name in (
        "forecast_diagnostics",
        "forecast_backtests",
        "must_average",
        "signal_points",
        "exceptions",
        "exception_parts",
    ):
        assert not touched & set(getattr(public, name)["indicator_id"]), name
    rows = public.assessments[public.assessments["indicator_id"].isin(touched)]
    assert set(rows["dot"]) == {"CANNOT_TELL"}
    assert set(rows["signal"]) == {"cannot_tell"}
    forecasts = public.forecasts[public.forecasts["indicator_id"].isin(touched)]
    assert set(forecasts["model"]) == {"not forecast"}
    assert forecasts.select_dtypes("float").isna().all(axis=None)


def test_internal_tables_are_empty_and_posts_are_gone(public):
    assert all(getattr(public, name).empty for name in INTERNAL)
    assert {scope.post for scope in public.scopes} == {""}
    assert set(public.indicators["responsible_post"]) == {""}


def test_a_table_that_redaction_does_not_know_is_emptied(york, protection, public):
    known = {
        "indicators",
        "history",
        "targets",
        "assessments",
        "signals",
        "benchmarks",
        "group_values",
        "forecasts",
    }
    known |= {
        "forecast_diagnostics",
        "forecast_backtests",
        "forecast_calibration",
        "must_average",
        "signal_points",
    }
    known |= {"exceptions", "exception_parts"}
    assert {name for name, frame in frames(public).items() if len(frame)} <= known


def test_what_is_not_suppressed_is_as_issued(york, protection, public):
    before, after = york.history, public.history
    shown = ~hidden_rows(before, protection, york.context.area_code)
    pd.testing.assert_frame_equal(before[shown], after[shown])
    untouched = ~york.assessments["indicator_id"].isin({key for key, *_ in protection.hidden()})
    pd.testing.assert_frame_equal(york.assessments[untouched], public.assessments[untouched])


def test_the_public_results_are_the_same_whatever_the_suppressed_numbers_are(york, protection, public):
    """Another number in every hidden place, and in all that was made from it, changes nothing that the public sees."""
    changed = replace(
        york, **{name: scrambled(name, frame, york, protection) for name, frame in frames(york).items()}
    )
    again = redact(changed, protection, OPEN)
    for name, frame in frames(public).items():
        pd.testing.assert_frame_equal(frame, getattr(again, name), obj=name)


def scrambled(name, frame, york, protection):
    """A table in which every number that depends on a hidden one has changed."""
    if "indicator_id" not in frame or "period" not in frame:
        return frame
    home = york.context.area_code
    touched = {key for key, area, _ in protection.hidden() if area == home}
    if name == "group_values":
        rows = hidden_rows(frame, protection)
    elif name == "history":
        rows = hidden_rows(frame, protection, home)
    elif name == "benchmarks":
        return scrambled_benchmarks(frame, protection, home)
    elif name in ("assessments", "targets", "indicators"):
        rows = hidden_rows(frame, protection, home) if name == "assessments" else np.zeros(len(frame), bool)
    else:
        rows = frame["indicator_id"].isin(touched).to_numpy()
    changed = frame.copy()
    numbers = {
        "value",
        "numerator",
        "denominator",
        "lower",
        "upper",
        "lower_ci",
        "upper_ci",
        "mean",
        "median",
        "best",
        "worst",
    }
    numbers |= {
        "rank",
        "gap",
        "home_value",
        "region_value",
        "england_value",
        "score",
        "points",
        "actual",
        "must_average",
    }
    for column in numbers & set(frame.columns):
        changed[column] = frame[column].where(~rows, frame[column] + 7)
    return changed


def scrambled_benchmarks(frame, protection, home):
    lost = {(key, period) for key, _, period in protection.hidden()}
    member = np.array([pair in lost for pair in zip(frame["indicator_id"], frame["period"], strict=True)])
    own = hidden_rows(frame, protection, home)
    changed = frame.copy()
    for column in ("rank", "quartile", "median", "best", "worst", "mads_from_median"):
        changed[column] = frame[column].where(~member, frame[column] + 7)
    for column in ("home_value", "home_lower", "home_upper"):
        changed[column] = frame[column].where(~own, frame[column] + 7)
    assert member.any()
    return changed


def test_a_result_that_may_be_shown_is_shown_in_a_comparison_with_a_hidden_one(york, protection, public):
    """York's zero households in bed and breakfast stand, though councils that it is compared with are hidden."""
    rows = public.benchmarks[public.benchmarks["indicator_id"] == "HCLIC.TA1.BB"]
    assert (rows["home_value"] == 0).all()
    assert rows[["rank", "median", "best", "worst"]].isna().all(axis=None)
    assert rows["note"].str.endswith("Not ranked: a result of the group is suppressed.").all()


def test_where_the_home_result_is_hidden_there_is_no_rank_rather_than_a_wrong_one(york, protection, public):
    rows = public.benchmarks[hidden_rows(public.benchmarks, protection, york.context.area_code)]
    assert len(rows)
    assert rows[["home_value", "rank", "quartile", "median", "best", "worst"]].isna().all(axis=None)
    assert set(rows["comparison"]) == {"not_compared"}


def test_only_indicators_marked_open_are_published_unless_the_policy_says_otherwise(york):
    marked = york.indicators["indicator_id"] == "HCLIC.TA1.TOTAL"
    results = replace(york, indicators=york.indicators.assign(disclosure=np.where(marked, "open", "")))
    strict = PublicationPolicy()
    assert list(redact(results, protect(results, strict), strict).indicators["indicator_id"]) == [
        "HCLIC.TA1.TOTAL"
    ]
    suppressed = replace(york, indicators=york.indicators.assign(disclosure=np.where(marked, "suppress", "")))
    assert "HCLIC.TA1.TOTAL" not in set(
        redact(suppressed, protect(suppressed, OPEN), OPEN).indicators["indicator_id"]
    )


def test_in_hes_mode_counts_are_rounded_and_rates_follow_them(york):
    policy = PublicationPolicy(unmarked="publish", small=HES)
    public = redact(york, protect(york, policy), policy)
    counts = public.history.set_index(["indicator_id", "period"])["value"]
    assert counts["HCLIC.TA1.TOTAL", "2025/26 Q3"] == 65  # 63
    rate = public.history.set_index(["indicator_id", "period"]).loc[("HCLIC.TA1.RATE", "2025/26 Q3")]
    assert rate["numerator"] == 65
    assert rate["value"] == pytest.approx(65 / rate["denominator"])
    shown = counts.loc[["HCLIC.TA1.TOTAL", "HCLIC.TA1.BB"]].dropna()
    assert (shown % 5 == 0).all()


def planted(york, rows):
    """The sample with one more indicator, a percentage of the home council."""
    template = york.history[york.history["indicator_id"] == "DFE.A3A"]
    frame = template.iloc[: len(rows)].copy()
    frame[["numerator", "denominator"]] = rows
    frame["value"] = 100 * frame["numerator"] / frame["denominator"]
    rest = york.history[york.history["indicator_id"] != "DFE.A3A"]
    return replace(york, history=pd.concat([rest, frame], ignore_index=True))


@pytest.mark.parametrize(
    ("numerator", "denominator", "hidden"),
    [(3, 200, True), (197, 200, True), (50, 200, False), (0, 200, False), (200, 200, False), (2, 4, True)],
)
def test_a_percentage_is_suppressed_where_its_count_or_its_complement_is_small(
    york, numerator, denominator, hidden
):
    rows = [(50, 200), (60, 210), (70, 220), (numerator, denominator)]
    protection = protect(planted(york, rows), OPEN)
    row = protection.values[protection.values["indicator_id"] == "DFE.A3A"].query("is_home").iloc[-1]
    assert (row["numerator"], bool(row["suppressed"])) == (numerator, hidden)


def test_a_small_step_between_two_results_of_the_year_to_date_is_protected(york):
    ids = york.history["indicator_id"] == "CTS.PENSIONERS"
    register = york.indicators.copy()
    register.loc[register["indicator_id"] == "CTS.PENSIONERS", "form"] = "year_to_date"
    history = (
        york.history[ids]
        .tail(3)
        .assign(value=[100.0, 150.0, 153.0], period=["2025/26 Q1", "2025/26 Q2", "2025/26 Q3"])
    )
    results = replace(york, indicators=register, history=history, group_values=york.group_values.iloc[:0])
    values = protect(results, OPEN).values
    assert list(values["suppressed"].astype(bool)) in ([False, True, False], [False, False, True])


def test_declared_totals_protect_what_the_numbers_do_not_show(york):
    rows = york.history[york.history["indicator_id"] == "HCLIC.TA1.TOTAL"].tail(1)
    parts = [("HCLIC.TA1.TOTAL", 43.0), ("HCLIC.TA1.BB", 3.0), ("HCLIC.TA1.HHCHILD", 40.0)]
    history = pd.concat(
        [rows.assign(indicator_id=key, value=value) for key, value in parts], ignore_index=True
    )
    results = replace(york, history=history, group_values=york.group_values.iloc[:0])
    loose = protect(results, OPEN).hidden()
    totals = {"HCLIC.TA1.TOTAL": ("HCLIC.TA1.BB", "HCLIC.TA1.HHCHILD")}
    declared = protect(results, PublicationPolicy(unmarked="publish", totals=totals)).hidden()
    assert len(loose) == 1
    assert {key for key, *_ in declared} == {"HCLIC.TA1.BB", "HCLIC.TA1.HHCHILD"}


def test_what_was_published_before_is_known_and_told(york):
    home = york.context.area_code
    earlier = pd.DataFrame(
        [("HCLIC.TA1.BB", home, period, value, np.nan) for period, value in hidden_results(york)],
        columns=["indicator_id", "area_code", "period", "value", "numerator"],
    )
    protection = protect(york, OPEN, earlier=earlier)
    assert len(protection.public_already) == len(earlier)
    assert not protection.unprotected


def hidden_results(york):
    rows = york.history[
        (york.history["indicator_id"] == "HCLIC.TA1.BB") & york.history["value"].between(1, 4)
    ]
    return list(zip(rows["period"], rows["value"], strict=True))


def test_zeros_are_suppressed_where_the_policy_says_so(york):
    values = protect(york, PublicationPolicy(unmarked="publish", small=SmallCounts(zeros="suppress"))).values
    assert (values.loc[values["count"] == 0, "suppressed"] == "primary").all()


def test_a_year_that_is_the_sum_of_its_quarters_is_protected_too(york):
    """The quarters of one indicator and the years of another: a small quarter would follow from its year."""
    quarters = york.history[york.history["indicator_id"] == "HCLIC.TA1.BB"].tail(12)
    names = [f"{year}/{year - 1999} Q{quarter}" for year in (2022, 2023, 2024) for quarter in (1, 2, 3, 4)]
    counts = [20.0, 31.0, 3.0, 18.0, 22.0, 25.0, 19.0, 30.0, 41.0, 28.0, 33.0, 26.0]
    by_quarter = quarters.assign(indicator_id="HCLIC.MD1.TOTAL", value=counts, period=names)
    sums = [sum(counts[place : place + 4]) for place in (0, 4, 8)]
    by_year = quarters.head(3).assign(
        indicator_id="HCLIC.A1.TOTAL", value=sums, period=["2022/23", "2023/24", "2024/25"]
    )
    history = pd.concat([by_quarter, by_year], ignore_index=True)
    hidden = protect(replace(york, history=history, group_values=york.group_values.iloc[:0]), OPEN).hidden()
    home = york.context.area_code
    assert ("HCLIC.MD1.TOTAL", home, "2022/23 Q3") in hidden
    assert len(hidden) == 2
    assert {period[:7] for _, _, period in hidden} == {"2022/23"}


@pytest.mark.slow
def test_a_suppressed_indicator_does_not_follow_from_open_ones(york):
    """Relief is the duty less prevention: with relief marked to be suppressed, one of the others goes too."""
    marks = np.where(york.indicators["indicator_id"].str.startswith("HCLIC.A1.RELIEF"), "suppress", "open")
    results = replace(york, indicators=york.indicators.assign(disclosure=marks))
    protection = protect(results, PublicationPolicy())
    hidden = {
        key
        for key, area, period in protection.hidden()
        if period == "2025/26 Q3" and area == york.context.area_code
    }
    assert hidden & {"HCLIC.A1.DUTY", "HCLIC.A1.PREV"}
    assert not {key for key in set(protection.values["indicator_id"]) if key.startswith("HCLIC.A1.RELIEF")}
    found = audit(protection.table, primary=protection.primary, secondary=protection.secondary)
    assert recovered(found, protection.primary) == []


def test_a_percentage_and_its_base_tell_the_count_even_without_a_numerator(york):
    template = york.history[york.history["indicator_id"] == "DFE.A3A"].iloc[:3]
    frame = template.assign(value=[1.5, 25.0, 98.0], numerator=np.nan, denominator=[200.0, 200.0, 200.0])
    values = protect(replace(york, history=frame, group_values=york.group_values.iloc[:0]), OPEN).values
    assert values["count"].tolist() == [3, 50, 196]
    assert values["suppressed"].astype(bool).tolist() == [True, False, True]
