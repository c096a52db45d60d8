import doctest
import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pmf_analysis.analysis.signals import (
    SignalPolicy,
    assess_signals,
    expected_false_flags,
    false_flags,
    signal_chart,
)
from pmf_analysis.analysis.signals.comparable import Measure, comparable_series, split_series
from pmf_analysis.analysis.signals.evidence import Layout, weigh
from pmf_analysis.analysis.signals.policy import AUTOCORRELATIONS, SEASONAL_VARIANCES, rules_for
from pmf_analysis.analysis.signals.wording import _plain_chart_differs
from pmf_analysis.analysis.spc.rules import SpecialCause
from pmf_analysis.errors import SettingsError, StatisticsError
from pmf_analysis.framework.periods import Frequency, Period

HOME = "E06000014"
FIRST = {
    "monthly": "2015-04",
    "quarterly": "2015/16 Q1",
    "financial year": "2000/01",
    "three years": "1990-92",
}
DOCS = Path(__file__).parents[2] / "docs" / "methods"


def history(values, *, frequency="quarterly", indicator="A", status=None, area=HOME):
    first = Period.parse(FIRST[frequency], frequency=Frequency(frequency))
    periods = [first + place for place in range(len(values))]
    return pd.DataFrame(
        {
            "indicator_id": indicator,
            "area_code": area,
            "period": [str(period) for period in periods],
            "period_ordinal": [period.ordinal for period in periods],
            "season": [period.season for period in periods],
            "value": np.array(values, dtype=float),
            "status": status or [""] * len(values),
        }
    )


def register(*, indicator="A", polarity="Up is Good", frequency="quarterly", form="flow", **more):
    kind = {"polarity": polarity, "frequency": frequency, "form": form, **more}
    return pd.DataFrame({"indicator_id": [indicator], **{name: [value] for name, value in kind.items()}})


def verdict(values, *, frequency="quarterly", form="flow", status=None, polarity="Up is Good", policy=None):
    results = history(values, frequency=frequency, status=status)
    indicators = register(frequency=frequency, form=form, polarity=polarity)
    return assess_signals(results, indicators=indicators, policy=policy).iloc[0]


def noise(points, seed=1):
    return np.random.default_rng(seed).normal(50, 1, points)


def with_last(values, last):
    return [*values[:-1], last]


SEASON = np.tile([0.0, 8.0, 0.0, -8.0], 10)


# What is told


@pytest.mark.parametrize(
    ("polarity", "last", "expected"),
    [
        ("Up is Good", 70, "improvement"),
        ("Up is Good", 30, "concern"),
        ("Up is Bad", 70, "concern"),
        ("Up is Bad", 30, "improvement"),
        ("Neutral", 70, "high"),
        ("Neutral", 30, "low"),
        ("Near target is good", 70, "high"),
        ("Near target is good", 30, "low"),
    ],
)
def test_an_extreme_last_result_is_a_signal_in_the_words_of_its_polarity(polarity, last, expected):
    found = verdict(with_last(noise(20), last), polarity=polarity)
    assert (found.signal, found.verdict, found.rule) == ("signal", expected, "last_result")
    assert not found.lower <= last <= found.upper


def test_ordinary_variation_is_noise():
    found = verdict(noise(20))
    assert (found.signal, found.verdict, found.rule) == ("noise", "common_cause", "")
    assert found.lower < found["mean"] < found.upper


def test_a_step_four_results_ago_is_seen_through_a_season():
    values = noise(20) + SEASON[:20]
    values[-4:] += 6
    found = verdict(values)
    assert (found.signal, found.rule, found.seasonally_adjusted) == ("signal", "last_four", True)
    assert "4 results are higher than the 16 before" in found.reason


def test_a_usual_winter_is_noise():
    values = noise(21) + SEASON[:21]
    winter = values[:20]
    assert verdict(winter).signal == "noise"
    assert verdict(winter)["mean"] < 46


def test_a_steady_rise_is_a_trend_that_counts_until_it_turns():
    rise = noise(20) + np.arange(20) * 2.0
    assert verdict(rise).rule == "trend"
    fallen = np.append(rise, [50, 50, 50, 50])
    assert verdict(fallen).verdict != "improvement"


def test_a_series_that_wanders_cannot_be_told():
    walk = np.cumsum(np.random.default_rng(3).normal(size=40))
    found = verdict(walk, form="snapshot")
    assert (found.signal, found.rule) == ("cannot_tell", "wandering")
    assert found.autocorrelation >= 0.9


