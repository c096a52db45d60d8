"""Findings: each fault, planted by itself in a small council's clean data, is found and nothing else is; the sample has few."""

from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from pmf_analysis.analysis.assessment import assess, targets_for
from pmf_analysis.analysis.data_quality import DIMENSIONS, SEVERITIES, find_quality
from pmf_analysis.analysis.history import as_at, home_history
from pmf_analysis.data.checks import check_tables
from pmf_analysis.data.settings import Settings, load_settings
from pmf_analysis.data.sources import open_source

COUNCIL = """\
council: {name: Ambridge Council, area_code: E1, region_code: R1, country_code: C1}
directorates:
  - {slug: place, name: Place, post: Director of Place}
"""
QUARTER = """\
council: council.yaml
quarter: 2025/26 Q3
as_at: 2026-02-14
data: data
reports:
  - {notebook: exception_report, scopes: directorates}
"""
INDICATOR_COLUMNS = (
    "indicator_id,name,unit,decimals,polarity,frequency,form,directorate,service,theme,portfolio,committee,kind,control,"
    "statutory,target_role,comparator_group,lower_bound,upper_bound,lag_days,source"
)
INDICATORS = [
    "ONTIME,Repairs on time,%,1,Up is Good,quarterly,rate,place,,,,,,control,no,verdict,near,0,100,30,",
    "WAITING,Households waiting,households,0,Up is Bad,quarterly,snapshot,place,,,,,,influence,no,none,near,,,30,",
]
OBSERVATION_COLUMNS = (
    "indicator_id,area_code,period,value,numerator,denominator,lower_ci,upper_ci,status,note,as_known"
)
QUARTERS = [f"{year}/{(year + 1) % 100} Q{quarter}" for year in range(2022, 2026) for quarter in range(1, 5)][
    :15
]
ONTIME = [90.1, 91.4, 89.8, 92.0, 90.7, 91.9, 92.3, 90.4, 91.1, 92.6, 90.9, 93.0, 92.2, 91.6, 92.9]
WAITING = [1204, 1311, 1288, 1190, 1225, 1342, 1301, 1176, 1239, 1365, 1320, 1201, 1256, 1371, 1333]
LATEST = QUARTERS[-1]
OTHERS = {"E2": "Borchester", "E3": "Felpersham", "E4": "Hollerton", "E5": "Layton", "E6": "Penny Hassett"}


