"""The forecast review's charts and record: counts told as counts, chance told beside them, past forecasts laid over what came."""

import re
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from scipy.stats import binom

from pmf_analysis import display
from pmf_analysis.display.dossier import Dossier, Row, dossiers
from pmf_analysis.display.forecast_chart import fan_chart
from pmf_analysis.display.fragment import plain_text
from pmf_analysis.display.wording import track
from pmf_analysis.display.wording.claims import find_unlicensed
from pmf_analysis.display.wording.outlook import year_end_forecast
from pmf_analysis.framework.receipts import unmarked
from tests.display.conftest import frame, indicator, make_results

COUNCIL = ("council", "council")


def checked(outcomes: str, **given: Any) -> Dossier:
    """An indicator whose outturns lay inside or outside the 80 % range, above or below the forecast: `I`, `i`, `O`, `o`; `=` met it."""
    values = {"I": 55.0, "i": 45.0, "O": 90.0, "o": 10.0, "=": 50.0}
    rows: tuple[Row, ...] = tuple(
        {"horizon": 1, "actual": values[each], "median": 50.0, "lower_80": 40.0, "upper_80": 60.0}
        for each in outcomes
    )
    return Dossier(indicator=indicator("H.2", "x", **given), assessment={}, signal={}, backtests=rows)


@pytest.mark.parametrize(
    ("outcomes", "text"),
    [
        ("Ii", "2 of 2 outturns inside the 80% range (too few to judge); 1 of 2 outturns above the forecast (too few to judge)."),
        ("IiOiIi", "5 of 6 outturns inside the 80% range (so few cannot tell that from 8 in 10); 3 of 6 outturns above the forecast (so few cannot tell that from chance)."),
        ("OOOOOO", "0 of 6 outturns inside the 80% range (fewer than promised, the ranges were too narrow); 6 of 6 outturns above the forecast (forecasts were too low)."),
        ("iiiiii", "6 of 6 outturns inside the 80% range (so few cannot tell that from 8 in 10); 0 of 6 outturns above the forecast (forecasts were too high)."),
        ("======", "6 of 6 outturns inside the 80% range (so few cannot tell that from 8 in 10)."),
        ("=====I", "6 of 6 outturns inside the 80% range (so few cannot tell that from 8 in 10); 1 of 1 outturns above the forecast (too few to judge)."),
    ],
)  # fmt: skip
def test_a_record_says_no_more_than_its_counts_can_tell(outcomes: str, text: str) -> None:
    assert (
        str(track.record_claim(checked(outcomes))) == f"Made again from older data, one quarter ahead: {text}"
    )


@pytest.mark.parametrize(
    ("frequency", "word"),
    [("monthly", "month"), ("quarterly", "quarter"), ("academic year", "year"), ("three years", "period")],
)
def test_a_step_has_the_name_of_its_frequency(frequency: str, word: str) -> None:
    assert f"one {word} ahead" in str(track.record_claim(checked("Ii", frequency=frequency)))


def test_what_was_never_checked_says_nothing() -> None:
    assert track.record_claim(checked("")) is None
    later = tuple(row | {"horizon": 2} for row in checked("II").backtests)
    assert (
        track.record_claim(
            Dossier(indicator=indicator("H.2", "x"), assessment={}, signal={}, backtests=later)
        )
        is None
    )


def test_chance_alone_counts_the_outcomes_that_look_amiss() -> None:
    assert track.chance_of_narrow(6) == pytest.approx(binom.cdf(2, 6, 0.8))
    assert track.chance_of_bias(6) == pytest.approx(2 * 0.5**6)
    assert track.chance_of_narrow(4) == track.chance_of_bias(5) == track.chance_of_bias(0) == 0


def test_a_fan_chart_lays_earlier_forecasts_over_what_came() -> None:
    known = dossiers(make_results().scope(*COUNCIL))["H.1"]
    row = year_end_forecast(known)
    assert row is not None
    chart = fan_chart(known, row)
    assert chart is not None
    svg = ET.fromstring(unmarked(chart.svg))
    words = [element.text for element in svg.iter("text")]
    assert {"□ forecast 1 quarter ahead", "forecast 128", "2025/26 Q3: 120"} <= set(words)
    assert "expected range" not in words
    desc = svg.find("desc")
    assert desc is not None
    assert desc.text == (
        "Fan chart. Latest result 120 households in 2025/26 Q3. Forecast for 2025/26 Q4: 124 households, 80% range 115 to 133 households. "
        "Target 100 households. Of 4 earlier forecasts, 3 had the outturn in their 80% range."
    )
    text = plain_text(chart_table(chart))
    assert "2024/25 Q2 | 87 households | – | 91 (85 to 97) | result" in text
    assert len(unmarked(chart.svg)) < 10_000


def chart_table(chart: Any) -> str:
    from pmf_analysis.display.charts import chart_html

    return chart_html(chart)


def test_a_fan_chart_is_drawn_for_each_target_in_doubt_and_only_there() -> None:
    html = display.forecast_charts(make_results().scope(*COUNCIL)).html
    assert re.findall(r'<h3 id="forecast-of-([^"]+)"', html) == ["H.1"]
    education = make_results().scope("directorate", "children-and-education")
    assert display.forecast_charts(education).text == "No target is in doubt, so there is no chart to show."
    assert "meeting the target of 100 in 2025/26 Q4 is very unlikely (4%)" in html
    assert "Made again from older data, one quarter ahead: 3 of 4 outturns" in html


def test_the_record_counts_by_steps_and_says_what_it_rests_on() -> None:
    text = display.forecast_record(make_results().scope(*COUNCIL)).text
    assert "Quarterly | 1 | 1 | 4 | 3 of 4 | 4 of 4 | 2 of 4" in text
    assert "Quarterly | 2 | 1 | 3 | 1 of 3 | 2 of 3 | 2 of 3" in text
    assert "One step ahead, 1 indicator can be checked, 4 forecasts each." in text
    assert "they are not the ones that earlier reports printed" in text
    assert "No indicator’s forecasts went wrong more often than chance explains." in text
    assert find_unlicensed(text) == []


def test_a_scope_without_checks_says_so() -> None:
    empty = make_results(forecast_backtests=frame("indicator_id period horizon actual median"))
    assert (
        "No forecast of this scope could be made again" in display.forecast_record(empty.scope(*COUNCIL)).text
    )


def test_what_the_rest_of_the_year_must_bring_is_in_the_review() -> None:
    view = make_results().scope(*COUNCIL)
    assert (
        "To come down to 100 households in 2025/26 Q4, it must fall by 20" in display.must_average(view).text
    )
    without = make_results(must_average=frame("indicator_id measure"))
    assert "No such line can be drawn" in display.must_average(without.scope(*COUNCIL)).text