@pytest.mark.parametrize("points", [0, 1, 2, 7])
def test_fewer_than_eight_results_cannot_be_told(points):
    found = verdict([*noise(points), *[np.nan] * 3])
    assert (found.signal, found.verdict, found.points_used) == ("cannot_tell", "cannot_tell", points)
    assert found.reason
    assert found.rule == ("too_few_points" if points else "no_results")


@pytest.mark.parametrize(("points", "trial"), [(8, True), (12, True), (13, False)])
def test_limits_from_fewer_than_13_results_are_trial_limits(points, trial):
    found = verdict(noise(points))
    assert found.trial_limits == trial
    assert (f"Few results ({points}): a first estimate of the range." in found.reason) == trial
    assert f"within the range expected from the {points - 1} results before it" in found.reason


@pytest.mark.parametrize("word", [each for each in SpecialCause if each is not SpecialCause.COMMON])
def test_what_the_textbook_chart_marks_is_said_without_its_jargon(word):
    said = _plain_chart_differs(word)
    assert said.startswith("A simpler chart would mark it (")
    assert not re.search(r"XmR|[UL]?CL\b|\d Point", said)
    assert not _plain_chart_differs(SpecialCause.COMMON)


def test_a_season_is_adjusted_for_from_three_full_years_on():
    assert not verdict(noise(11)).seasonally_adjusted
    assert verdict(noise(12)).seasonally_adjusted
    assert not verdict(noise(35), frequency="monthly").seasonally_adjusted
    assert verdict(noise(36), frequency="monthly").seasonally_adjusted
    assert not verdict(noise(20), frequency="financial year").seasonally_adjusted


# What is compared


def test_a_break_begins_a_new_group():
    values = np.append(noise(20), noise(9, seed=2) + 100)
    status = [""] * 20 + ["p b"] + [""] * 8
    found = verdict(values, status=status)
    assert (found.signal, found.points_used) == ("noise", 9)
    assert found["mean"] > 140


def test_a_break_without_a_value_still_begins_a_new_group():
    values = [*noise(20), np.nan, *(noise(5) + 100)]
    found = verdict(values, status=[""] * 20 + ["bx"] + [""] * 5)
    assert (found.signal, found.points_used) == ("cannot_tell", 5)
    assert "since the series was last broken" in found.reason


def test_gaps_are_never_zeros():
    values = noise(24)
    values[[3, 10, 11, 23]] = np.nan
    found = verdict(values, status=["c" if np.isnan(value) else "" for value in values])
    assert (found.signal, found.points_used, found.period) == ("noise", 20, "2020/21 Q3")
    assert found.lower > 40


def test_rolling_years_are_thinned_until_they_do_not_overlap():
    rolling = np.convolve(noise(43), np.ones(4) / 4, mode="valid")
    found = verdict(rolling, form="rolling_year")
    assert found.points_used == 10
    assert not found.seasonally_adjusted
    assert "Rolling years overlap" in found.reason
    assert verdict(rolling[:20], form="rolling_year").signal == "cannot_tell"


def test_three_year_spans_are_thinned():
    found = verdict(noise(20), frequency="three years", form="rate")
    assert (found.signal, found.points_used) == ("cannot_tell", 7)
    assert verdict(noise(24), frequency="three years", form="rate").points_used == 8


def test_results_to_date_become_what_each_quarter_added():
    added = np.abs(noise(20)) + 5
    to_date = added.reshape(5, 4).cumsum(axis=1).ravel()
    found, plain = verdict(to_date, form="year_to_date"), verdict(added)
    assert found.points_used == 20
    assert found.signal == plain.signal
    assert found.lower == pytest.approx(plain.lower + to_date[-2])
    assert found.p_value == pytest.approx(plain.p_value)


def test_results_to_date_that_do_not_add_up_are_compared_with_the_same_quarter():
    found = verdict(noise(40), form="year_to_date")
    assert found.points_used == 10
    assert "same period of earlier years" in found.reason


def test_only_the_latest_forty_results_count():
    found = verdict(np.append(noise(30) + 500, noise(40)))
    assert found.points_used == 40
    assert found.upper < 60


def test_the_expected_range_stays_within_the_bounds_of_the_indicator():
    results = history(np.abs(np.random.default_rng(1).normal(0.5, 0.4, 16)))
    found = assess_signals(results, indicators=register(lower_bound=0.0, upper_bound=np.nan)).iloc[0]
    assert found.lower == 0
    assert found.upper > 1


# Odd input


def test_results_that_never_vary_are_noise_and_leave_no_number_out():
    found = verdict([5.0] * 12)
    assert (found.signal, found.lower, found.upper) == ("noise", 5, 5)
    assert "do not vary" in found.reason


