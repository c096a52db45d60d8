"""Targets in force: who set them, why, and whether they were made easier or harder."""

import math
from collections import defaultdict

from pmf_analysis.analysis.results import View
from pmf_analysis.display.changes import changed_targets
from pmf_analysis.display.dossier import Dossier, as_number, as_text, dossiers
from pmf_analysis.display.fragment import Fragment, render
from pmf_analysis.display.heading import caption
from pmf_analysis.display.sourced import tally
from pmf_analysis.display.tables import Table, columns, line, table_html
from pmf_analysis.display.wording.claims import count_of, listed
from pmf_analysis.display.wording.results import better_sign
from pmf_analysis.framework.periods import Frequency, Period

CHANGES = ("harder", "easier", "the same", "new")
MOST_NAMED = 10


def target_register(view: View) -> Fragment:
    """The targets of the latest results, counted by who set them and why, and how each compares with the target a year before."""
    groups: defaultdict[tuple[str, str], list[tuple[str, Dossier]]] = defaultdict(list)
    easier: list[Dossier] = []
    for dossier in dossiers(view).values():
        if math.isnan(dossier.number("target")):
            continue
        change = target_change(dossier)
        key = (dossier.text("target_set_by") or "not stated", dossier.text("target_reason") or "not stated")
        groups[key].append((change, dossier))
        easier += [dossier] if change == "easier" else []
    heads = ("Targets", *(change.capitalize() for change in CHANGES))
    table = Table(
        caption=caption(view, "Targets in force, against those a year before"),
        columns=columns("Set by", "Reason", *heads, numbers=heads),
        lines=tuple(
            line(
                *key,
                str(tally([each for _, each in found])),
                *(str(_those(found, change)) for change in CHANGES),
            )
            for key, found in sorted(groups.items(), key=lambda group: group[0])
        ),
        empty="No targets are set for this scope's latest results.",
        wide=True,
    )
    register = Fragment.of(render("table_and_lead", table=table_html(table), lead=_easier(easier)))
    return Fragment.join((register, changed_targets(view)))


def target_change(dossier: Dossier) -> str:
    """How the target compares with that of the same period a year before: `harder`, `easier`, `the same` or `new`."""
    frequency = Frequency(dossier.indicator["frequency"])
    before = Period.parse(dossier.text("period"), frequency=frequency) + -frequency.periods_per_year
    found = [as_number(row["target"]) for row in dossier.targets if as_text(row["period"]) == str(before)]
    if not found or math.isnan(found[-1]):
        return "new"
    step = (dossier.number("target") - found[-1]) * better_sign(dossier)
    return "harder" if step > 0 else "easier" if step < 0 else "the same"


def _those(found: list[tuple[str, Dossier]], change: str) -> int:
    return tally([each for kind, each in found if kind == change])


def _easier(easier: list[Dossier]) -> str:
    if not easier:
        return ""
    names = [each.name for each in easier]
    more = tally(easier[MOST_NAMED:])
    shown = [*names[:MOST_NAMED], f"{more} more"] if more > 0 else names
    verb = "is" if len(names) == 1 else "are"
    return f"{count_of(tally(easier), 'target')} {verb} easier to meet than a year before: {listed(shown)}."
