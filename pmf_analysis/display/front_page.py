"""The management team's first page: what needs us, on one screen and on one sheet of paper."""

from markupsafe import Markup

from pmf_analysis.analysis.results import View
from pmf_analysis.display import status
from pmf_analysis.display.dossier import Dossier, Row, Rows, as_number, dossiers, exception_rows
from pmf_analysis.display.fragment import Fragment, render
from pmf_analysis.display.front_facts import front_facts
from pmf_analysis.display.heading import caption
from pmf_analysis.display.overview import directorate_names, green_and_worsening, red_and_improving
from pmf_analysis.display.sourced import tally
from pmf_analysis.display.summary import counted
from pmf_analysis.display.tables import Line, Table, columns, line, table_html
from pmf_analysis.display.wording.claims import listed, sentence
from pmf_analysis.display.wording.outlook import chance_figure, year_end_forecast
from pmf_analysis.display.wording.results import short_result, short_target

MOST = {"concern": 5, "improvement": 3}
TITLES = {"concern": "Concerns", "improvement": "Notable improvements"}
MOST_LISTED = 2
RATINGS = {mark.word: rating for rating, mark in status.RAG.items()}
DIRECTIONS = {mark.word.lower(): direction for direction, mark in status.TRAVEL.items()}


def front_page(view: View) -> Fragment:
    """Concerns and improvements, both lists of contrary signs, counts by directorate and theme, and the rest in a line each."""
    found = {kind: exception_rows(view.results, kind) for kind in MOST}
    return Fragment.of(
        render(
            "front_page",
            opening=f"What needs us: {counted(view, found)}",
            ranked=[_ranked(view, kind, rows) for kind, rows in found.items()],
            lists=[
                _named("Improving, but red", red_and_improving(view)),
                _named("Green, but worsening", green_and_worsening(view)),
            ],
            counts=[counts_table(view, column=column) for column in ("directorate", "theme")],
            facts=(("Directions", _directions(view)), *front_facts(view)),
        )
    )


def _directions(view: View) -> str:
    """How many of the indicators go which way, by the council's rule."""
    known = list(dossiers(view).values())
    groups = {word: [each for each in known if each.text("dot") == way] for word, way in DIRECTIONS.items()}
    counts = [f"{tally(group)} {word}" for word, group in groups.items() if group]
    return f"{sentence(listed(counts))}" if counts else ""


def counts_table(view: View, *, column: str) -> Markup:
    """Ratings and exceptions counted by directorate or theme, with the sum of all."""
    known = list(dossiers(view).values())
    kinds = {kind: {row["indicator_id"] for row in exception_rows(view.results, kind)} for kind in MOST}
    names = directorate_names(view) if column == "directorate" else {}
    groups = dict.fromkeys(str(each.indicator[column]) for each in known)
    lines = [
        _counts(
            names.get(name, name) or "None named",
            [each for each in known if each.indicator[column] == name],
            kinds,
        )
        for name in groups
    ]
    heads = (*RATINGS, "Concerns", "Improved")
    table = Table(
        caption=caption(view, f"By {column}"),
        columns=columns(column.capitalize(), *heads, numbers=heads),
        lines=(*lines, _counts("All", known, kinds)) if len(lines) > 1 else tuple(lines),
        css="counted",
        wide=True,
    )
    return table_html(table)


def _counts(name: str, chosen: list[Dossier], kinds: dict[str, set[str]]) -> Line:
    groups = [
        *([each for each in chosen if each.text("rag") == rating] for rating in RATINGS.values()),
        *([each for each in chosen if each.id in ids] for ids in kinds.values()),
    ]
    return line(name, *(f"{tally(group)}" for group in groups))


def _ranked(view: View, kind: str, rows: Rows) -> Markup:
    known, names = dossiers(view), directorate_names(view)
    shown = rows[: MOST[kind]]
    more = f", the highest {tally(shown)} of {tally(rows)}" if len(rows) > len(shown) else ""
    table = Table(
        caption=f"{TITLES[kind]}{more}",
        columns=columns("Indicator", "Result", "Target", "Now", "Chance", numbers=("Result", "Target")),
        lines=tuple(_line(known[row["indicator_id"]], row, names) for row in shown),
        empty=f"No indicator met the rules: no {TITLES[kind].lower()}.",
        css="counted ranked",
        wide=True,
        label=TITLES[kind],
    )
    return table_html(table)


def _line(dossier: Dossier, row: Row, names: dict[str, str]) -> Line:
    forecast = year_end_forecast(dossier) or {}
    slug = str(row["directorate"])
    return line(
        render(
            "front_name",
            anchor=dossier.id,
            name=dossier.name,
            note=f"{names.get(slug, slug)}, {dossier.text('period')}",
        ),
        short_result(dossier),
        short_target(dossier),
        status.rag(dossier.text("rag")),
        chance_figure(as_number(forecast.get("chance_of_meeting_target"))),
    )


def _named(title: str, found: list[Dossier]) -> dict[str, object]:
    shown = [(each.id, each.name) for each in found[:MOST_LISTED]]
    return {"title": title, "count": f"{tally(found)}", "shown": shown, "more": tally(found[len(shown) :])}
