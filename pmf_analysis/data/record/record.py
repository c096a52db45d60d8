"""The record of one place: read it, add an issue to it, verify it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from pmf_analysis.data.location import Location
from pmf_analysis.data.record.engine import reading, writing
from pmf_analysis.data.record.issues import Issue, Standing, standing
from pmf_analysis.data.record.past import PastIssues, no_past
from pmf_analysis.errors import DataError, Fault, ReportError
from pmf_analysis.framework.periods import Period

if TYPE_CHECKING:
    from pmf_analysis.data.record.verify import Verdict
    from pmf_analysis.data.record.write import NewIssue


VERIFIED = "pmf verify OUTPUTS of an issued quarter names the first row that was touched"


@dataclass(frozen=True)
class Issued:
    """What became of an attempt to issue.

    Attributes:
        issue: the issue that the record holds now.
        added: whether it was added by this attempt; otherwise the same content had been issued already.
    """

    issue: Issue
    added: bool


@dataclass(frozen=True)
class Record:
    """Everything that was issued, in one place: rows are added, and never changed.

    Attributes:
        location: a file of SQLite, or the URL of a PostgreSQL database as the settings have it, with `${...}` for its secrets.
    """

    location: Location

    def issues(self, area_code: str | None = None) -> list[Issue]:
        """The headers of all issues, or of one council's, in order of issue.

        Raises:
            DataError: if the record cannot be read.
        """
        with reading(self.location) as connection:
            if connection is None:
                return []
            from pmf_analysis.data.record.schema import version_of
            from pmf_analysis.data.record.write import issues_in

            return issues_in(connection, area_code) if version_of(connection) else []

    def standing(self, area_code: str, *, quarter: Period, known_on: date, content_hash: str) -> Standing:
        """Where a run stands among the issues: see `issues.standing`."""
        return standing(self.issues(area_code), quarter=quarter, known_on=known_on, content_hash=content_hash)

    def past(self, standing: Standing) -> PastIssues:
        """What a run may know of earlier issues.

        Raises:
            DataError: if the record cannot be read, or holds what was never written there.
        """
        if not standing.seen:
            return no_past()
        with reading(self.location) as connection:
            assert connection is not None
            from pmf_analysis.data.record.history import read_past
            from pmf_analysis.data.record.schema import missing_tables

            try:
                return read_past(connection, standing, missing=missing_tables(connection))
            except ValueError as error:
                fault = Fault("the record", f"a row is not as it was written ({error})", VERIFIED)
                raise DataError("the record cannot be relied on", [fault]) from None

    def issue(self, new: "NewIssue", *, before_commit: Callable[[Issue], None] = lambda _: None) -> Issued:
        """Add an issue: all of it, or nothing.

        Only one issuer writes at a time; whoever comes second finds what the first wrote. The very same content is not issued
        twice. A draft that was made before another issue appeared is refused, since its pages do not tell of that issue.

        Args:
            new: what is issued.
            before_commit: called with the issue when all is written and before it counts; if it fails, nothing is kept.

        Raises:
            ReportError: if the draft is out of date, or the record cannot be written.
        """
        from pmf_analysis.data.record.schema import bring_up_to_date
        from pmf_analysis.data.record.write import issues_in, write_issue

        with writing(self.location) as connection:
            bring_up_to_date(connection)
            now = standing(
                issues_in(connection, new.area_code),
                quarter=new.quarter,
                known_on=new.as_known,
                content_hash=new.content_hash,
            )
            if now.issued:
                return Issued(now.issued, added=False)
            if now.digest != new.seen:
                raise _out_of_date(new, now)
            issue = write_issue(connection, new, reissue=now.reissue)
            before_commit(issue)
        return Issued(issue, added=True)

    def verify(self) -> "Verdict":
        """Recompute the whole chain and every issue's content; see `verify.verify_record`."""
        with reading(self.location) as connection:
            from pmf_analysis.data.record.verify import Verdict, verify_record

            return verify_record(connection) if connection is not None else Verdict(0, 0)


def _out_of_date(new: "NewIssue", now: Standing) -> ReportError:
    later = now.seen[-1] if now.seen else None
    what = (
        f"the record has changed since this draft was made: it ends with {later.issue_id}, issued {later.issued_at[:10]} "
        f"(approved by {later.approved_by})"
        if later
        else "this draft was made with a record that held earlier issues, and this one holds none"
    )
    return ReportError(
        f"{new.quarter} was not issued",
        [Fault("the record", what, "run the quarter again, so that its pages tell of it, and issue that")],
    )