class Council:
    """A council with two indicators over fifteen quarters, in which nothing is wrong until a test plants it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.indicators = list(INDICATORS)
        self.observations = {
            ("WAITING", period): [str(value)] + [""] * 7
            for period, value in zip(QUARTERS, WAITING, strict=True)
        }
        for period, value in zip(QUARTERS, ONTIME, strict=True):
            self.observations["ONTIME", period] = [
                str(value),
                f"{value * 10:.0f}",
                "1000",
                "",
                "",
                "",
                "",
                "",
            ]
        self.targets = [f"ONTIME,,{LATEST},95,2,,Executive,agreed"]
        self.more: list[str] = []
        self.attestations: list[str] = []

    def put(self, indicator_id: str, period: str, value: str, **cells: str) -> None:
        """Change one row; numerator and denominator are cleared unless they are given."""
        names = OBSERVATION_COLUMNS.split(",")[3:]
        self.observations[indicator_id, period] = [{"value": value, **cells}.get(name, "") for name in names]

    def findings(self) -> pd.DataFrame:
        self._write()
        settings = load_settings(self.folder / "quarter.yaml")
        return quality(settings)

    def _write(self) -> None:
        data = self.folder / "data"
        data.mkdir()
        rows = [",".join([name, "E1", period, *cells]) for (name, period), cells in self.observations.items()]
        groups = ["near,Neighbours,E1", "near,Neighbours,E2"]
        areas = [
            "E1,Ambridge,council",
            *(f"{code},{name},council" for code, name in OTHERS.items()),
            "R1,Borsetshire,region",
            "C1,England,country",
        ]
        files = {
            "council.yaml": [COUNCIL],
            "quarter.yaml": [QUARTER],
            "data/indicators.csv": [INDICATOR_COLUMNS, *self.indicators],
            "data/observations.csv": [OBSERVATION_COLUMNS, *rows, *self.more],
            "data/targets.csv": [
                "indicator_id,area_code,period,target,tolerance,floor,set_by,reason",
                *self.targets,
            ],
            "data/areas.csv": ["area_code,area_name,kind", *areas],
            "data/comparator_groups.csv": ["group,group_name,area_code", *groups],
            "data/attestations.csv": [
                "indicator_id,dimension,attested_by,attested_on,statement,review_due",
                *self.attestations,
            ],
        }
        for name, lines in files.items():
            (self.folder / name).write_text("\n".join(lines) + "\n", encoding="utf-8")


def quality(settings: Settings) -> pd.DataFrame:
    dataset = check_tables(open_source(settings.data).read(), settings)
    observations = as_at(dataset["observations"], quarter=settings.quarter, known_on=settings.as_at)
    home, indicators = settings.council.area_code, dataset["indicators"]
    history = home_history(observations, indicators, home=home, source="observations")
    targets = targets_for(dataset["targets"], home=home, known_on=settings.as_at)
    assessments = assess(history, indicators, targets, quarter=settings.quarter, known_on=settings.as_at)
    return find_quality(
        dataset,
        settings,
        observations=observations,
        history=history,
        targets=targets,
        assessments=assessments,
    )


@pytest.fixture
def council(tmp_path: Path) -> Council:
    return Council(tmp_path)


def test_clean_data_have_no_finding(council: Council) -> None:
    assert council.findings().empty


def put(indicator_id: str, place: int, value: str, **cells: str) -> Callable[[Council], None]:
    return lambda council: council.put(indicator_id, QUARTERS[place], value, **cells)


def put_all(indicator_id: str, places: list[int], values: list[str]) -> Callable[[Council], None]:
    def plant(council: Council) -> None:
        for place, value in zip(places, values, strict=True):
            council.put(indicator_id, QUARTERS[place], value)

    return plant


def drop(indicator_id: str, *places: int) -> Callable[[Council], None]:
    def plant(council: Council) -> None:
        for place in places:
            del council.observations[indicator_id, QUARTERS[place]]

    return plant


def more(line: str) -> Callable[[Council], None]:
    return lambda council: council.more.append(line)


def comparator(code: str, values: list[str]) -> Callable[[Council], None]:
    """Another council's results on time, in the first periods or, of one value, in the last three."""

    def plant(council: Council) -> None:
        places = QUARTERS if len(values) > 1 else QUARTERS[-3:]
        each = values if len(values) > 1 else values * 3
        council.more += [
            f"ONTIME,{code},{period},{value},,,,,,,"
            for period, value in zip(places, each, strict=len(values) == 1)
        ]

    return plant


def in_another_unit(council: Council) -> None:
    """Three results only, all of them fractions where five councils write per cent."""
    for number, code in enumerate(OTHERS):
        comparator(code, [f"{90.5 + number / 10}"])(council)
    drop("ONTIME", *range(12))(council)
    put_all("ONTIME", [12, 13, 14], ["0.922", "0.916", "0.929"])(council)
    council.targets = []


def a_fraction_among_councils(council: Council) -> None:
    """One result, where the council's other results and all other councils are per cent: told once."""
    for number, code in enumerate(OTHERS):
        comparator(code, [f"{90.5 + number / 10}"])(council)
    put("ONTIME", 14, "0.929")(council)


def target(line: str) -> Callable[[Council], None]:
    return lambda council: council.targets.append(line)


def attest(line: str) -> Callable[[Council], None]:
    return lambda council: council.attestations.append(line)


