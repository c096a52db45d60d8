"""What an XmR chart says: its title, its message, the words for its marks."""

import math
from collections.abc import Mapping
from typing import Any

import pandas as pd

from pmf_analysis.analysis.signals.wording import PLAIN_CHART
from pmf_analysis.analysis.spc import XmrChart
from pmf_analysis.display.dossier import Dossier
from pmf_analysis.display.wording.charts import chart_claim
from pmf_analysis.display.wording.claims import Claim, listed

NONE_DRAWN = "No chart of limits can be drawn: it needs eight results or more that neither overlap nor add up over the year."
BETTER_OR_WORSE = {
    "special_cause_improvement": ", for the better",
    "special_cause_concern": ", for the worse",
}
ASSURANCE = {
    "consistent_pass": "Both limits lie on the better side of the target: results within them meet it.",
    "consistent_fail": "Both limits lie on the worse side of the target: results within them miss it.",
    "inconsistent": "The target lies between the limits: results within them can meet it or miss it.",
}
OTHER_TEST = {
    "signal": "The test that allows for both finds a change.",
    "noise": "The test that allows for both finds ordinary variation.",
    "cannot_tell": "The test that allows for both cannot tell.",
}
PLAIN = "This chart allows neither for the time of year nor for results that follow the one before."


def mark(point: Mapping[str, Any] | pd.Series) -> str:
    """Why a result is marked, and which way; empty where it is not."""
    return f"{PLAIN_CHART.get(point['special_cause'], '')}{BETTER_OR_WORSE.get(point['point_type'], '')}"


def title(dossier: Dossier, latest: pd.Series, *, first: str, last: str) -> Claim:
    """What there is to see, with the periods drawn."""
    seen = f"latest result {mark(latest)}" if mark(latest) else "latest result within its limits"
    return chart_claim(dossier, f"{dossier.name}: {seen}, {first} to {last}", test="XmR chart")


def message(dossier: Dossier, chart: XmrChart, latest: pd.Series, target: float) -> tuple[Claim, ...]:
    """The verdict on the latest result, on the target, and how far both can be relied on."""
    seen = (
        f"is marked: {mark(latest)}" if mark(latest) else "lies within its limits and shows no run or trend"
    )
    said = [
        f"{dossier.value(latest['value'])} in {latest['period']} {seen}.",
        ASSURANCE.get(chart.assurance or "", "") if math.isfinite(target) else "",
        _firmness(chart),
        PLAIN,
        OTHER_TEST.get(dossier.text("signal"), ""),
    ]
    return tuple(chart_claim(dossier, text, test="XmR chart") for text in said if text)


def description(dossier: Dossier, points: pd.DataFrame, latest: pd.Series, target: float) -> str:
    """What there is to see, from the numbers drawn."""
    held, last = points[points["value"].notna()], points.iloc[-1]
    limits = dossier.interval(last["lower"], last["upper"])
    marked = [row["period"] for row in held.to_dict("records") if mark(row)]
    parts = [
        f"Chart of {len(held)} results with limits. Latest {dossier.value(latest['value'])} in {latest['period']}; "
        f"mean {dossier.value(last['mean'])}, limits {limits}.",
        f"Target {dossier.value(target)}." if math.isfinite(target) else "",
        f"Marked: {listed(marked)}." if marked else "No result is marked.",
    ]
    return " ".join(part for part in parts if part)


def _firmness(chart: XmrChart) -> str:
    """What the limits rest on, where that is little."""
    group = chart.summary.iloc[-1]
    if group["lower"] == group["upper"]:
        return "The results do not vary, or none follows another, so the limits have no width."
    if chart.short_series and bool(chart.points["short_group"].iloc[-1]):
        return f"Few results ({group['values']:.0f}): the limits are a first estimate."
    return ""
