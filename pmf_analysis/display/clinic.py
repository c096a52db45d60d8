"""The clinic pack: one indicator for an improvement board, its soundness first, then history, now, forecast and others."""

from dataclasses import dataclass

from markupsafe import Markup

from pmf_analysis.analysis.results import View
from pmf_analysis.display import status
from pmf_analysis.display.charts import chart_html
from pmf_analysis.display.dimensions import DIMENSIONS
from pmf_analysis.display.dossier import (
    Dossier,
    Row,
    Rows,
    as_date,
    as_number,
    as_text,
    dossiers,
    is_number,
)
from pmf_analysis.display.dot_plot import dot_plot
from pmf_analysis.display.fragment import Fragment, render
from pmf_analysis.display.history_chart import history_chart
from pmf_analysis.display.posts import directorate_of
from pmf_analysis.display.scorecard import disagreement, expected_cell, noted
from pmf_analysis.display.tables import Line, Table, columns, line, table_html
from pmf_analysis.display.wording.claims import paragraph, sentence, written_day
from pmf_analysis.display.wording.clinic import (
    NOTHING_FOUND,
    breaks,
    checks_made,
    due_words,
    revisions,
    since_action,
    small_numbers,
)
from pmf_analysis.display.wording.outlook import year_end_forecast
from pmf_analysis.display.wording.peers import benchmark_claim, no_benchmark, other_groups
from pmf_analysis.display.wording.results import (
    AIMS,
    against_target,
    aim,
    latest,
    reach,
    result_words,
    since_year_ago,
    staleness,
    target_origin,
    target_words,
    variation,
)

NO_CLINIC = "No earlier clinic is on file."
NOT_HELD = "not in the register"
DIMENSION_ASKS = {
    "accuracy": "Is it close enough to the truth for this use?",
    "validity": "Is it recorded by its definition and its rules?",
    "reliability": "Is it collected the same way over time?",
    "timeliness": "Does it come soon enough after its period?",
    "relevance": "Does it measure what matters?",
    "completeness": "Is nothing missing?",
}
SEVERITY = {"stops": "Stops the report", "warns": "Warning", "notes": "Note"}
ATTENDANCE = (
    "Board / Clinic Chair or their nominated representative",
    "Head of Service and relevant operational staff",
    "Members of the Board who have a perspective or responsibility for achieving the Performance or Outcome Indicator",
    "External experts/advisors as required",
    "Partners and/or Peers as required",
    "Relevant Lead from the Business Intelligence Hub",
)
TO_NAME = "to be named"
PAST = {"previous": "The one before", "year_ago": "A year before"}


@dataclass(frozen=True)
class Promise:
    """An action that an earlier clinic or the service reported, and what the results have been since."""

    said: Row
    written_on: str
    due: str
    since: str


def the_one(view: View) -> Dossier:
    """The indicator that a view is about.

    Raises:
        ValueError: if the view is not of a single indicator.
    """
    (dossier,) = dossiers(view).values()
    return dossier


def clinic_record(view: View) -> Fragment:
    """The actions on file, the latest first: each with its date and the results before and since."""
    dossier = the_one(view)
    rows = [row for row in dossier.commentary if as_text(row["kind"]) == "action"]
    known = {(as_text(row["period"]), as_text(row["text"])) for row in rows}
    rows += [row for row in dossier.promises if (as_text(row["period"]), as_text(row["text"])) not in known]
    rows.sort(key=lambda row: str(as_date(row["written_on"]) or ""), reverse=True)
    found = [_promise(view, dossier, row) for row in rows]
    return Fragment.of(render("clinic_record", found=found, nothing=NO_CLINIC))


def clinic_soundness(view: View) -> Fragment:
    """Is the indicator sound: its definition, its data on the six dimensions, what was revised, what is small or broken."""
    dossier = the_one(view)
    facts = [checks_made(dossier), revisions(dossier), breaks(dossier), small_numbers(dossier)]
    return Fragment.of(
        render(
            "clinic_soundness",
            lead=facts[0].text,
            definition=table_html(_definition(view, dossier)),
            dimensions=table_html(_dimensions(dossier)),
            facts=[sentence(staleness(dossier)), *(fact.text for fact in facts[1:])],
        )
    )


def clinic_evidence(view: View) -> Fragment:
    """History, the latest result and the forecast: the headline, the chart and the few numbers that matter."""
    dossier = the_one(view)
    drawing = history_chart(dossier, message=paragraph([reach(dossier), variation(dossier, whole=True)]))
    return Fragment.of(
        render(
            "clinic_evidence",
            headline=paragraph([latest(dossier), against_target(dossier)]),
            context=paragraph([since_year_ago(dossier)]),
            rag=status.rag(dossier.text("rag")),
            expected=expected_cell(dossier),
            dot=status.travel(dossier.text("dot")),
            rule=dossier.text("dot_rule"),
            aim=aim(dossier),
            disagreement=disagreement(dossier),
            chart=chart_html(drawing) if drawing else Markup(""),
            numbers=table_html(_numbers(dossier)),
            origin=paragraph([target_origin(dossier)]),
        )
    )


