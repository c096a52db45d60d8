"""The forecast review: will targets be met, what is not forecast and why, and which questions to ask."""

import math

from pmf_analysis.analysis.results import View
from pmf_analysis.display import status
from pmf_analysis.display.dossier import Dossier, Row, Rows, as_number, as_text, dossiers, tally_of
from pmf_analysis.display.fragment import Fragment, render
from pmf_analysis.display.heading import caption
from pmf_analysis.display.scorecard import expected_cell
from pmf_analysis.display.sourced import tally
from pmf_analysis.display.tables import Line, Table, columns, line, table_html
from pmf_analysis.display.wording.claims import count_of
from pmf_analysis.display.wording.must_average import must_average_claim
from pmf_analysis.display.wording.outlook import (
    CHANCE_BANDS,
    LIKELY,
    chance_figure,
    not_forecast_reason,
    year_end_forecast,
)
from pmf_analysis.display.wording.questions import lines_of_enquiry
from pmf_analysis.display.wording.results import result_words
from pmf_analysis.framework.numbers import write_value

ALL_FORECAST = "Every indicator of this scope was forecast."


def forecast_summary(view: View) -> Fragment:
    """How many indicators are forecast, how many have a year-end target, and how the chances fall."""
    made = [row for row in (year_end_forecast(each) for each in dossiers(view).values()) if row]
    known = [row for row in made if math.isfinite(_chance_of(row))]
    text = (
        f"Of {count_of(tally_of(view.results.indicators, 'indicators'), 'indicator')}, {tally(made)} could be forecast; "
        f"{tally(known)} of these {'has' if len(known) == 1 else 'have'} a target for the period forecast."
    )
    return Fragment.of(render("forecast_summary", text=text, bands=chance_bands(known) if known else []))


def targets_in_doubt(view: View) -> Fragment:
    """Indicators whose chance of meeting the target is under 65 %, the lowest first: now, year-end, range, target, chance."""
    found = [pair for pair in _forecast_pairs(view) if _chance_of(pair[1]) < LIKELY]
    found.sort(key=lambda pair: _chance_of(pair[1]))
    heads = ("Indicator", "Result", "Now", "Forecast", "80% range", "Target", "Chance", "Year-end")
    table = Table(
        caption=caption(view, "Targets in doubt"),
        columns=columns(*heads, numbers=("Result", "Forecast", "80% range", "Target")),
        lines=tuple(_doubtful(dossier, row) for dossier, row in found),
        empty="No target has a chance of less than 65% of being met.",
        css="scorecard forecasts",
        wide=True,
    )
    return Fragment.of(table_html(table))


def targets_likely(view: View) -> Fragment:
    """Indicators whose chance of meeting the target is 65 % or more, the lowest first."""
    found = [pair for pair in _forecast_pairs(view) if _chance_of(pair[1]) >= LIKELY]
    found.sort(key=lambda pair: _chance_of(pair[1]))
    heads = ("Indicator", "Now", "Forecast", "80% range", "Target", "Chance")
    table = Table(
        caption=caption(view, "Targets likely to be met"),
        columns=columns(*heads, numbers=("Forecast", "80% range", "Target")),
        lines=tuple(_likely(dossier, row) for dossier, row in found),
        empty="No target has a chance of 65% or more of being met.",
        wide=True,
    )
    return Fragment.of(table_html(table))


def without_target(view: View) -> Fragment:
    """Indicators that are forecast but have no target for the year-end, or none that can be judged."""
    found = [pair for pair in _forecast_pairs(view) if math.isnan(_chance_of(pair[1]))]
    heads = ("Indicator", "Result", "Forecast", "80% range")
    table = Table(
        caption=caption(view, "Forecast, with no target to judge by"),
        columns=columns(*heads, numbers=heads[1:]),
        lines=tuple(
            line(
                _name(dossier), _result(dossier), _mean(dossier, row), _range(dossier, row), anchor=dossier.id
            )
            for dossier, row in found
        ),
        empty="Every indicator that is forecast has a target.",
        wide=True,
    )
    return Fragment.of(table_html(table))


