"""What changed since the last report: counts first, then every rating that moved, every revision, every target, every indicator."""

from collections.abc import Callable, Sequence

from markupsafe import Markup

from pmf_analysis.analysis.results import View
from pmf_analysis.display import status
from pmf_analysis.display.base_issue import base_issue, nothing_issued
from pmf_analysis.display.dossier import Dossier, Row, Rows, as_number, as_text, dossiers, records
from pmf_analysis.display.fragment import Fragment, render
from pmf_analysis.display.heading import caption
from pmf_analysis.display.sourced import tally
from pmf_analysis.display.tables import Line, Table, columns, line, table_html
from pmf_analysis.display.wording.claims import Claim, count_of, listed
from pmf_analysis.display.wording.since import capital, change_words, moved_by, why_agreed
from pmf_analysis.framework.numbers import write_number

MOST_SHOWN = 40
PLACE = "results/changes.csv"
REGISTER = ("added", "retired", "renamed", "definition", "owner", "polarity")
LEVELS = ("target", "tolerance", "floor")
COUNTED = (
    (("new_data",), "new result", "new results"),
    (("revised",), "revised result", "revised results"),
    (LEVELS, "change of targets, tolerances or floors", "changes of targets, tolerances or floors"),
    (REGISTER, "change of the register", "changes of the register"),
    (("status",), "rating that moved", "ratings that moved"),
    (("direction",), "direction that moved", "directions that moved"),
    (("commentary_repeated",), "comment repeated word for word", "comments repeated word for word"),
)
BY_DIRECTORATE = (
    ("New results", ("new_data",)),
    ("Revised", ("revised",)),
    ("Targets changed", LEVELS),
    ("Register changed", REGISTER),
    ("Ratings moved", ("status",)),
    ("Directions moved", ("direction",)),
)


def what_changed(view: View) -> Fragment:
    """Every change in this scope since the last report, but for new results, which are counted."""
    rows = _rows(view)
    tables = [_moved(view, rows), _revised(view, rows), _agreed(view, rows), _register(view, rows), _repeated(view, rows)]  # fmt: skip
    return _with_lead(view, rows, [table for table in tables if table])


def changes_by_directorate(view: View) -> Fragment:
    """What changed since the last report, counted by directorate, and every target that is another."""
    rows = _rows(view)
    tables = [_counts(view, rows), _agreed(view, rows)] if rows else []
    return _with_lead(view, rows, [table for table in tables if table])


def changed_targets(view: View) -> Fragment:
    """Every target, tolerance and floor that is another than in the last report: by whom, when and why."""
    base, table = base_issue(view), _agreed(view, _rows(view))
    none = f"No target, tolerance or floor is another than in {base}." if base else nothing_issued(view)
    return Fragment.of(table or render("note", text=none))


def revisions(view: View) -> Fragment:
    """Every result that was revised since the last report, with the sentences that no longer hold."""
    rows = [row for row in _rows(view) if row["kind"] == "revised"]
    table = _revised(view, rows)
    base = base_issue(view)
    lead = (
        f"Compared with {base}: {count_of(tally(rows), 'revised result')}." if base else nothing_issued(view)
    )
    return Fragment.of(render("changes", lead=lead, tables=[table] if table else []))


def _rows(view: View) -> Rows:
    return records(view.results.changes, "changes")


def _with_lead(view: View, rows: Rows, tables: list[Markup]) -> Fragment:
    base = base_issue(view)
    if not base:
        return Fragment.of(render("changes", lead=nothing_issued(view), tables=[]))
    found = [(kept, one, many) for kinds, one, many in COUNTED if (kept := [row for row in rows if row["kind"] in kinds])]  # fmt: skip
    said = [count_of(tally(kept), one, many) for kept, one, many in found]
    text = f"Since {base}: {listed(said)}." if said else f"Nothing has changed since {base}."
    lead = Claim(
        text, view.scope.slug, comparator="the last report", size=len(rows), test="what changed"
    ).text
    return Fragment.of(render("changes", lead=lead, tables=tables))


def _counts(view: View, rows: Rows) -> Markup:
    names = {scope.slug: scope.name for scope in view.results.scopes if scope.kind == "directorate"}
    slugs = [slug for slug in names if any(row["directorate"] == slug for row in rows)]
    lines = [
        line(names[slug], *(_count([row for row in rows if row["directorate"] == slug], kinds) for _, kinds in BY_DIRECTORATE))
        for slug in slugs
    ]  # fmt: skip
    lines.append(line("All", *(_count(rows, kinds) for _, kinds in BY_DIRECTORATE)))
    heads = tuple(head for head, _ in BY_DIRECTORATE)
    return table_html(
        Table(
            caption=caption(view, "Changes since the last report"),
            columns=columns("Directorate", *heads, numbers=heads),
            lines=tuple(lines),
            wide=True,
        )
    )


def _count(rows: Sequence[Row], kinds: Sequence[str]) -> str:
    return write_number(tally([row for row in rows if row["kind"] in kinds]), 0)


