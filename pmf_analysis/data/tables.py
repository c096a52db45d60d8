"""The input tables: their columns, what each may hold, and their keys (DESIGN.md, section 3)."""

from dataclasses import dataclass
from enum import StrEnum

from pmf_analysis.framework.indicators import Control, Form, Polarity, TargetRole
from pmf_analysis.framework.periods import Frequency


class Kind(StrEnum):
    """What a column holds."""

    TEXT = "text"
    NUMBER = "number"
    WHOLE = "whole number"
    CODE = "code"
    FLAG = "yes or no"
    DATE = "date"
    PERIOD = "period"
    STATUS = "status"


@dataclass(frozen=True)
class Column:
    """One column of an input table.

    Attributes:
        name: its heading.
        kind: what its cells hold.
        required: whether the table must have the column.
        filled: whether every row must hold something in it.
        codes: for codes, the values there are.
    """

    name: str
    kind: Kind = Kind.TEXT
    required: bool = True
    filled: bool = False
    codes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Table:
    """One input table.

    Attributes:
        name: the name of its file, sheet or database table.
        columns: its columns, in order.
        key: the columns that no two rows share.
        required: whether a quarter can be reported without it.
        register: whether the council wrote it as its register: then a wrong row stops the run, since leaving the row out
            would change what is reported without a word; in other tables a wrong row is quarantined.
    """

    name: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    required: bool = False
    register: bool = False

    def column(self, name: str) -> Column:
        """The column of that name."""
        return next(column for column in self.columns if column.name == name)


STATUS_CODES = {
    "p": "provisional",
    "r": "revised",
    "e": "estimated",
    "b": "break in series",
    "u": "low reliability",
    "c": "confidential",
    "x": "not available",
    "z": "not applicable",
    "low": "rounds to zero but is not zero",
}
WITHOUT_VALUE = ("c", "x", "z")
QUARANTINE_COLUMNS = ("table", "source", "source_row", "indicator_id", "column", "value", "reason")


def _codes(name: str, codes: type[StrEnum]) -> Column:
    return Column(name, Kind.CODE, filled=True, codes=tuple(code.value for code in codes))


def _text(*names: str, required: bool = True) -> tuple[Column, ...]:
    return tuple(Column(name, required=required) for name in names)


def _filled(*names: str) -> tuple[Column, ...]:
    return tuple(Column(name, filled=True) for name in names)