def not_forecast(view: View) -> Fragment:
    """The indicators without a forecast, each with the reason."""
    lines = [
        line(dossier.name, dossier.id, _reason(dossier))
        for dossier in dossiers(view).values()
        if year_end_forecast(dossier) is None
    ]
    table = Table(
        caption=caption(view, "Not forecast"),
        columns=columns("Indicator", "Id", "Reason"),
        lines=tuple(lines),
        empty=ALL_FORECAST,
        wide=True,
    )
    return Fragment.of(table_html(table))


def must_average(view: View) -> Fragment:
    """What the periods that are left must bring for each year-end target that such a line can be drawn for."""
    claims = [(dossier, must_average_claim(dossier)) for dossier in dossiers(view).values()]
    lines = [line(_name(dossier), claim.text) for dossier, claim in claims if claim]
    table = Table(
        caption=caption(view, "What the rest of the year must bring"),
        columns=columns("Indicator", "To meet the target"),
        lines=tuple(lines),
        empty="No such line can be drawn: it needs monthly or quarterly results and a target for the year-end.",
        wide=True,
    )
    return Fragment.of(table_html(table))


def enquiry(view: View) -> Fragment:
    """Three to five questions for the meeting, each with the evidence that it rests on."""
    return Fragment.of(render("enquiry", questions=lines_of_enquiry(view)))


def _forecast_pairs(view: View) -> list[tuple[Dossier, Row]]:
    pairs = ((dossier, year_end_forecast(dossier)) for dossier in dossiers(view).values())
    return [(dossier, row) for dossier, row in pairs if row]


def _chance_of(row: Row) -> float:
    return as_number(row["chance_of_meeting_target"])


def _doubtful(dossier: Dossier, row: Row) -> Line:
    return line(
        _name(dossier),
        _result(dossier),
        status.rag(dossier.text("rag")),
        _mean(dossier, row),
        _range(dossier, row),
        _target(dossier, row),
        chance_figure(_chance_of(row)),
        expected_cell(dossier),
        anchor=dossier.id,
    )


def _likely(dossier: Dossier, row: Row) -> Line:
    return line(
        _name(dossier),
        status.RAG[dossier.text("rag")].word,
        _mean(dossier, row),
        _range(dossier, row),
        _target(dossier, row),
        chance_figure(_chance_of(row)),
        anchor=dossier.id,
    )


def _name(dossier: Dossier) -> str:
    return render("indicator_name", name=dossier.name, id=dossier.id, flags=[])


def _result(dossier: Dossier) -> str:
    return f"{result_words(dossier)} ({dossier.text('period')})"


def _mean(dossier: Dossier, row: Row) -> str:
    return f"{dossier.short(as_number(row['mean']))} ({row['period']})"


def _range(dossier: Dossier, row: Row) -> str:
    return f"{dossier.short(as_number(row['lower_80']))} to {dossier.short(as_number(row['upper_80']))}"


def _target(dossier: Dossier, row: Row) -> str:
    """The target, with the period that it was set for where that is another one."""
    set_for = as_text(row.get("target_period"))
    written = dossier.short(as_number(row["target"]))
    return f"{written} ({set_for})" if set_for and set_for != row["period"] else written


def _reason(dossier: Dossier) -> str:
    text = not_forecast_reason(dossier).removeprefix("not forecast: ")
    return text[:1].upper() + text[1:]


def chance_bands(forecasts: list[Row]) -> Rows:
    """How many chances of meeting a target fall in each band of the key."""
    lowest, rows = 0.0, []
    for band in CHANCE_BANDS:
        count = tally([row for row in forecasts if lowest <= _chance_of(row) < band.below])
        rows.append({"words": band.words, "limits": _limits(lowest, band.below), "count": count})
        lowest = band.below
    return tuple(rows)


def _limits(low: float, high: float) -> str:
    first, last = (write_value(100 * each, "%", 0) for each in (low, min(high, 1.0)))
    return (
        f"under {last}"
        if low <= 0
        else f"{first} or more"
        if math.isinf(high)
        else f"{first} to under {last}"
    )
