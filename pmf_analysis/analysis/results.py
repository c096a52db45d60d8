"""Every result of one quarter, and the views on them that reports take."""

from dataclasses import dataclass, field, fields, replace
from datetime import date
from difflib import get_close_matches
from functools import partial

import pandas as pd

from pmf_analysis.analysis.record_frames import nothing
from pmf_analysis.errors import UsageError
from pmf_analysis.framework.indicators import former_ids
from pmf_analysis.framework.periods import Period

DRAFT = "A draft until it is issued; the folder of issued reports says who approved it, and when."  # on every page: issuing changes none
SCOPE_KINDS = ("directorate", "theme", "portfolio", "committee", "council", "indicator")


@dataclass(frozen=True)
class Scope:
    """What a report is about.

    Attributes:
        kind: directorate, theme, portfolio, committee, council, or indicator.
        slug: its name in file names and parameters; `council` for the council itself; an indicator's id for an indicator.
        name: its name for readers.
        post: who answers for it, a post and never a person; empty if nobody is named.
        code: what plans call it for short, such as `BSCYP`; empty if it has none.
        valid_from, valid_to: the first and last day on which the name was in force, as `2019-04-01`; empty where open.
    """

    kind: str
    slug: str
    name: str
    post: str = ""
    code: str = ""
    valid_from: str = ""
    valid_to: str = ""

    def in_force(self, day: date) -> bool:
        """Whether the name was in use on a day."""
        return (not self.valid_from or self.valid_from <= day.isoformat()) and (
            not self.valid_to or day.isoformat() <= self.valid_to
        )


@dataclass(frozen=True)
class Context:
    """What a reader must know about a whole run.

    Attributes:
        council: the home council's name, as the `areas` table writes it.
        full_name: its name in the settings, unless that is the name of another area than the code's.
        area_code: its code.
        quarter: the quarter reported.
        as_at: the day up to which results could have arrived.
        framework: the name of the framework in force.
        region, country: names of the areas compared with; empty if none is set.
        rules: rule name to a sentence that states the rule as this run applied it; the reader's key is made from these.
        fingerprint: twelve digits that stand for inputs, settings, code and what was known of earlier issues.
        reissue: which issue of the quarter this is, or is the draft of: 0 for the first, 1 for "(R1)".
        compared_with: the earlier issue that "what changed" compares with; empty if there is none.
        content_hash: stands for the results that an issue holds.
        record_seen: stands for the earlier issues that this run knows of; empty if there are none.
        published: where the results are those that the public may see, what was left out of them; empty for the whole.
    """

    council: str
    area_code: str
    quarter: Period
    as_at: date
    full_name: str = ""
    framework: str = ""
    region: str = ""
    country: str = ""
    rules: dict[str, str] = field(default_factory=dict)
    fingerprint: str = ""
    reissue: int = 0
    compared_with: str = ""
    content_hash: str = ""
    record_seen: str = ""
    published: str = ""

    @property
    def edition(self) -> str:
        """The quarter as pages print it: `2025/26 Q3`, and `2025/26 Q3 (R1)` where it was issued before."""
        return f"{self.quarter} (R{self.reissue})" if self.reissue else str(self.quarter)