def test_a_first_change_after_equal_results_cannot_be_told():
    found = verdict([0.0] * 11 + [1.0])
    assert (found.signal, found.rule) == ("cannot_tell", "no_variation_before")


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda frame: frame.drop(columns="status"), "lack the column status"),
        (
            lambda frame: pd.concat([frame, frame.tail(1)]),
            "result of A for E06000014 in 2017/18 Q4 is given twice",
        ),
        (lambda frame: frame.assign(value=np.inf), "is infinite"),
        (lambda frame: frame.assign(indicator_id="B"), "no registered indicator"),
    ],
)
def test_bad_input_is_refused_in_words(change, message):
    with pytest.raises(StatisticsError, match=message):
        assess_signals(change(history(noise(12))), indicators=register())


def test_no_results_at_all_give_an_empty_frame_with_every_column():
    found = assess_signals(history([]), indicators=register())
    assert found.empty
    assert {"signal", "verdict", "reason"} <= set(found.columns)


@pytest.mark.parametrize("setting", [{"level": 0}, {"false_discovery_rate": 1}, {"least_points": 4}])
def test_a_policy_that_makes_no_sense_is_refused(setting):
    with pytest.raises(SettingsError, match=r"\d"):
        SignalPolicy(**setting)


# Properties

VALUES = st.lists(st.integers(-500, 500).map(lambda number: number / 8), min_size=8, max_size=30)


@settings(max_examples=20, deadline=None)
@given(VALUES)
def test_reversing_polarity_swaps_the_verdict_and_moves_no_number(values):
    up, down = verdict(values), verdict(values, polarity="Up is Bad")
    swap = {"improvement": "concern", "concern": "improvement"}
    assert swap.get(up.verdict, up.verdict) == down.verdict
    assert up.drop("verdict").equals(down.drop("verdict"))


@settings(max_examples=15, deadline=None)
@given(VALUES, st.randoms(use_true_random=False))
def test_shuffling_rows_changes_nothing(values, random):
    results = pd.concat([history(values), history(values[::-1], area="E12000003")], ignore_index=True)
    order = list(range(len(results)))
    random.shuffle(order)
    one = assess_signals(results, indicators=register())
    pd.testing.assert_frame_equal(one, assess_signals(results.iloc[order], indicators=register()))


@settings(max_examples=20, deadline=None)
@given(VALUES, st.integers(1, 400), st.integers(-1000, 1000))
def test_another_unit_changes_no_verdict(values, scale, shift):
    plain, moved = verdict(values), verdict(np.array(values) * scale + shift)
    assert (plain.signal, plain.verdict, plain.rule) == (moved.signal, moved.verdict, moved.rule)
    if not np.isnan(plain.lower):
        assert moved.lower == pytest.approx(plain.lower * scale + shift, rel=1e-6, abs=1e-3 * scale)


def test_a_series_is_judged_the_same_alone_and_in_company():
    series = {name: noise(16, seed) for seed, name in enumerate("ABCDE")}
    frames = [history(values, indicator=name) for name, values in series.items()]
    registers = pd.concat([register(indicator=name) for name in series])
    together = assess_signals(pd.concat(frames), indicators=registers)
    alone = pd.concat([assess_signals(frame, indicators=registers) for frame in frames], ignore_index=True)
    pd.testing.assert_frame_equal(together, alone)


def test_agrees_with_a_slow_loop_written_from_the_definition():
    values = noise(12) + SEASON[:12]
    seasons = np.arange(12) % 4
    evidence = weigh(Layout(tuple(range(12)), tuple(seasons.tolist())), values[None, :])
    for rule, p_value in zip(rules_for(12), evidence.p_values[:, 0], strict=True):
        assert p_value == pytest.approx(slow_p_value(values, seasons, rule.latest), rel=1e-8)


def slow_p_value(values, seasons, latest):
    """The t test of generalised least squares for each combination, averaged by restricted likelihood."""
    from scipy.stats import t

    points = len(values)
    change = np.arange(points) >= points - latest if latest else np.linspace(0, 1, points)
    design = np.column_stack([np.ones(points), change])
    weights, p_values = [], []
    for autocorrelation in AUTOCORRELATIONS:
        for variance, prior in SEASONAL_VARIANCES:
            covariance = np.array(
                [
                    [
                        autocorrelation ** abs(i - j) + variance * (seasons[i] == seasons[j])
                        for j in range(points)
                    ]
                    for i in range(points)
                ]
            )
            inverse = np.linalg.inv(covariance)
            information = design.T @ inverse @ design
            effect = np.linalg.solve(information, design.T @ inverse @ values)
            residual = values - design @ effect
            error = residual @ inverse @ residual
            spread = np.sqrt(np.linalg.inv(information)[1, 1] * error / (points - 2))
            p_values.append(2 * t.sf(abs(effect[1] / spread), points - 2))
            weights.append(
                prior
                / np.sqrt(np.linalg.det(covariance) * np.linalg.det(information))
                * error ** (-(points - 2) / 2)
            )
    return np.average(p_values, weights=weights)


