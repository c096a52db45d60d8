"""How the council compares: the named group with its size and period, the country and the region, and whether the difference is clear."""

import math

from pmf_analysis.analysis.results import Context
from pmf_analysis.display.dossier import Dossier, Row, as_number, as_text
from pmf_analysis.display.wording.claims import Claim

QUARTILES = {
    1: "in the best quarter of the group",
    2: "in the second-best quarter of the group",
    3: "in the second-worst quarter of the group",
    4: "in the worst quarter of the group",
}
TOTAL_BEYOND = 3.0  # an area with more than this many times the highest council is a sum, not a fellow
COMPARED = ("better", "worse", "higher", "lower")


def benchmark_claim(dossier: Dossier, row: Row, context: Context) -> Claim:
    """The rank in one group and period, the group's median, the country and the region, and the test's verdict."""
    if not as_text(row["period"]):
        return _claim(dossier, row, as_text(row.get("note")) or no_benchmark(dossier).text)
    parts = [
        _rank(row, context),
        _median(dossier, row),
        _places(dossier, row, context),
        _compared(row, context),
        as_text(row.get("note")),
    ]
    return _claim(dossier, row, " ".join(part for part in parts if part))


def is_total(row: Row, value: float) -> bool:
    """Whether a value of a region or country is a sum over many councils, which no council can be compared with.

    >>> is_total({"best": 40.0, "worst": 150.0, "home_value": 120.0, "median": 95.0}, 18_870.0)
    True
    """
    known = [as_number(row.get(name)) for name in ("best", "worst", "home_value", "median")]
    return value > TOTAL_BEYOND * max((abs(each) for each in known if math.isfinite(each)), default=math.inf)


def other_groups(dossier: Dossier) -> Claim | None:
    """The ranks in the groups besides the first, in one sentence."""
    ranked = [row for row in dossier.benchmarks[1:] if math.isfinite(as_number(row["rank"]))]
    if not ranked:
        return None
    places = [
        f"{as_number(row['rank']):.0f} of {as_number(row['n']):.0f} in ‘{group_name(row)}’" for row in ranked
    ]
    return Claim(
        text=f"Rank in other groups: {'; '.join(places)}.",
        subject=dossier.id,
        quoted=dossier.quoted,
        comparator="other groups",
    )


def no_benchmark(dossier: Dossier) -> Claim:
    """That there is nothing to compare with."""
    return Claim(
        text="No comparable figures from other councils are held for this indicator.",
        subject=dossier.id,
        quoted=dossier.quoted,
    )


def group_name(row: Row) -> str:
    """The group's name for readers."""
    return as_text(row.get("group_name")) or as_text(row.get("group"))


def _claim(dossier: Dossier, row: Row, text: str) -> Claim:
    return Claim(
        text=text,
        subject=dossier.id,
        quoted=dossier.quoted,
        comparator=as_text(row.get("group")),
        size=as_number(row.get("rank")),
        test=as_text(row.get("method")),
    )


def _rank(row: Row, context: Context) -> str:
    count, rank, quartile = (as_number(row[name]) for name in ("n", "rank", "quartile"))
    where = f"‘{group_name(row)}’"
    if math.isnan(rank):
        return f"{context.council} is not ranked among the {count:.0f} with a value for {row['period']} in {where}."
    place = f", {QUARTILES[int(quartile)]}" if quartile in QUARTILES else ""
    return f"{context.council} ranked {rank:.0f} of {count:.0f} in {where} for {row['period']} (1 is best){place}."


def _median(dossier: Dossier, row: Row) -> str:
    median = as_number(row["median"])
    return (
        ""
        if math.isnan(median) or as_number(row["n"]) < 2
        else f"The group’s median was {dossier.value(median)}."
    )


def _places(dossier: Dossier, row: Row, context: Context) -> str:
    shown = [
        f"{name} {dossier.value(as_number(row[column]))}"
        for name, column in ((context.country, "england_value"), (context.region, "region_value"))
        if name and math.isfinite(as_number(row[column])) and not is_total(row, as_number(row[column]))
    ]
    if shown:
        return f"{'; '.join(shown)}."
    sums = any(is_total(row, as_number(row[column])) for column in ("england_value", "region_value"))
    return "This is a count, which follows the size of a council: a rank on it says little." if sums else ""


def _compared(row: Row, context: Context) -> str:
    word, place = (
        as_text(row.get("comparison")),
        as_text(row.get("comparator")) or context.country or "the others",
    )
    place = "the group’s median" if place == "group median" else place
    if word in COMPARED:
        return f"That is {word} than {place} by more than chance explains."
    return f"That is not clearly different from {place}." if word == "similar" else ""
