"""What a quarter's checks found, in lines of text: whether it can be reported first, then the shortest list first."""

from collections import Counter
from collections.abc import Iterator

from pmf_analysis.analysis.results import QuarterResults
from pmf_analysis.batch.tell import describe_set_aside
from pmf_analysis.display.dimensions import CHECKS, COUNTED, DIMENSIONS
from pmf_analysis.display.quality import late_by_post
from pmf_analysis.framework.receipts import unmarked

SEVERITIES = {"stops": "stops the quarter", "warns": "warning", "notes": "note"}


def describe_checks(results: QuarterResults) -> Iterator[str]:
    """The verdict and its tally, what blocks the quarter, then each list under its heading, the shortest first."""
    yield verdict(results)
    yield from _findings(results, "stops")
    lists = {
        "Set aside, and counted nowhere": list(describe_set_aside(results)),
        "Warnings; they lower confidence and block nothing": list(_findings(results, "warns")),
        "Late, by post": list(_late(results)),
        "By dimension, of all indicators": list(_dimensions(results)),
        "Notes": list(_findings(results, "notes")),
    }
    for heading, lines in sorted(lists.items(), key=lambda item: len(item[1])):
        if lines:
            yield ""
            yield f"{heading}:"
            yield from lines


def verdict(results: QuarterResults) -> str:
    """Whether the quarter can be reported, with how much is behind it."""
    counts = Counter(results.quality["severity"])
    tally = ", ".join(f"{counts[severity]} {severity}" for severity in SEVERITIES)
    can = "cannot" if counts["stops"] else "can"
    return (
        f"{results.context.quarter} {can} be reported: {len(results.indicators)} indicators, "
        f"{len(results.quarantine)} rows set aside; findings: {tally}"
    )


def _findings(results: QuarterResults, severity: str) -> Iterator[str]:
    """Findings of one severity, those that say the same in one line; late results and rows set aside have lists of their own."""
    own = results.quality[results.quality["severity"] == severity]
    own = own[~own["finding"].isin(("late", "quarantined"))]
    for (dimension, detail, step), rows in own.groupby(["dimension", "detail", "next_step"], sort=False):
        subject = f"{', '.join(filter(None, rows['indicator_id']))}: ".removeprefix(": ")
        yield f"{SEVERITIES[severity]} ({dimension}): {subject}{detail}{f' Next: {step}' if step else ''}"


def _late(results: QuarterResults) -> Iterator[str]:
    for post, groups in late_by_post(results.scope("council", "council")).items():
        yield f"{post}: {sum(map(len, groups.values()))}"
        for (source, what), names in groups.items():
            yield unmarked(f"  {what.rstrip('.')} ({source}): {'; '.join(names)}")


def _dimensions(results: QuarterResults) -> Iterator[str]:
    for name in DIMENSIONS:
        rows = results.dimensions[results.dimensions["dimension"] == name]
        found = Counter(rows["checks"].map(CHECKS))
        counts = [f"{found[word]} {word}" for word in COUNTED if found[word]]
        attested = int((rows["attestation"] == "attested").sum())
        overdue = int((rows["attestation"] == "review overdue").sum())
        said = [f"attested for {attested}", *([f"review overdue for {overdue}"] if overdue else [])]
        yield f"{name}: {', '.join([*counts, *said])}"
