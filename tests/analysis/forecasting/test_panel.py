"""One call for many series: what it promises of every kind of data."""

import warnings

import numpy as np
import pandas as pd
import pytest

from pmf_analysis.analysis.forecasting import ForecastSettings, forecast_panel
from pmf_analysis.errors import DataError, UsageError
from pmf_analysis.framework.periods import Period

from .conftest import frame

QUICK = ForecastSettings(origins=2)
COLUMNS = [
    "indicator_id", "area_code", "cutoff", "period", "horizon", "model", "why_this_model",
    "mean", "median", "lower_80", "upper_80", "lower_95", "upper_95",
]  # fmt: skip
NUMBERS = COLUMNS[7:]


def test_the_forecasts_have_the_columns_and_rows_that_were_promised(seasonal):
    result = forecast_panel(frame(seasonal), horizon=6, settings=QUICK)
    assert list(result.forecasts.columns) == COLUMNS
    assert result.forecasts["period"].tolist()[:3] == ["2022/23 Q3", "2022/23 Q4", "2023/24 Q1"]
    assert result.forecasts["cutoff"].unique().tolist() == ["2022/23 Q2"]
    assert result.forecasts["horizon"].tolist() == [1, 2, 3, 4, 5, 6]
    assert result.diagnostics["seasonality"].tolist() == ["found"]


def test_intervals_hold_each_other_and_widen_with_the_level(seasonal):
    made = forecast_panel(frame(seasonal), horizon=4, levels=(50, 80, 95), settings=QUICK).forecasts
    order = ["lower_95", "lower_80", "lower_50", "median", "upper_50", "upper_80", "upper_95"]
    assert (np.diff(made[order].to_numpy(), axis=1) > 0).all()


@pytest.mark.parametrize("level", [0.0, 42.0, -7.5])
def test_a_constant_series_forecasts_the_constant_with_an_honest_width(level):
    made = forecast_panel(frame([level] * 12), horizon=4, settings=QUICK).forecasts
    assert np.allclose(made[["mean", "median"]], level)
    assert (made["upper_80"] > level).all()
    assert (made["upper_95"] > made["upper_80"]).all()
    assert (made["lower_95"] < level).all()


def test_nothing_changes_on_a_second_run_or_in_another_order_of_rows(seasonal):
    both = pd.concat([frame(seasonal), frame(seasonal[::-1], indicator="B"), frame(seasonal + 9, area="Y")])
    first = forecast_panel(both, horizon=4, settings=QUICK)
    again = forecast_panel(both.sample(frac=1, random_state=1), horizon=4, settings=QUICK)
    pd.testing.assert_frame_equal(first.forecasts, again.forecasts, check_exact=True)
    pd.testing.assert_frame_equal(first.diagnostics, again.diagnostics, check_exact=True)
    pd.testing.assert_frame_equal(first.backtests, again.backtests, check_exact=True)


def test_no_warning_is_raised_on_awkward_series():
    rng = np.random.default_rng(5)
    awkward = [
        [0.0] * 9, [0, 0, 0, 0, 0, 0, 0, 1], [1e12, 2e12, 1.5e12, 1e12, 3e12], [1e-9, 3e-9, 2e-9, 5e-9, 1e-9, 2e-9],
        list(2.0 ** np.arange(20)), [5, 5, 5, 5, 500, 5, 5, 5, 5, 5, 5, 5], list(-rng.exponential(size=15)), [1, -1] * 8,
    ]  # fmt: skip
    rows = pd.concat(
        [frame([float(x) for x in values], indicator=str(k)) for k, values in enumerate(awkward)]
        + [
            frame(list(rng.normal(50, 3, size=count)), indicator=f"{count} months", first="2020-01")
            for count in (15, 17, 40)
        ]
    )
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        made = forecast_panel(rows, horizon=8).forecasts
    assert np.isfinite(made[NUMBERS].to_numpy()).all()


