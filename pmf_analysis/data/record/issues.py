"""An issue's header, and which of the earlier issues a run may know of."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from hashlib import sha256

from pmf_analysis.framework.periods import Frequency, Period


@dataclass(frozen=True)
class Issue:
    """One issue of one council's quarter.

    Attributes:
        number: its place in the record, from 1.
        area_code: the council's.
        issue_id: its name: `2025-26-q3`, the first reissue `2025-26-q3-r1`.
        quarter: as written: `2025/26 Q3`.
        reissue: 0 for the first; 1 is printed "(R1)".
        issued_at: when, in UTC, as `2026-05-14T09:30:00+00:00`.
        approved_by: the post that approved it.
        as_known: the as-at day of what was issued.
        run_id: the run that made it.
        content_hash: stands for the issued results.
        manifest_hash: the SHA-256 of the draft's manifest, which holds that of every page.
        hash: the end of the chain with this issue.
    """

    number: int
    area_code: str
    issue_id: str
    quarter: str
    reissue: int
    issued_at: str
    approved_by: str
    as_known: date
    run_id: str
    content_hash: str
    manifest_hash: str
    hash: str

    @property
    def ordinal(self) -> int:
        """The quarter's place in time."""
        return Period.parse(self.quarter, frequency=Frequency.QUARTERLY).ordinal


@dataclass(frozen=True)
class Standing:
    """What a run may know of, and what it is.

    Attributes:
        seen: the issues that it may know of, in order of issue.
        base: the one that it compares itself with.
        reissue: which issue of the quarter this run is the draft of: 0 for the first.
        issued: the issue that holds this very content, if the quarter's latest one does.
    """

    seen: tuple[Issue, ...]
    base: Issue | None
    reissue: int
    issued: Issue | None = None

    @property
    def digest(self) -> str:
        """Stands for the issues that are seen; empty if there are none."""
        chained = "\n".join(each.hash for each in self.seen)
        return sha256(chained.encode()).hexdigest() if chained else ""


def standing(issues: Iterable[Issue], *, quarter: Period, known_on: date, content_hash: str) -> Standing:
    """Where a run stands among the issues of its council.

    A run whose content was issued sees what that issue saw, so that an identical rerun is the same report; any other run of
    an issued quarter is the draft of its reissue, and compares itself with what it would replace.

    Args:
        issues: the council's, in order of issue.
        quarter: the run's.
        known_on: the run's as-at day; issues of what was known later are not seen.
        content_hash: of the run's results.
    """
    seen = [each for each in issues if each.as_known <= known_on]
    same = [each for each in seen if each.ordinal == quarter.ordinal]
    issued = same[-1] if same and same[-1].content_hash == content_hash else None
    if issued:
        seen = [each for each in seen if each.number < issued.number]
        same = [each for each in seen if each.ordinal == quarter.ordinal]
    earlier = [each for each in seen if each.ordinal < quarter.ordinal]
    base = same[-1] if same else max(earlier, key=lambda each: (each.ordinal, each.number), default=None)
    return Standing(tuple(seen), base, same[-1].reissue + 1 if same else 0, issued)


def issue_name(quarter: Period, reissue: int) -> str:
    """The name of an issue, and of the folder that keeps it.

    >>> issue_name(Period.parse("2025/26 Q3"), 1)
    '2025-26-q3-r1'
    """
    return f"{quarter.slug}-r{reissue}" if reissue else quarter.slug


def issue_of(row: Mapping[str, object]) -> Issue:
    """The header as the database holds it."""
    facts = {name: row[name] for name in Issue.__dataclass_fields__}
    return Issue(**{**facts, "as_known": date.fromisoformat(str(row["as_known"]))})  # type: ignore[arg-type]
