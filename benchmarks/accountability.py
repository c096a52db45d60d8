"""How long the accounting takes for a large council: ten years of quarters of 800 indicators, each issued.

    python -m benchmarks.accountability

Prints the seconds of `what changed` alone, and of everything that needs the record.
"""

import time
from collections.abc import Callable
from dataclasses import fields, replace
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from pmf_analysis.analysis.accountability import account
from pmf_analysis.analysis.accountability.before import read_before
from pmf_analysis.analysis.accountability.changes import find_changes
from pmf_analysis.analysis.record_frames import SCHEMAS
from pmf_analysis.analysis.results import Context, QuarterResults
from pmf_analysis.data.record.past import PastIssues, no_past
from pmf_analysis.data.record.tables import RESULT_TABLES
from pmf_analysis.framework.periods import Period

INDICATORS, QUARTERS, AHEAD = 800, 40, 2
RESULTS = [each.name for each in fields(QuarterResults) if each.name not in ("context", "scopes", *SCHEMAS)]
LAST = Period.parse("2025/26 Q3")
FIRST = LAST + (1 - QUARTERS)


def main() -> None:
    """Make the quarters, and time them."""
    random = np.random.default_rng(1)
    now, past = made(random)
    before = timed("reading the last issue", lambda: read_before(now, past))
    changes = timed("what changed", lambda: find_changes(now, before, commentary=past.commentary))
    print(f"   {len(changes):,} changes in {len(now.history):,} results")
    results = timed("all that needs the record", lambda: account(now, past))
    print(f"   {len(results.issued_forecasts):,} forecasts held to account")


def timed(what: str, call: Callable[[], Any]) -> Any:
    """What a call gives; prints its seconds, those on the clock and those of the core, which differ on a busy machine."""
    start, busy = time.perf_counter(), time.process_time()
    found = call()
    print(f"{what}: {time.perf_counter() - start:.2f} s ({time.process_time() - busy:.2f} s of one core)")
    return found


def made(random: np.random.Generator) -> tuple[QuarterResults, PastIssues]:
    """The quarter, with one revision in a hundred results, and all that was issued before."""
    register = pd.DataFrame({"indicator_id": [f"I.{number:04}" for number in range(INDICATORS)]}).assign(
        name="An indicator", unit="%", decimals=1, polarity="Up is Good", frequency="quarterly", form="rate", directorate="place",
        service="Service", theme="", portfolio="", committee="", kind="", control="control", statutory=False, target_role="verdict",
        comparator_group="", lower_bound=0.0, upper_bound=100.0, lag_days=30, source="", description="", rationale="", responsible_post="",
        disclosure="", first_reported="", retired="", replaces="", source_row=range(2, INDICATORS + 2),
    )  # fmt: skip
    history = _history(register, random)
    targets = history[["indicator_id", "period"]].assign(
        area_code="", target=60.0, tolerance=2.0, floor=np.nan, set_by="Executive", reason="agreed", set_on=pd.NaT, supersedes="", source_row=2
    )  # fmt: skip
    now = QuarterResults(**_frames(register, history, targets))
    then = _last_issue(now, random)
    return now, _past(now, then, random)


def _history(register: pd.DataFrame, random: np.random.Generator) -> pd.DataFrame:
    periods = [FIRST + step for step in range(QUARTERS)]
    rows = register[["indicator_id"]].merge(
        pd.DataFrame({"period": [str(each) for each in periods], "period_ordinal": [each.ordinal for each in periods]}), how="cross"
    )  # fmt: skip
    return rows.assign(
        season=rows["period_ordinal"] % 4, value=50 + random.normal(size=len(rows)), numerator=np.nan, denominator=np.nan, lower_ci=np.nan,
        upper_ci=np.nan, status="", note="", source_row=range(2, len(rows) + 2),
    )  # fmt: skip