def test_no_central_forecast_goes_further_from_the_data_than_one_and_a_half_ranges():
    rows = pd.concat(
        [frame(list(np.float64(base) ** np.arange(12)), indicator=str(base)) for base in (1.2, 2, 10)]
    )
    made = forecast_panel(rows, horizon=8).forecasts
    reach = rows.groupby("indicator_id")["value"].agg(["min", "max"])
    limit = reach["max"] + 1.5 * (reach["max"] - reach["min"])
    assert (made["median"] <= made["indicator_id"].map(limit) * (1 + 1e-12)).all()
    assert (made["mean"] <= made["indicator_id"].map(limit) * (1 + 1e-12)).all()


def test_bounds_hold_for_intervals_too(indicators):
    rng = np.random.default_rng(2)
    values = np.clip(97 + 3 * rng.normal(size=24), 0, 100)
    made = forecast_panel(
        frame(values), horizon=8, indicators=indicators(lower_bound=0, upper_bound=100)
    ).forecasts
    assert made[["lower_95", "mean", "median", "upper_95"]].to_numpy().max() <= 100
    assert (made["upper_95"] > made["median"]).all()


def test_a_bound_that_the_data_break_is_left_out_and_told(indicators):
    made = forecast_panel(
        frame([90.0, 101, 110, 120, 118, 125]), horizon=2, indicators=indicators(upper_bound=100)
    )
    assert "upper bound 100 is broken" in made.diagnostics["warnings"].iloc[0]
    assert made.forecasts["median"].min() > 100


def test_small_counts_never_go_below_zero(indicators):
    facts = indicators(unit="cases", form="flow", lower_bound=0, decimals=0)
    made = forecast_panel(
        frame([0.0, 2, 1, 0, 3, 0, 1, 1, 0, 2, 0, 1]), horizon=8, indicators=facts
    ).forecasts
    assert made[["lower_95", "median", "mean"]].to_numpy().min() >= 0
    assert made["upper_95"].min() >= 2


def test_missing_and_suppressed_values_are_gaps(seasonal):
    holed = seasonal.copy()
    holed[[5, 11, 12]] = np.nan
    result = forecast_panel(frame(holed), horizon=4, settings=QUICK)
    dropped = forecast_panel(frame(holed).dropna(), horizon=4, settings=QUICK)
    pd.testing.assert_frame_equal(result.forecasts, dropped.forecasts, check_exact=True)
    assert "3 periods without a value" in result.diagnostics["warnings"].iloc[0]
    whole = forecast_panel(frame(seasonal), horizon=4, settings=QUICK).forecasts["median"].to_numpy()
    assert np.abs(result.forecasts["median"].to_numpy() - whole).max() < 3


def test_only_data_since_a_break_are_used(seasonal):
    status = [""] * 30
    status[15] = "p b"
    broken = np.where(np.arange(30) < 15, seasonal + 1000, seasonal)
    result = forecast_panel(frame(broken, status=status), horizon=4, settings=QUICK)
    alone = forecast_panel(frame(seasonal[15:], first="2018/19 Q4"), horizon=4, settings=QUICK)
    assert np.allclose(result.forecasts[NUMBERS], alone.forecasts[NUMBERS])
    assert "only data since the break in 2018/19 Q4" in result.diagnostics["warnings"].iloc[0]


def broken(seasonal, *, since):
    """The series, a hundred lower before a break so many values ago."""
    values, status = seasonal - 100 * (np.arange(30) < 30 - since), np.full(30, "", dtype=object)
    status[30 - since] = "b"
    return frame(values, status=status)


@pytest.mark.parametrize("since", [2, 4, 11])
def test_while_few_values_are_known_since_a_break_the_change_of_level_is_estimated(seasonal, since):
    settings = ForecastSettings(origins=0)
    made = forecast_panel(broken(seasonal, since=since), horizon=4, settings=settings)
    whole = forecast_panel(frame(seasonal), horizon=4, settings=settings)
    assert "a change of level at the break" in made.diagnostics["warnings"].iloc[0]
    assert np.allclose(made.forecasts["median"], whole.forecasts["median"], atol=5)
    assert (made.forecasts["upper_80"] - made.forecasts["lower_80"] < 40).all()