def _moved(view: View, rows: Rows) -> Markup | None:
    def cells(row: Row, name: str, _: Dossier | None) -> Line:
        badge = status.rag if row["kind"] == "status" else status.travel
        what = "Rating" if row["kind"] == "status" else "Direction"
        return line(name, what, badge(row["old"]), badge(row["new"]), capital(moved_by(row)))

    heads = ("What", "In the last report", "Now", "Moved by")
    return _table(view, "Ratings and directions that moved", heads, rows, ("status", "direction"), cells)


def _revised(view: View, rows: Sequence[Row]) -> Markup | None:
    def cells(row: Row, name: str, dossier: Dossier | None) -> Line:
        untrue = as_text(row["no_longer_holds"]).replace("\n", " ") or "–"
        if dossier is None or row["field"] != "value":
            what = as_text(row["field"]).replace("_", " ")
            return line(name, as_text(row["period"]), *_was_now(row, what), "–", untrue)
        old, new = as_number(row["old_value"]), as_number(row["new_value"])
        now = dossier.short(new) if new == new else "withdrawn"
        size = dossier.short_change(new - old) if new == new else "–"
        return line(name, as_text(row["period"]), dossier.short(old), now, size, untrue)

    heads = ("Period", "In the last report", "Now", "Change", "Sentences that no longer hold")
    return _table(view, "Results that were revised", heads, rows, ("revised",), cells, numbers=heads[1:4])


def _agreed(view: View, rows: Rows) -> Markup | None:
    def cells(row: Row, name: str, dossier: Dossier | None) -> Line:
        what = f"{as_text(row['kind']).capitalize()} for {row['period']}"
        if dossier is None or row["field"] != row["kind"]:
            return line(
                name, what, *_was_now(row, as_text(row["field"]).replace("_", " ")), capital(why_agreed(row))
            )
        pair = (as_number(row[each]) for each in ("old_value", "new_value"))
        return line(
            name, what, *(dossier.short(each) if each == each else "none" for each in pair), why_agreed(row)
        )

    heads = ("What", "In the last report", "Now", "By whom, when and why")
    return _table(
        view, "Targets, tolerances and floors that changed", heads, rows, LEVELS, cells, numbers=heads[1:3]
    )


def _register(view: View, rows: Rows) -> Markup | None:
    def cells(row: Row, name: str, _: Dossier | None) -> Line:
        kind, reason = as_text(row["kind"]), as_text(row["reason"])
        if kind in ("added", "retired"):
            return line(name, f"{kind.capitalize()}{f': {reason}' if reason else ''}", "–", "–")
        field = {"indicator_id": "id"}.get(as_text(row["field"]), as_text(row["field"]).replace("_", " "))
        return line(name, capital(field), as_text(row["old"]) or "none", as_text(row["new"]) or "none")

    heads = ("What", "In the last report", "Now")
    return _table(view, "Changes of the register", heads, rows, REGISTER, cells)


def _repeated(view: View, rows: Rows) -> Markup | None:
    def cells(row: Row, name: str, _: Dossier | None) -> Line:
        return line(
            name, as_text(row["period"]), as_text(row["old"]), as_text(row["who"]) or "post not given"
        )

    heads = ("Written for", "Word for word as for", "Post")
    return _table(view, "Commentary that was repeated", heads, rows, ("commentary_repeated",), cells)


def _table(
    view: View,
    what: str,
    heads: tuple[str, ...],
    rows: Sequence[Row],
    kinds: Sequence[str],
    cells: Callable[[Row, str, Dossier | None], Line],
    *,
    numbers: Sequence[str] = (),
) -> Markup | None:
    """The changes of some kinds, or None where there are none."""
    known = dossiers(view)
    former = {row["indicator_id"]: row["name"] for row in records(view.results.former_indicators)}
    chosen = [row for row in rows if row["kind"] in kinds]
    lines = []
    for row in chosen[:MOST_SHOWN]:
        dossier = known.get(row["indicator_id"])
        name = dossier.name if dossier else former.get(row["indicator_id"], row["indicator_id"])
        shown = render("indicator_name", name=name, id=row["indicator_id"], flags=[])
        lines.append(cells(row, shown, dossier))
    if not lines:
        return None
    table = Table(
        caption=caption(view, what),
        columns=columns("Indicator", *heads, numbers=numbers),
        lines=tuple(lines),
        wide=True,
    )
    more = len(chosen) - len(lines)
    return render("table_and_more", table=table_html(table), more=more, place=PLACE)


def _was_now(row: Row, what: str) -> tuple[str, str]:
    old, new = (as_text(row[name]) or "none" for name in ("old", "new"))
    return f"{what}: {old}", f"{what}: {new}"


def changed_words(view: View) -> tuple[str, ...]:
    """The words of others that these blocks may show."""
    former = tuple(as_text(name) for name in view.results.former_indicators["name"])
    retold = (as_text(text) for text in view.results.changes["no_longer_holds"])
    lines = tuple(line for text in retold for line in text.split("\n") if line)
    return (*change_words(records(view.results.changes)), *former, *lines)
