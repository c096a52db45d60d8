"""The columns of the published tables: one list for the files themselves and for both ways of describing them."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Column:
    """A column of a published table.

    Attributes:
        name: its name in the file.
        title: its name for readers.
        description: what it holds.
        datatype: `string`, `number` or `boolean`.
        required: whether every row has it.
    """

    name: str
    title: str
    description: str
    datatype: str = "string"
    required: bool = False


@dataclass(frozen=True)
class PublicTable:
    """A published table.

    Attributes:
        name: its file name without `.csv`; the same in every quarter.
        title: its name for readers.
        description: what one row is.
        columns: in the order of the file.
        key: the columns that name a row.
    """

    name: str
    title: str
    description: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]

    @property
    def path(self) -> str:
        """Where it is in a publication."""
        return f"data/{self.name}.csv"


ID = Column("indicator_id", "Indicator", "Names the indicator, as in indicators.csv.", required=True)
PERIOD = Column(
    "period", "Period", "2025/26 Q3, 2025/26 (April to March), 2025-12, 2025 or 2020-22.", required=True
)
STATUS = Column(
    "status",
    "Status",
    "GSS shorthand, several allowed: [c] confidential (suppressed), [x] not available, [z] not applicable, [low] rounds to zero, "
    "[p] provisional, [r] revised, [e] estimated, [b] break in series, [u] low reliability. Empty for a plain value.",
)


def _number(name: str, title: str, description: str) -> Column:
    return Column(name, title, description, "number")


INDICATORS = PublicTable(
    "indicators",
    "Indicators",
    "One row for each published indicator.",
    (
        ID,
        Column("name", "Name", "What it measures.", required=True),
        Column("unit", "Unit", "The unit of its values.", required=True),
        _number("decimals", "Decimals", "How many decimals are shown to readers."),
        Column(
            "polarity",
            "Polarity",
            "Which way is better: Up is Good, Up is Bad, Neutral, Near target is good.",
        ),
        Column("frequency", "Frequency", "How often it is measured."),
        Column(
            "form", "Form", "What a value stands for: flow, snapshot, rate, rolling_year or year_to_date."
        ),
        Column("directorate", "Directorate", "The part of the council that it belongs to."),
        Column("theme", "Theme", "The theme of the council plan."),
        Column("description", "Description", "How it is defined."),
        Column("source", "Source", "Who publishes the numbers, and where."),
    ),
    ("indicator_id",),
)
OBSERVATIONS = PublicTable(
    "observations",
    "Observations",
    "One row for each indicator, area and period.",
    (
        ID,
        Column(
            "area_code", "Area code", "The area's code of the Office for National Statistics.", required=True
        ),
        Column("area_name", "Area", "The area's name.", required=True),
        PERIOD,
        _number("value", "Value", "In the indicator's unit; empty where the status says why."),
        _number("numerator", "Numerator", "The count behind a rate or a percentage."),
        _number("denominator", "Denominator", "The number that it is a rate or a percentage of."),
        _number("lower_ci", "Lower limit", "The lower 95% limit, where one is published."),
        _number("upper_ci", "Upper limit", "The upper 95% limit, where one is published."),
        STATUS,
    ),
    ("indicator_id", "area_code", "period"),
)
RATINGS = PublicTable(
    "ratings",
    "Ratings",
    "One row for each indicator: its latest result against its target.",
    (
        ID,
        PERIOD,
        _number("target", "Target", "The target in force, in the indicator's unit."),
        _number("gap", "Gap", "Value minus target; of percentages in percentage points."),
        Column("rag", "Rating", "GREEN, AMBER, RED or NOT_RATED."),
        Column("rag_reason", "Reason", "Why there is no rating, or what it follows from."),
        Column("dot", "Direction of travel", "IMPROVING, STABLE, WORSENING or CANNOT_TELL."),
        Column("dot_rule", "Rule", "The rule that the direction follows from."),
    ),
    ("indicator_id",),
)
FORECASTS = PublicTable(
    "forecasts",
    "Forecasts",
    "One row for each indicator and period forecast; where there is no forecast the reason says why.",
    (
        ID,
        PERIOD,
        _number("horizon", "Horizon", "How many periods ahead of the latest result."),
        _number("mean", "Forecast", "The mean of what is expected."),
        _number("lower_80", "Lower 80%", "Lower end of the range that would hold the outcome 8 times in 10."),
        _number("upper_80", "Upper 80%", "Its upper end."),
        _number(
            "lower_95", "Lower 95%", "Lower end of the range that would hold the outcome 19 times in 20."
        ),
        _number("upper_95", "Upper 95%", "Its upper end."),
        _number("target", "Target", "The target that it is held against."),
        _number("chance_of_meeting_target", "Chance", "Of meeting that target, 0 to 1."),
        Column("reason", "Reason", "Why there is no forecast."),
    ),
    ("indicator_id", "period"),
)
TABLES = (INDICATORS, OBSERVATIONS, RATINGS, FORECASTS)
