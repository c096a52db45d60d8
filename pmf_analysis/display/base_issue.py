"""Which report this one compares itself with, in words."""

from datetime import date

from pmf_analysis.analysis.results import View
from pmf_analysis.display.dossier import as_text, records
from pmf_analysis.display.wording.claims import written_day

NOTHING_ISSUED = "No earlier report has been issued, so there is nothing to compare with."

NOT_PUBLISHED = "What earlier reports said is left out of what is published here."


def nothing_issued(view: View) -> str:
    """Why nothing is compared with an earlier report: there was none, or the public does not see it here."""
    return NOT_PUBLISHED if view.context.published else NOTHING_ISSUED


def base_issue(view: View) -> str:
    """The report compared with: `the report for 2025/26 Q2 (R1), issued on 4 May 2026`; empty where there is none."""
    found = [row for row in records(view.results.issues) if row["is_base"] is True]
    if not found:
        return ""
    row = found[-1]
    again = f" (R{row['reissue']})" if row["reissue"] else ""
    day = written_day(date.fromisoformat(as_text(row["issued_at"])[:10]))
    return f"the report for {row['quarter']}{again}, issued on {day}"
