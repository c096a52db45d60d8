"""The lines under a report's title: about what, as at when, who answers, what the reader is asked to do."""

from pmf_analysis.analysis.results import DRAFT, View
from pmf_analysis.display.fragment import Fragment, render
from pmf_analysis.display.wording.claims import written_day

ASKS = {
    "exception_report": "Read the concerns in order. For each, decide: note it, ask for action, or call a performance clinic.",
    "forecast_review": "See which targets are likely to be missed, and choose the questions to ask.",
    "benchmark_report": "See where the council stands apart from others, and where the difference may be chance.",
    "data_quality": "Chase what is late, mend what is wrong, and decide whether the quarter is fit to report.",
    "clinic_pack": "Settle first whether the indicator is sound. Then answer the seven questions.",
}


def heading(view: View, *, report: str) -> Fragment:
    """The scope line of a report.

    Args:
        view: what the report is about.
        report: the notebook's name, which decides what the reader is asked to do.
    """
    return Fragment.of(
        render(
            "heading",
            quarter=view.context.edition,
            ends=written_day(view.context.quarter.end),
            as_at=written_day(view.context.as_at),
            post=view.scope.post,
            ask="" if view.context.published else ASKS.get(report, ""),
            draft=view.context.published or DRAFT,
        )
    )


def scope_phrase(view: View) -> str:
    """What the report is about, for captions: `Place`, `the whole council`."""
    return "the whole council" if view.scope.kind == "council" else view.scope.name


def caption(view: View, what: str) -> str:
    """A table's caption: what it shows, for which scope, in which quarter."""
    return f"{what}: {scope_phrase(view)}, {view.context.quarter}"