def test_the_first_rule_fires_exactly_outside_the_expected_range():
    layout = Layout(tuple(range(12)), (0,) * 12)
    values = noise(12)
    level = 0.05
    own = level * rules_for(12)[0].share
    lower, upper = (edge[0] for edge in weigh(layout, values[None, :]).expected_range(level))
    for edge, outwards in ((lower, -1), (upper, 1)):
        inside, outside = (
            weigh(layout, np.array([with_last(values, edge + move * outwards * 1e-4)])) for move in (-1, 1)
        )
        assert inside.p_values[0, 0] > own > outside.p_values[0, 0]


@pytest.mark.parametrize("points", [8, 12, 20])
def test_few_false_flags_and_more_power_than_the_step_of_a_plain_chart(points):
    """A small version of benchmarks/signals.py; its table has the rates."""
    generator = np.random.default_rng(5)
    still = generator.normal(size=(600, points)) + 1.5 * np.sin(np.pi / 2 * (np.arange(points) + 0.3))
    stepped = still + 2.0 * (np.arange(points) >= points - 4)
    layout = Layout(tuple(range(points)), tuple((np.arange(points) % 4).tolist()))
    level = SignalPolicy().level
    assert (weigh(layout, still).p_value <= level).mean() <= 0.03
    assert (weigh(layout, stepped).p_value <= level).mean() > 0.03


# A whole report


def many(changed=0):
    frames = [history(noise(16, seed), indicator=f"I{seed:02d}") for seed in range(40)]
    for frame in frames[:changed]:
        frame.loc[frame.index[-1], "value"] = 80.0
    registers = pd.concat([register(indicator=f"I{seed:02d}") for seed in range(40)])
    return pd.concat(frames), registers


def test_the_expected_number_of_false_flags_is_told():
    results, registers = many()
    flags = expected_false_flags(assess_signals(results, indicators=registers))
    assert (flags.assessed, flags.expected) == (40, pytest.approx(40 * 0.018))
    assert (
        flags.sentence == "With these rules we expect fewer than 1 false flag among 40 indicators assessed."
    )


def test_the_false_discovery_rate_sets_the_threshold():
    results, registers = many(changed=6)
    policy = SignalPolicy(false_discovery_rate=0.1)
    found = assess_signals(results, indicators=registers, policy=policy)
    assert set(found.loc[found["signal"] == "signal", "indicator_id"]) >= {f"I{n:02d}" for n in range(6)}
    assert expected_false_flags(found, policy=policy).expected <= 0.1 * len(found)
    still, registers = many()
    assert (assess_signals(still, indicators=registers, policy=policy)["signal"] != "signal").all()


def test_a_chart_shows_what_was_expected_at_the_time_and_ends_in_the_verdict():
    values = with_last(noise(16), 80)
    results = pd.concat([history(values), history(noise(9), indicator="B")])
    values[5] = np.nan
    chart = signal_chart(history(values), indicators=register(), indicator_id="A", area_code=HOME)
    assert chart.points["mark"].tolist()[-1] == chart.verdict == "improvement"
    assert chart.points["lower"].isna().tolist() == [True] * 8 + [False] * 8
    assert chart.points["compared"].tolist() == [True] * 5 + [False] + [True] * 10
    table = assess_signals(history(values), indicators=register()).iloc[0]
    assert chart.points["upper"].iloc[-1] == pytest.approx(table.upper)
    assert chart.reason == table.reason
    with pytest.raises(StatisticsError, match="no results of C"):
        signal_chart(results, indicators=register(), indicator_id="C", area_code=HOME)


def test_series_are_split_and_sorted_whatever_the_index_of_the_frame():
    results = pd.concat([history(noise(4), indicator="B"), history(noise(3), indicator="A")])
    measure = Measure("quarterly", "flow")
    split = split_series(results, {"A": measure, "B": measure})
    assert [(each.key, len(comparable_series(each).value)) for each in split] == [
        (("A", HOME), 3),
        (("B", HOME), 4),
    ]


def test_the_page_on_signal_or_noise_and_the_doctests_hold():
    assert doctest.testfile(str(DOCS / "signal-or-noise.md"), module_relative=False).failed == 0
    assert doctest.testmod(false_flags).failed == 0