@dataclass(frozen=True)
class QuarterResults:
    """Every result of a quarter; docs/architecture.md lists the columns of each frame."""

    context: Context
    scopes: tuple[Scope, ...]
    indicators: pd.DataFrame
    history: pd.DataFrame
    targets: pd.DataFrame
    assessments: pd.DataFrame
    signals: pd.DataFrame
    signal_points: pd.DataFrame
    benchmarks: pd.DataFrame
    group_values: pd.DataFrame
    forecasts: pd.DataFrame
    forecast_diagnostics: pd.DataFrame
    forecast_backtests: pd.DataFrame
    forecast_calibration: pd.DataFrame
    must_average: pd.DataFrame
    exceptions: pd.DataFrame
    exception_parts: pd.DataFrame
    quality: pd.DataFrame
    dimensions: pd.DataFrame
    quarantine: pd.DataFrame
    actions: pd.DataFrame
    risks: pd.DataFrame
    commentary: pd.DataFrame
    finance: pd.DataFrame
    complaints: pd.DataFrame
    meetings: pd.DataFrame
    issues: pd.DataFrame = field(default_factory=partial(nothing, "issues"))
    former_indicators: pd.DataFrame = field(default_factory=partial(nothing, "former_indicators"))
    changes: pd.DataFrame = field(default_factory=partial(nothing, "changes"))
    issued_forecasts: pd.DataFrame = field(default_factory=partial(nothing, "issued_forecasts"))
    forecast_scores: pd.DataFrame = field(default_factory=partial(nothing, "forecast_scores"))
    forecast_changes: pd.DataFrame = field(default_factory=partial(nothing, "forecast_changes"))
    promises: pd.DataFrame = field(default_factory=partial(nothing, "promises"))
    finance_scores: pd.DataFrame = field(default_factory=partial(nothing, "finance_scores"))
    timeliness: pd.DataFrame = field(default_factory=partial(nothing, "timeliness"))

    def scope(self, kind: str, slug: str) -> "View":
        """The same results, cut to what one report is about.

        Raises:
            UsageError: if there is no such scope; the message lists those there are.
        """
        scope = self.find_scope(kind, slug)
        return View(scope=scope, results=self._cut(scope))

    def find_scope(self, kind: str, slug: str) -> Scope:
        """One of `scopes`, or an indicator's own.

        Raises:
            UsageError: as `scope`.
        """
        if kind == "indicator":
            return self._one_indicator(slug)
        for scope in self.scopes:
            if (scope.kind, scope.slug) == (kind, slug):
                return scope
        known = ", ".join(scope.slug for scope in self.scopes if scope.kind == kind) or "none"
        raise UsageError(f"there is no {kind} '{slug}'; those of kind '{kind}' are: {known}")

    def indicator_ids(self, scope: Scope) -> list[str]:
        """The indicators that a scope is about: those of the register, in its order, then those that have gone since the last issue."""
        registers = (self.indicators, self.former_indicators)
        if scope.kind == "council":
            return [each for frame in registers for each in frame["indicator_id"]]
        column = "indicator_id" if scope.kind == "indicator" else scope.kind
        value = scope.slug if scope.kind in ("directorate", "indicator") else scope.name
        return [each for frame in registers for each in frame.loc[frame[column] == value, "indicator_id"]]

    def _one_indicator(self, indicator_id: str) -> Scope:
        found = self.indicators[self.indicators["indicator_id"] == self._id_now(indicator_id)]
        if found.empty:
            self._refuse_retired(indicator_id)
            near = get_close_matches(indicator_id, list(self.indicators["indicator_id"]), n=3)
            hint = f"did you mean {' or '.join(near)}?" if near else "its id is in the table indicators"
            raise UsageError(f"there is no indicator '{indicator_id}'; {hint}")
        row = found.iloc[0]
        return Scope("indicator", row["indicator_id"], row["name"], row["responsible_post"])

    def _id_now(self, indicator_id: str) -> str:
        """The id that an indicator has now: itself, or that of the indicator which replaces it."""
        if "replaces" not in self.indicators or (self.indicators["indicator_id"] == indicator_id).any():
            return indicator_id
        pairs = zip(self.indicators["indicator_id"], self.indicators["replaces"], strict=True)
        return next((new for new, text in pairs if indicator_id in former_ids(text)), indicator_id)

    def _refuse_retired(self, indicator_id: str) -> None:
        former = self.former_indicators[self.former_indicators["indicator_id"] == indicator_id]
        if len(former):
            raise UsageError(
                f"the indicator '{indicator_id}' ({former['name'].iloc[0]}) was retired: it was in the last report, "
                "and is not in the table indicators now; the changes of its directorate name it"
            )

    def _cut(self, scope: Scope) -> "QuarterResults":
        if scope.kind == "council":
            return self
        ids = set(self.indicator_ids(scope))
        cut = {}
        for each in fields(self):
            frame = getattr(self, each.name)
            if isinstance(frame, pd.DataFrame) and len(frame) and "indicator_id" in frame:
                kept = frame["indicator_id"].isin(ids)
                cut[each.name] = frame[kept].reset_index(drop=True)
        return replace(self, **cut)


@dataclass(frozen=True)
class View:
    """A quarter's results as one report sees them."""

    scope: Scope
    results: QuarterResults

    @property
    def context(self) -> Context:
        """What a reader must know about the run."""
        return self.results.context