def clinic_benchmark(view: View) -> Fragment:
    """How others do: the rank, the country and the region in words, and the group in a dot plot."""
    dossier = the_one(view)
    row = next(iter(dossier.benchmarks), None)
    if row is None:
        return Fragment.of(render("clinic_benchmark", text=no_benchmark(dossier).text, chart=""))
    text = paragraph([benchmark_claim(dossier, row, view.context), other_groups(dossier)])
    chart = dot_plot(dossier, as_text(row["group"]), message=text)
    return Fragment.of(
        render("clinic_benchmark", text="" if chart else text, chart=chart_html(chart) if chart else "")
    )


def clinic_attendance(view: View) -> Fragment:
    """Who should attend: the roles of the framework in its own words, with the posts that the data name."""
    dossier = the_one(view)
    name, post = directorate_of(view, dossier)
    service = as_text(dossier.indicator.get("service"))
    own = as_text(dossier.indicator.get("responsible_post"))
    known = {
        1: f"{service}: {own or TO_NAME}" if service else own,
        2: f"{name}: {post}" if post else "",
        5: "the lead who made this pack",
    }
    table = Table(
        caption=f"Who should attend: {dossier.name}",
        columns=columns("Role in the framework", "Who"),
        lines=tuple(line(role, known.get(place) or TO_NAME) for place, role in enumerate(ATTENDANCE)),
    )
    return Fragment.of(table_html(table))


def _promise(view: View, dossier: Dossier, row: Row) -> Promise:
    day = as_date(row["written_on"])
    since = paragraph([since_action(dossier, row)])
    return Promise(row, written_day(day) if day else "", due_words(row["due"], view.context.as_at), since)


def _definition(view: View, dossier: Dossier) -> Table:
    register, (directorate, post) = dossier.indicator, directorate_of(view, dossier)
    rows = (
        ("Definition", as_text(register.get("description")) or NOT_HELD),
        ("Why it is kept", as_text(register.get("rationale"))),
        ("Unit and form", f"{dossier.unit}; {as_text(register['form']).replace('_', ' ')}"),
        ("What is better", AIMS.get(as_text(register["polarity"]), AIMS["Neutral"]).rstrip(".")),
        (
            "How often",
            f"{register['frequency']}; due {int(as_number(register['lag_days']))} days after the period",
        ),
        ("Source", as_text(register.get("source")) or NOT_HELD),
        ("Answers for it", as_text(register.get("responsible_post")) or post or directorate),
        ("Required by law", "yes" if register.get("statutory") else "no"),
    )
    return Table(
        caption=f"What is measured: {dossier.name}",
        columns=columns("About", "What the register says"),
        lines=tuple(line(*row) for row in rows if row[1]),
    )


def _dimensions(dossier: Dossier) -> Table:
    return Table(
        caption=f"The six dimensions of data quality: {dossier.name}",
        columns=columns("Dimension", "What was found"),
        lines=tuple(
            line(noted(name.capitalize(), DIMENSION_ASKS[name]), _found(dossier.quality, name))
            for name in DIMENSIONS
        ),
    )


def _found(rows: Rows, dimension: str) -> str:
    own = [row for row in rows if as_text(row["dimension"]).lower() == dimension]
    said = (
        f"{SEVERITY.get(as_text(row['severity']), 'Finding')}: {as_text(row['detail'])} {as_text(row['next_step'])}"
        for row in own
    )
    return " ".join(each.strip() for each in said) or NOTHING_FOUND


def _numbers(dossier: Dossier) -> Table:
    """History, now and forecast in a few rows."""
    aims = {as_text(row["period"]): as_number(row["target"]) for row in dossier.targets}
    before = {dossier.text(f"{which}_period"): which for which in ("previous", "year_ago")}
    lines = [
        _past(dossier, PAST[which], period, dossier.number(f"{which}_value"), aims)
        for period, which in sorted(before.items())
        if is_number(dossier.number(f"{which}_value"))
    ]
    lines.append(
        line(
            "Latest",
            dossier.text("period") or "–",
            result_words(dossier),
            "–",
            target_words(dossier),
            status.rag(dossier.text("rag")),
        )
    )
    lines += [_ahead(dossier, row) for row in dossier.forecasts if is_number(row.get("mean"))]
    heads = ("Result", "Period", "Value", "80% range", "Target", "Rating")
    return Table(
        caption=f"History, now and forecast: {dossier.name}",
        columns=columns(*heads, numbers=("Value", "80% range", "Target")),
        lines=tuple(lines),
        wide=True,
    )


def _past(dossier: Dossier, what: str, period: str, value: float, aims: dict[str, float]) -> Line:
    aimed = aims.get(period)
    target = dossier.value(aimed) if is_number(aimed) else "no target set"
    return line(what, period, dossier.value(value), "–", target, "–")


def _ahead(dossier: Dossier, row: Row) -> Line:
    last = row is year_end_forecast(dossier)
    target = as_number(row["target"])
    return line(
        "Forecast for the year-end" if last else "Forecast",
        as_text(row["period"]),
        dossier.value(as_number(row["mean"])),
        dossier.interval(as_number(row["lower_80"]), as_number(row["upper_80"])),
        dossier.value(target) if is_number(target) else "no target set",
        expected_cell(dossier) if last else "–",
    )