def test_no_back_test_starts_before_an_estimated_change_of_level(seasonal):
    made = forecast_panel(broken(seasonal, since=4), horizon=2)
    origins = made.backtests["origin"].unique().tolist()
    assert origins == ["2021/22 Q4", "2022/23 Q1"]  # the break is in 2021/22 Q3


def test_one_value_since_a_break_is_too_little(seasonal):
    made = forecast_panel(broken(seasonal, since=1), horizon=2)
    assert made.refused["reason"].tolist() == ["not forecast: 1 value since the break, at least 4 are needed"]


def test_intervals_from_four_values_of_a_steep_season_have_an_end():
    values = np.array([10.0, 900, 1500, 200])
    made = forecast_panel(frame(values), horizon=4).forecasts
    assert made["upper_95"].max() <= 1500 + 6 * (1500 - 10)


def test_an_isolated_outlier_is_drawn_in_and_told(seasonal):
    spiked = seasonal.copy()
    spiked[14] += 400
    result = forecast_panel(frame(spiked), horizon=4, settings=QUICK)
    clean = forecast_panel(frame(seasonal), horizon=4, settings=QUICK)
    assert "1 outlier drawn in" in result.diagnostics["warnings"].iloc[0]
    assert np.allclose(result.forecasts["median"], clean.forecasts["median"], atol=4)


def test_a_season_that_shrinks_is_no_outlier():
    season = np.array([45.0, 843, 1277, 254])
    values = np.concatenate([season, 0.92 * season, 0.75 * season])
    assert forecast_panel(frame(values), horizon=4).diagnostics["outliers"].tolist() == [0]


def test_a_lasting_shift_is_no_outlier():
    rng = np.random.default_rng(4)
    values = np.concatenate([50 + rng.normal(size=14), 80 + rng.normal(size=14)])
    result = forecast_panel(frame(values), horizon=4, settings=QUICK)
    assert "outlier" not in result.diagnostics["warnings"].iloc[0]
    assert np.allclose(result.forecasts["median"], 80, atol=4)


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ([1.0, 2.0, 3.0], "not forecast: 3 values, at least 4 are needed"),
        ([np.nan, 2.0, np.nan], "not forecast: 1 value, at least 4 are needed"),
        ([np.nan] * 6, "not forecast: no value"),
    ],
)
def test_too_little_data_is_a_row_with_a_reason(values, reason):
    result = forecast_panel(frame(values), horizon=4)
    assert result.forecasts.empty
    assert result.refused["reason"].tolist() == [reason]
    assert result.diagnostics["reason"].tolist() == [reason]


def test_every_series_is_forecast_or_refused(seasonal):
    rows = pd.concat(
        [
            frame(seasonal),
            frame([1.0], indicator="B"),
            frame([2.0, 4, 3, 5, 6], indicator="C", first="2019/20"),
        ]
    )
    result = forecast_panel(rows, horizon=2)
    assert sorted({*result.forecasts["indicator_id"], *result.refused["indicator_id"]}) == ["A", "B", "C"]
    assert len(result.diagnostics) == 3
    assert result.forecasts.query("indicator_id == 'C'")["period"].tolist() == ["2024/25", "2025/26"]


def test_a_random_walk_is_told_to_be_no_better_than_repetition_or_says_by_how_much_it_is(seasonal):
    result = forecast_panel(frame(seasonal), horizon=4)
    why = result.forecasts["why_this_model"].iloc[0]
    assert "repeating last" in why or "repeating the last value" in why


def test_where_nothing_beats_last_year_it_is_repeated_and_the_report_says_so():
    rng = np.random.default_rng(12)
    pattern = rng.normal(size=4) * 20
    values = np.tile(pattern, 8) + np.repeat(rng.normal(size=8) * 0.01, 4)
    settings = ForecastSettings(naive_margin=-1.0)
    result = forecast_panel(frame(values), horizon=4, settings=settings)
    assert result.forecasts["why_this_model"].iloc[0].startswith("no better than repeating last year")
    assert result.forecasts["model"].iloc[0] == "last year repeated"
    assert np.allclose(result.forecasts["median"], values[-4:])


