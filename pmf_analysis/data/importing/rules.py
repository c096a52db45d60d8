"""Mapping files: what a publisher's file looks like and what it means, declared in YAML (docs/importing.md)."""

import re
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from pmf_analysis.data.importing.rule_types import (
    Label,
    Labels,
    Text,
    TextMap,
    as_list,
    as_source,
    frequencies,
    is_cell,
    known_flags,
    known_statuses,
)
from pmf_analysis.data.importing.texts import compiled, is_pattern
from pmf_analysis.framework.periods import Frequency

MEASURES = {
    "observations": ("value", "numerator", "denominator", "lower_ci", "upper_ci"),
    "targets": ("target", "tolerance", "floor"),
}
TEXTS = {
    "observations": ("status", "note", "as_known"),
    "targets": ("set_by", "reason", "set_on"),
}
SUBJECTS = ("indicator", "area_code", "area_name", "period")
MEASURE = "measure"


class Part(BaseModel):
    """Every block of a mapping: frozen, and strict about what it knows."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class FileRules(Part):
    """What kind of file it is."""

    kind: Literal["", "csv", "tsv", "xlsx", "xls", "ods", "json"] = ""
    encoding: str = ""
    delimiter: str = ""
    records: str = ""
    short_rows: Literal["quarantine", "fill"] = "quarantine"
    decimal: Literal[".", ","] = "."


class Source(Part):
    """A column: the first of some headings that is there; in each row the first that is filled; or several joined to one text."""

    any_of: Labels | None = None
    first_filled: Labels | None = None
    join: Labels | None = None
    by: str = " | "

    @model_validator(mode="after")
    def _one_way(self) -> "Source":
        if sum(each is not None for each in (self.any_of, self.first_filled, self.join)) != 1:
            raise ValueError(
                "should be a heading, several of which the first that is there counts, or one of 'first_filled' and 'join'"
            )
        return self

    @property
    def labels(self) -> tuple[str, ...]:
        """Every heading that it names."""
        return self.any_of or self.first_filled or self.join or ()


class Taken(Part):
    """A text that is found once: in a cell, or in the name of the sheet or the file."""

    source: Annotated[str, AfterValidator(is_cell), Field(alias="from")]
    find: Label | None = None


class Header(Part):
    """Where the headings are."""

    row: Annotated[int, Field(ge=1)] | None = None
    find: Label | None = None
    nth: Annotated[int, Field(ge=1, le=50)] = 1
    above: Annotated[int, Field(ge=0, le=11)] = 0
    rows: Annotated[int, Field(ge=1, le=12)] = 1
    join: str = " | "
    fill: Literal["merged", "across"] = "merged"

    @model_validator(mode="after")
    def _one_way(self) -> "Header":
        if self.row is not None and self.find is not None:
            raise ValueError("has both 'row' and 'find'; keep one")
        if self.find is None and (self.above or self.nth > 1):
            raise ValueError("'above' and 'nth' count from the row that 'find' finds; add 'find'")
        if self.above >= self.rows:
            raise ValueError("'rows' counts all rows of headings, so that it is more than 'above'")
        return self


class RowRule(Part):
    """Which rows: those in which a column (or any cell) reads so."""

    column: Label | None = None
    reads: Annotated[tuple[Text, ...], BeforeValidator(as_list), Field(min_length=1, strict=False)]


class Rows(Part):
    """Which rows hold data."""

    first: Annotated[int, Field(ge=1)] | None = None
    last: Annotated[int, Field(ge=1)] | None = None
    stop: Labels | None = None
    skip: Annotated[tuple[RowRule, ...], Field(strict=False)] = ()
    keep: Annotated[tuple[RowRule, ...], Field(strict=False)] = ()
    fill_down: Labels | None = None


class Wide(Part):
    """Columns whose headings say what their values are about."""

    headings: Annotated[
        tuple[Literal["indicator", "period", "area", "measure", "ignore"], ...],
        BeforeValidator(as_list),
        Field(min_length=1, strict=False),
    ]
    split: Label | None = None
    columns: Labels | None = None
    but: Labels | None = None
    measures: TextMap = {}

    @model_validator(mode="after")
    def _measures_are_named(self) -> "Wide":
        if ("measure" in self.headings) != bool(self.measures):
            raise ValueError("needs both a heading 'measure' and 'measures', or neither")
        if self.split and (not is_pattern(self.split) or compiled(self.split).groups != len(self.headings)):
            raise ValueError(
                f"split should be a /pattern/ with {len(self.headings)} parts in brackets, one for each of the headings"
            )
        return self


class Sheet(Part):
    """One table in the file: a sheet, or the only one there is."""

    sheet: Label | None = None
    header: Header = Header()
    rows: Rows = Rows()
    columns: dict[str, Annotated[Source, BeforeValidator(as_source)]] = {}
    optional: Annotated[tuple[str, ...], Field(strict=False)] = ()
    wide: Wide | None = None
    measures: TextMap = {}
    constants: TextMap = {}
    context: dict[str, Taken] = {}
    scale: dict[str, float] = {}

    @model_validator(mode="after")
    def _measures_have_a_column(self) -> "Sheet":
        if ("measure" in self.columns) != bool(self.measures):
            raise ValueError("needs both a column 'measure' and 'measures', or neither")
        if self.measures and self.wide:
            raise ValueError("has 'measures' and 'wide'; in a wide table they stand in wide: measures")
        return self


class Periods(Part):
    """How periods are written."""

    frequency: Annotated[tuple[Frequency, ...], BeforeValidator(frequencies)] = ()
    quarters: Literal["", "financial", "calendar"] = ""
    rolling_years: Literal["", "quarterly", "monthly"] = ""
    find: Label | None = None
    names: TextMap = {}


class Areas(Part):
    """How areas are written."""

    table: str = ""
    names: TextMap = {}
    changes: TextMap = {}
    unlisted: Literal["keep", "skip", "quarantine"] = "keep"


class Indicators(Part):
    """How indicators are written."""

    map: TextMap = {}
    prefix: str = ""
    unmapped: Literal["", "keep", "skip", "quarantine"] = ""


class Mapping(Part):
    """All of a mapping file."""

    name: str
    about: str = ""
    layout_from: str = ""
    table: Literal["observations", "targets"] = "observations"
    file: FileRules = FileRules()
    periods: Periods = Periods()
    areas: Areas = Areas()
    indicators: Indicators = Indicators()
    markers: Annotated[TextMap, AfterValidator(known_statuses)] = {}
    flags: Annotated[TextMap, AfterValidator(known_flags)] = {}
    sheets: Annotated[tuple[Sheet, ...], Field(min_length=1, strict=False)]

    @property
    def measures(self) -> tuple[str, ...]:
        """The number columns of the table, the one that every row is about first."""
        return MEASURES[self.table]

    @property
    def slug(self) -> str:
        """The mapping's name in a file's name."""
        return re.sub(r"[^a-z0-9]+", "-", self.name.lower()).strip("-") or "import"
