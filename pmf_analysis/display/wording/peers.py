"""How the council compares: the named group with its size and period, England and the region, and whether the difference is clear."""

import math

from pmf_analysis.analysis.results import Context
from pmf_analysis.display.dossier import Dossier, Row, as_number, as_text
from pmf_analysis.display.wording.claims import Claim

QUARTILES = {1: "best quarter", 2: "second-best quarter", 3: "second-worst quarter", 4: "worst quarter"}
COMPARED = {
    "better": "better than {place} by more than the uncertainty of the figures",
    "worse": "worse than {place} by more than the uncertainty of the figures",
    "higher": "higher than {place} by more than the uncertainty of the figures",
    "lower": "lower than {place} by more than the uncertainty of the figures",
    "similar": "not clearly different from {place}",
}


def benchmark_claim(dossier: Dossier, row: Row, context: Context) -> Claim:
    """The rank in one group and period, the group's median, and the comparison with the country."""
    parts = [
        _rank(row, context),
        _median(dossier, row),
        _places(dossier, row, context),
        _compared(row, context),
    ]
    return Claim(
        text=" ".join(part for part in parts if part),
        subject=dossier.id,
        comparator=as_text(row.get("group")),
        size=as_number(row.get("rank")),
        test=as_text(row.get("method")),
    )


def no_benchmark(dossier: Dossier) -> Claim:
    """That there is nothing to compare with."""
    return Claim(
        text="No comparable figures from other councils are held for this indicator.", subject=dossier.id
    )


def _rank(row: Row, context: Context) -> str:
    count, rank, period = int(as_number(row["n"])), as_number(row["rank"]), row["period"]
    group = _group_name(row)
    if math.isnan(rank):
        return f"In {period}, {count} members of '{group}' reported; this indicator is not ranked."
    quartile = as_number(row["quartile"])
    place = f", in the {QUARTILES[int(quartile)]}" if quartile in QUARTILES else ""
    return (
        f"In {period}, {context.council} ranked {int(rank)} of {count} in '{group}', where 1 is best{place}."
    )


def _median(dossier: Dossier, row: Row) -> str:
    median = as_number(row["median"])
    return "" if math.isnan(median) else f"The group's median was {dossier.value(median)}."


def _places(dossier: Dossier, row: Row, context: Context) -> str:
    shown = [
        f"{name} {dossier.value(as_number(row[column]))}"
        for name, column in ((context.region, "region_value"), (context.country, "england_value"))
        if name and math.isfinite(as_number(row[column]))
    ]
    return f"{' and '.join(shown)}.".replace(" and ", ", ") if shown else ""


def _compared(row: Row, context: Context) -> str:
    phrase = COMPARED.get(as_text(row.get("comparison")))
    return (
        f"{context.council} is {phrase.format(place=context.country or 'the benchmark')}." if phrase else ""
    )


def _group_name(row: Row) -> str:
    return as_text(row.get("group_name")) or as_text(row.get("group"))