def test_the_year_end_is_reached_and_at_least_so_many_steps(seasonal):
    rows = pd.concat([frame(seasonal), frame(seasonal[:10], indicator="B", first="2013/14")])
    settings = ForecastSettings(as_at=Period.parse("2023/24 Q3"), least_steps=2, least_years=1, origins=0)
    made = forecast_panel(rows, horizon="year-end", settings=settings).forecasts
    assert made.groupby("indicator_id")["period"].last().to_dict() == {"A": "2023/24 Q4", "B": "2023/24"}


def test_a_series_that_went_stale_too_long_ago_is_refused(seasonal):
    settings = ForecastSettings(as_at=Period.parse("2040/41 Q1"))
    result = forecast_panel(frame(seasonal), horizon="year-end", settings=settings)
    assert result.refused["reason"].tolist() == [
        "not forecast: no value since 2022/23 Q2, too long before 2040/41 Q1"
    ]


@pytest.mark.parametrize(
    ("first", "reached", "too_far"),
    [  # eight values from the first; four years on, and the year-end after
        ("2015/16 Q1", "2020/21 Q4", "2021/22 Q1"),
        ("2015/16", "2026/27", "2027/28"),
        ("2014-08", "2019-03", "2019-04"),
    ],
)
def test_no_forecast_reaches_further_than_four_years(first, reached, too_far):
    values = list(np.random.default_rng(3).normal(50, 2, size=8))
    near, far = (
        forecast_panel(
            frame(values, first=first),
            horizon="year-end",
            settings=ForecastSettings(as_at=Period.parse(as_at), origins=0),
        )
        for as_at in (reached, too_far)
    )
    assert near.forecasts["period"].iloc[-1] == reached
    assert far.refused["reason"].str.contains(f"too long before {too_far}").all()
    assert len(far.refused) == 1


def test_the_frequency_of_the_indicators_table_decides_between_readings(indicators):
    rows = frame([5.0, 6, 5, 7, 6, 8], first="2011/12")
    rows["period"] = ["2008-09", "2009-10", "2010-11", "2011-12", "2012-13", "2013-14"]
    made = forecast_panel(rows, horizon=1, indicators=indicators(frequency="financial year")).forecasts
    assert made["period"].tolist() == ["2014/15"]


@pytest.mark.parametrize("horizon", [0, -1, 2.5, "the end"])
def test_a_horizon_that_is_none_is_refused_with_what_would_be_right(horizon, seasonal):
    with pytest.raises(UsageError, match="a number of steps from 1, or 'year-end'"):
        forecast_panel(frame(seasonal), horizon=horizon)


def test_bad_observations_are_named(seasonal):
    with pytest.raises(DataError, match="no column value"):
        forecast_panel(frame(seasonal).drop(columns="value"), horizon=1)
    with pytest.raises(DataError, match="A in X has two values for one period"):
        forecast_panel(pd.concat([frame(seasonal), frame(seasonal)]), horizon=1)


def test_the_model_on_record_is_a_statsmodels_result_with_the_candidates_own_forecast(seasonal):
    result = forecast_panel(frame(seasonal), horizon=4, settings=QUICK)
    record = result.model_of("A", "X")
    assert type(record).__module__.startswith("statsmodels")
    assert np.abs(record.forecast(4).to_numpy() - result.forecasts["median"].to_numpy()).max() < 6
    assert "smoothing_level" in str(record.summary())
    with pytest.raises(UsageError, match="was not forecast"):
        result.model_of("Z", "X")


@pytest.mark.parametrize("kind", ["arima", "unobserved components", "theta"])
def test_other_statsmodels_models_can_be_had(seasonal, kind):
    result = forecast_panel(frame(seasonal), horizon=4, settings=QUICK)
    assert np.isfinite(np.asarray(result.model_of("A", "X", kind=kind).forecast(4))).all()
