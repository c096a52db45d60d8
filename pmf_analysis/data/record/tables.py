"""The tables of the record: what is issued of a quarter, by which columns a row is known, and what its columns hold.

`source_row` and a history's `source` stay out: they tell where a row stood in the files of the day, are kept in the issued folder's
`results`, and would make every row look changed when one is put above it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import pandas as pd

DTYPES = MappingProxyType(
    {"text": "str", "number": "float64", "whole": "Int64", "flag": "boolean", "day": "datetime64[ms]"}
)


@dataclass(frozen=True)
class RecordTable:
    """One kind of thing that is issued.

    Attributes:
        name: its name, which is that of the frame of `QuarterResults` (but for `sentences`, which are read from the pages).
        key: the columns by which a row is known from one issue to the next.
        columns: each column and what it holds: a name of `DTYPES`.
        whole: whether each issue stores all its rows, since most of them are new each time; of the other tables an issue stores what
            differs from the council's last issue.
    """

    name: str
    key: tuple[str, ...]
    columns: Mapping[str, str]
    whole: bool = False

    def empty(self) -> pd.DataFrame:
        """No rows, with the columns and their types."""
        return pd.DataFrame({name: pd.Series(dtype=DTYPES[kind]) for name, kind in self.columns.items()})


def record_table(name: str, key: str, columns: str, *, whole: bool = False) -> RecordTable:
    """A table whose columns are written as `name` for text and `name:kind` for all else."""
    kinds = dict(each.partition(":")[::2] for each in columns.split())
    typed = {each: kind or "text" for each, kind in kinds.items()}
    return RecordTable(name, tuple(key.split()), typed, whole)


INDICATORS = record_table(
    "indicators",
    "indicator_id",
    "indicator_id name unit decimals:whole polarity frequency form directorate service theme portfolio committee kind control "
    "statutory:flag target_role comparator_group lower_bound:number upper_bound:number lag_days:whole source description rationale "
    "responsible_post disclosure first_reported retired replaces",
)
HISTORY = record_table(
    "history",
    "indicator_id period",
    "indicator_id period period_ordinal:whole season:whole period_end:day value:number numerator:number denominator:number "
    "lower_ci:number upper_ci:number status note",
)
TARGETS = record_table(
    "targets",
    "indicator_id period",
    "indicator_id area_code period target:number tolerance:number floor:number set_by reason set_on:day supersedes "
    "period_ordinal:whole season:whole period_end:day",
)
ASSESSMENTS = record_table(
    "assessments",
    "indicator_id",
    "indicator_id directorate period value:number numerator:number denominator:number status previous_period previous_value:number "
    "year_ago_value:number target:number gap:number rag dot dot_rule signal periods_stale:whole rag_reason dot_reason year_ago_period "
    "tolerance:number floor:number floor_breached:flag target_period target_set_by target_reason periods_overdue:whole due_period note "
    "signal_verdict signal_rule signal_reason expected_rag expected_rag_reason chance_of_meeting_target:number year_end_period "
    "year_end_target_period",
    whole=True,
)
BENCHMARKS = record_table(
    "benchmarks",
    "indicator_id group",
    "indicator_id period group n:whole rank:whole quartile:whole median:number best:number worst:number region_value:number "
    "england_value:number comparison method group_name home_value:number home_lower:number home_upper:number mads_from_median:number "
    "home_latest_period note is_primary:flag comparator comparator_value:number region_comparison median_comparison",
    whole=True,
)
FORECASTS = record_table(
    "forecasts",
    "indicator_id period",
    "indicator_id cutoff period horizon:whole model why_this_model mean:number lower_80:number upper_80:number lower_95:number "
    "upper_95:number target:number chance_of_meeting_target:number median:number target_period reason",
    whole=True,
)
EXCEPTIONS = record_table(
    "exceptions",
    "directorate indicator_id kind",
    "directorate rank:whole indicator_id period kind score:number reasons confidence",
    whole=True,
)
COMMENTARY = record_table(
    "commentary",
    "indicator_id period kind written_on",
    "indicator_id period text post written_on:day kind due:day expected_effect period_ordinal:whole season:whole period_end:day",
)
FINANCE = record_table(
    "finance",
    "directorate period issued_on",
    "directorate period issued_on:day budget:number forecast_outturn:number actual:number",
)
ACTIONS = record_table(
    "actions",
    "action_id",
    "action_id directorate service theme objective action project_type priority due:day status accountable_post milestones indicator_ids",
)
RISKS = record_table(
    "risks",
    "risk_id",
    "risk_id directorate risk rating escalation mitigation target_rating target_rating_date:day responsible_post indicator_ids",
)
SENTENCES = record_table(
    "sentences",
    "report anchor position",
    "report scope_kind scope anchor position:whole indicator_id text",
    whole=True,
)
RESULT_TABLES = (
    *(INDICATORS, HISTORY, TARGETS, ASSESSMENTS, BENCHMARKS, FORECASTS, EXCEPTIONS),
    *(COMMENTARY, FINANCE, ACTIONS, RISKS),
)
RECORD_TABLES = (*RESULT_TABLES, SENTENCES)
BY_NAME = {table.name: table for table in RECORD_TABLES}