PLANTED = [
    ("a fraction", put("ONTIME", 7, "0.904"), "scale_jump", "warns", "validity", "about a hundredth of"),
    ("fractions from then on", put_all("ONTIME", [12, 13, 14], ["0.922", "0.916", "0.929"]), "scale_jump", "warns", "validity", "and so are 2 others"),
    ("thousands", put("WAITING", 14, "1.333"), "scale_jump", "warns", "validity", "about a thousandth of"),
    ("a hundred times", put("WAITING", 3, "119000"), "scale_jump", "warns", "validity", "about 100 times"),
    ("a fraction among counts", put("WAITING", 4, "1225.4"), "not_whole", "warns", "validity", "is 1225.4; the indicator's other results are whole numbers"),
    ("a minus", put("WAITING", 5, "-1342"), "sign_flip", "warns", "validity", "is negative; the others are not"),
    ("copies", put_all("WAITING", [11, 12, 13, 14], ["1201"] * 4), "copied_forward", "warns", "accuracy", "1,201 households, stands for 4 periods from 2024/25 Q4 to 2025/26 Q3"),
    ("an outlier", put("WAITING", 6, "3301"), "outlier", "notes", "accuracy", "far from those around it"),
    ("a late outlier", put("WAITING", 14, "2333"), "outlier", "warns", "accuracy", "far from those around it"),
    ("above its bounds", put("ONTIME", 9, "104.5"), "out_of_bounds", "warns", "validity", "104.5%"),
    ("not its ratio", put("ONTIME", 4, "90.7", numerator="970", denominator="1000"), "value_is_not_ratio", "warns", "accuracy", "gives 97"),
    ("a zero that is not its ratio", put("ONTIME", 4, "90.7", numerator="0", denominator="1000"), "value_is_not_ratio", "warns", "accuracy", "gives 0"),
    ("a comparator that is not its ratio", more(f"ONTIME,E2,{LATEST},90.7,97,100,,,,,"), "value_is_not_ratio", "warns", "accuracy", "Borchester, 2025/26 Q3: the value is 90.7, but numerator over denominator gives 97"),
    ("a comparator in another unit", comparator("E2", ["0.907", *["90.7"] * 6]), "scale_jump", "warns", "validity", "Borchester: The result for 2022/23 Q1, 0.9%, is about a hundredth of"),
    ("a fraction that other councils show too", a_fraction_among_councils, "scale_jump", "warns", "validity", "about a hundredth of what the indicator's other results are"),
    ("a series in another unit", in_another_unit, "unlike_comparators", "warns", "validity", "is about a hundredth of what other councils have (their median is 90.7%), and so are 2 others"),
    ("outside its interval", put("ONTIME", 4, "90.7", lower_ci="91.9", upper_ci="93.0"), "outside_interval", "warns", "accuracy", "outside its own interval, 91.9 to 93"),
    ("the future", more("WAITING,E1,2026/27 Q2,1300,,,,,,,"), "future_period", "warns", "validity", "had not ended on 14 February 2026"),
    ("another century", more("WAITING,E1,1923/24 Q1,1300,,,,,,,"), "lone_period", "warns", "validity", "stands alone, 99 years before"),
    ("a target in another unit", target(f"WAITING,,{LATEST},1.25,,,Executive,agreed"), "target_unit", "warns", "validity", "they look like different units"),
    ("a fraction for a target", target("ONTIME,,2025/26 Q4,0.95,,,Executive,agreed"), "target_unit", "warns", "validity", "they look like different units"),
    ("a late result", drop("WAITING", 14), "late", "warns", "timeliness", "No update since 2025/26 Q2"),
    ("a gap", drop("WAITING", 4, 5), "gap", "notes", "completeness", "2 periods have no row"),
    ("an empty cell", put("WAITING", 4, ""), "empty", "warns", "completeness", "empty without a reason"),
    ("a break", put("WAITING", 9, "1365", status="b"), "break", "notes", "reliability", "break in the series"),
    ("a low reliability", put("WAITING", 14, "1333", status="u"), "low_reliability", "warns", "reliability", "low reliability"),
    ("a revision", more("WAITING,E1,2025/26 Q1,1290,,,,,,,2026-01-20"), "unexplained_revision", "warns", "accuracy", "changed from 1,256 households to 1,290 households on 20 January 2026 without the mark r"),
    ("an orphan", more("WAYTING,E1,2025/26 Q1,1290,,,,,,,"), "quarantined", "warns", "validity", "is not in the table indicators"),
    ("a repeated row", more(f"WAITING,E1,{LATEST},1333,,,,,,,"), "quarantined", "warns", "validity", "it counts once"),
    ("a row that contradicts", more("WAITING,E1,2022/23 Q1,1250,,,,,,,"), "quarantined", "warns", "validity", "says something else"),
    ("text for a number", more("WAITING,E2,2022/23 Q1,many,,,,,,,"), "quarantined", "warns", "validity", "is not a number"),
    ("a statement past its review", attest("WAITING,accuracy,Head of Housing,2024-01-01,Counted weekly,2025-01-01"), "attestation_due", "notes", "accuracy", "by Head of Housing was to be reviewed by 1 January 2025"),
]  # fmt: skip
ALSO = {
    "a series in another unit": {"no_target", "gap"},
    "a minus": {"outlier"},
    "a late result": {"received"},
    "above its bounds": {"outlier"},
    "another century": {"gap"},
}


