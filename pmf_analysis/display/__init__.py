"""What notebooks show: each function takes a view of a quarter's results and returns a fragment of a page."""

from pmf_analysis.display.benchmarks import benchmark_charts, benchmark_summary, benchmark_table
from pmf_analysis.display.changes import changes_by_directorate, revisions, what_changed
from pmf_analysis.display.clinic import (
    clinic_attendance,
    clinic_benchmark,
    clinic_evidence,
    clinic_record,
    clinic_soundness,
)
from pmf_analysis.display.clinic_questions import clinic_questions
from pmf_analysis.display.complaints import complaints
from pmf_analysis.display.dimensions import attestations, six_dimensions, vouched
from pmf_analysis.display.exceptions import concerns, improvements
from pmf_analysis.display.forecast_chart import forecast_charts
from pmf_analysis.display.forecast_checks import forecast_record
from pmf_analysis.display.forecasts import (
    enquiry,
    forecast_summary,
    must_average,
    not_forecast,
    targets_in_doubt,
    targets_likely,
    without_target,
)
from pmf_analysis.display.fragment import Fragment
from pmf_analysis.display.front_page import front_page
from pmf_analysis.display.funnel_chart import funnel_charts
from pmf_analysis.display.heading import heading
from pmf_analysis.display.key import caveats, key
from pmf_analysis.display.line_of_sight import line_of_sight, orphans
from pmf_analysis.display.overview import (
    finance,
    green_but_worsening,
    improving_but_red,
    open_risks,
    overdue_actions,
    ranked_exceptions,
    timeliness,
)
from pmf_analysis.display.public import public_summary
from pmf_analysis.display.quality import findings, late_list, quality_summary, quarantine
from pmf_analysis.display.scorecard import scorecard
from pmf_analysis.display.summary import summary
from pmf_analysis.display.targets import target_register
from pmf_analysis.display.track_record import held_to_account
from pmf_analysis.display.xmr_chart import xmr_charts

__all__ = [
    "Fragment",
    "attestations",
    "benchmark_charts",
    "benchmark_summary",
    "benchmark_table",
    "caveats",
    "changes_by_directorate",
    "clinic_attendance",
    "clinic_benchmark",
    "clinic_evidence",
    "clinic_questions",
    "clinic_record",
    "clinic_soundness",
    "complaints",
    "concerns",
    "enquiry",
    "finance",
    "findings",
    "forecast_charts",
    "forecast_record",
    "forecast_summary",
    "front_page",
    "funnel_charts",
    "green_but_worsening",
    "heading",
    "held_to_account",
    "improvements",
    "improving_but_red",
    "key",
    "late_list",
    "line_of_sight",
    "must_average",
    "not_forecast",
    "open_risks",
    "orphans",
    "overdue_actions",
    "public_summary",
    "quality_summary",
    "quarantine",
    "ranked_exceptions",
    "revisions",
    "scorecard",
    "six_dimensions",
    "summary",
    "target_register",
    "targets_in_doubt",
    "targets_likely",
    "timeliness",
    "vouched",
    "what_changed",
    "without_target",
    "xmr_charts",
]