INDICATORS = Table(
    "indicators",
    (
        *_filled("indicator_id", "name"),
        Column("unit", filled=True),
        Column("decimals", Kind.WHOLE, filled=True),
        _codes("polarity", Polarity),
        _codes("frequency", Frequency),
        _codes("form", Form),
        Column("directorate", filled=True),
        *_text("service", "theme", "portfolio", "committee", "kind"),
        _codes("control", Control),
        Column("statutory", Kind.FLAG),
        _codes("target_role", TargetRole),
        *_text("comparator_group"),
        Column("lower_bound", Kind.NUMBER),
        Column("upper_bound", Kind.NUMBER),
        Column("lag_days", Kind.WHOLE),
        *_text("source"),
        *_text("description", "rationale", "responsible_post", required=False),
        Column("disclosure", Kind.CODE, required=False, codes=("open", "suppress")),
        *_text("first_reported", "retired", "replaces", required=False),
    ),
    key=("indicator_id",),
    required=True,
    register=True,
)
OBSERVATIONS = Table(
    "observations",
    (
        *_filled("indicator_id", "area_code"),
        Column("period", Kind.PERIOD, filled=True),
        Column("value", Kind.NUMBER),
        *(Column(name, Kind.NUMBER) for name in ("numerator", "denominator", "lower_ci", "upper_ci")),
        Column("status", Kind.STATUS),
        *_text("note"),
        Column("as_known", Kind.DATE, required=False),
        *_text("source_ref", required=False),
    ),
    key=("indicator_id", "area_code", "period", "as_known"),
    required=True,
)
TARGETS = Table(
    "targets",
    (
        *_filled("indicator_id"),
        *_text("area_code"),
        Column("period", Kind.PERIOD, filled=True),
        Column("target", Kind.NUMBER, filled=True),
        Column("tolerance", Kind.NUMBER),
        Column("floor", Kind.NUMBER),
        *_text("set_by", "reason"),
        Column("set_on", Kind.DATE, required=False),
        *_text("supersedes", required=False),
    ),
    key=("indicator_id", "area_code", "period", "set_on"),
    required=True,
)
AREAS = Table(
    "areas",
    (
        *_filled("area_code", "area_name"),
        Column("kind", Kind.CODE, filled=True, codes=("council", "region", "country")),
        *_text("region_code", required=False),
    ),
    key=("area_code",),
    required=True,
    register=True,
)
COMPARATOR_GROUPS = Table(
    "comparator_groups",
    (
        *_filled("group", "group_name", "area_code"),
        Column("valid_from", Kind.DATE, required=False),
        Column("valid_to", Kind.DATE, required=False),
    ),
    key=("group", "area_code"),
    required=True,
    register=True,
)
ACTIONS = Table(
    "actions",
    (
        *_filled("action_id", "directorate"),
        *_text("service", "theme", "objective", "action", "project_type", "priority"),
        Column("due", Kind.DATE),
        *_text("status", "accountable_post", "milestones", "indicator_ids"),
    ),
    key=("action_id",),
)
RISKS = Table(
    "risks",
    (
        *_filled("risk_id", "directorate"),
        *_text("risk", "rating", "escalation", "mitigation", "target_rating"),
        Column("target_rating_date", Kind.DATE),
        *_text("responsible_post", "indicator_ids"),
    ),
    key=("risk_id",),
)
COMMENTARY = Table(
    "commentary",
    (
        *_filled("indicator_id"),
        Column("period", Kind.PERIOD, filled=True),
        *_filled("text"),
        *_text("post"),
        Column("written_on", Kind.DATE),
        Column("kind", Kind.CODE, filled=True, codes=("explanation", "action", "so what")),
        Column("due", Kind.DATE),
        *_text("expected_effect"),
    ),
    key=("indicator_id", "period", "kind", "written_on"),
)
FINANCE = Table(
    "finance",
    (
        *_filled("directorate", "period"),
        Column("issued_on", Kind.DATE),
        *(Column(name, Kind.NUMBER) for name in ("budget", "forecast_outturn", "actual")),
    ),
    key=("directorate", "period", "issued_on"),
)
COMPLAINTS = Table(
    "complaints",
    (
        *_filled("directorate", "period"),
        *_text("theme"),
        *(Column(name, Kind.NUMBER) for name in ("received", "upheld", "in_time")),
        *_text("stage"),
    ),
    key=("directorate", "period", "theme", "stage"),
)
MEETINGS = Table(
    "meetings",
    (
        *_filled("body"),
        Column("date", Kind.DATE, filled=True),
        *_text("period"),
        Column("papers_due", Kind.DATE),
    ),
    key=("body", "date"),
)
ATTESTATIONS = Table(
    "attestations",
    (
        *_filled("indicator_id"),
        Column(
            "dimension",
            Kind.CODE,
            filled=True,
            codes=("accuracy", "validity", "reliability", "timeliness", "relevance", "completeness"),
        ),
        *_filled("attested_by"),
        Column("attested_on", Kind.DATE, filled=True),
        *_filled("statement"),
        *(Column(name, Kind.DATE, required=False) for name in ("review_due", "valid_from", "valid_to")),
    ),
    key=("indicator_id", "dimension", "attested_on"),
)
TABLES = (
    INDICATORS,
    AREAS,
    COMPARATOR_GROUPS,
    OBSERVATIONS,
    TARGETS,
    ACTIONS,
    RISKS,
    COMMENTARY,
    FINANCE,
    COMPLAINTS,
    MEETINGS,
    ATTESTATIONS,
)