@pytest.mark.parametrize(
    ("fault", "plant", "finding", "severity", "dimension", "words"), PLANTED, ids=[row[0] for row in PLANTED]
)
def test_a_planted_fault_is_found(
    council: Council,
    fault: str,
    plant: Callable[[Council], None],
    finding: str,
    severity: str,
    dimension: str,
    words: str,
) -> None:
    plant(council)
    found = council.findings()
    own = found[found["finding"] == finding]
    assert set(found["finding"]) - ALSO.get(fault, set()) == {finding}
    assert set(own["severity"]) == {severity}
    assert set(own["dimension"]) == {dimension}
    assert words in own["detail"].iloc[0]
    assert (own["next_step"] != "").all() or finding in ("break", "low_reliability")


def test_many_faults_at_once_are_each_found(council: Council) -> None:
    mixed = [
        row
        for row in PLANTED
        if row[0]
        in ("a fraction", "above its bounds", "a gap", "an outlier", "a revision", "an orphan", "the future")
    ]
    for _, plant, *_ in mixed:
        plant(council)
    found = council.findings()
    assert {row[2] for row in mixed} <= set(found["finding"])


def test_a_revision_that_is_marked_or_expected_is_no_warning(council: Council) -> None:
    council.put("WAITING", QUARTERS[12], "1256", status="p")
    council.more = [
        "WAITING,E1,2025/26 Q1,1290,,,,,,,2026-01-20",
        "WAITING,E1,2025/26 Q2,1372,,,,,r,,2026-01-20",
    ]
    found = council.findings()
    assert list(found["finding"]) == ["unexplained_revision"]
    assert list(found["severity"]) == ["notes"]


def test_nothing_received_stops_the_quarter(council: Council) -> None:
    for name in ("ONTIME", "WAITING"):
        drop(name, 14)(council)
    found = council.findings()
    assert list(found.loc[found["severity"] == "stops", "finding"]) == ["nothing_received"]


def test_rows_that_are_wrong_in_the_same_way_are_one_finding(council: Council) -> None:
    council.more = [f"WAITING,E2,{period},many,,,,,,," for period in QUARTERS[:7]]
    found = council.findings()
    assert list(found["detail"]) == [
        "observations.csv row 32, column value: 'many' is not a number; write plain digits such as 1204 or 34.9, and put "
        "markers such as c or x in the status column; so are rows 33, 34, 35, 36 and 2 more."
    ]


def test_a_series_of_small_counts_may_fall_to_one(council: Council) -> None:
    for place, value in enumerate([61, 70, 55, 80, 66, 59, 73, 64, 77, 69, 58, 62, 1, 0, 2]):
        council.put("WAITING", QUARTERS[place], str(value))
    assert "scale_jump" not in set(council.findings()["finding"])


def test_the_sample_has_few_findings_about_its_values_and_none_that_stops(york_settings: Settings) -> None:
    found = quality(york_settings)
    counts = found["finding"].value_counts()
    assert set(found["severity"]) <= {"warns", "notes"}
    assert set(found["dimension"]) <= set(DIMENSIONS)
    assert set(SEVERITIES) == {"stops", "warns", "notes"}
    suspicious = [
        "scale_jump",
        "sign_flip",
        "copied_forward",
        "target_unit",
        "outside_interval",
        "future_period",
        "lone_period",
    ]
    assert [name for name in suspicious if counts.get(name, 0)] == []
    assert counts.get("outlier", 0) <= 5
    assert counts.get("value_is_not_ratio", 0) == 1
    assert counts.get("out_of_bounds", 0) == 1