def _frames(register: pd.DataFrame, history: pd.DataFrame, targets: pd.DataFrame) -> dict[str, Any]:
    latest = history.groupby("indicator_id").tail(1)
    assessments = latest[["indicator_id", "period", "value", "status", "source_row"]].assign(
        directorate="place", target=60.0, tolerance=2.0, floor=np.nan, rag="RED", dot="STABLE", dot_rule="latest three results"
    )  # fmt: skip
    empty = {
        each.name: pd.DataFrame({"indicator_id": []})
        for each in fields(QuarterResults)
        if each.name in RESULTS
    }
    dated = {"written_on": pd.Series(dtype="datetime64[ms]")}
    return empty | {
        "context": Context(council="A", area_code="A", quarter=LAST, as_at=date(2026, 2, 1)), "scopes": (), "indicators": register,
        "history": history, "targets": targets, "assessments": assessments, "forecasts": _forecasts(register, LAST, np.zeros(INDICATORS * AHEAD)),
        "commentary": pd.DataFrame(columns=["indicator_id", "period", "text", "post", "kind", "due", "expected_effect", "source_row"]).assign(**dated),
        "finance": pd.DataFrame(columns=["directorate", "period", "issued_on", "budget", "forecast_outturn", "actual"]),
        "meetings": pd.DataFrame(columns=["body", "date", "period", "papers_due"]),
    }  # fmt: skip


def _forecasts(register: pd.DataFrame, cutoff: Period, noise: np.ndarray) -> pd.DataFrame:
    steps = pd.DataFrame(
        {"horizon": range(1, AHEAD + 1), "period": [str(cutoff + step) for step in range(1, AHEAD + 1)]}
    )
    rows = (
        register[["indicator_id"]]
        .merge(steps, how="cross")
        .assign(cutoff=str(cutoff), model="ETS", reason="", target_period="")
    )
    middle = 50 + noise
    limits = {
        f"{side}_{level}": middle + sign * half
        for side, sign in (("lower", -1), ("upper", 1))
        for level, half in ((80, 1.3), (95, 2.0))
    }
    return rows.assign(mean=middle, median=middle, target=60.0, chance_of_meeting_target=0.1, **limits)


def _last_issue(now: QuarterResults, random: np.random.Generator) -> QuarterResults:
    """The quarter before: without the latest results, and with other values for one result in a hundred."""
    history = now.history[now.history["period"] != str(LAST)].reset_index(drop=True)
    revised = random.random(len(history)) < 0.01
    history["value"] += np.where(revised, 1.0, 0.0)
    frames = _frames(now.indicators, history, now.targets)
    return replace(
        QuarterResults(**frames),
        forecasts=_forecasts(now.indicators, LAST + -1, np.zeros(INDICATORS * AHEAD)),
    )


def _past(now: QuarterResults, then: QuarterResults, random: np.random.Generator) -> PastIssues:
    quarters = [FIRST + step for step in range(8, QUARTERS - 1)]
    names = [each.slug for each in quarters]
    made = [
        _forecasts(now.indicators, each, random.normal(size=INDICATORS * AHEAD)).assign(
            issue_id=each.slug, quarter=str(each), reissue=0, issued_at=f"{each.end.isoformat()}T09:00:00+00:00"
        )
        for each in quarters
    ]  # fmt: skip
    issues = pd.DataFrame({"issue_id": names, "quarter": [str(each) for each in quarters], "reissue": 0}).assign(
        issued_at=[f"{each.end.isoformat()}T09:00:00+00:00" for each in quarters], approved_by="", as_known=pd.Timestamp("2025-11-01"),
        run_id="", content_hash="",
    )  # fmt: skip
    last = {table.name: getattr(then, table.name) for table in RESULT_TABLES}
    return replace(
        no_past(), issues=issues, last=last, base=names[-1], forecasts=pd.concat(made, ignore_index=True)
    )


if __name__ == "__main__":
    main()
