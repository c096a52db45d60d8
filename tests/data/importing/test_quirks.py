"""Each quirk of layout and writing by itself: the value that comes out, or the line in the quarantine."""

import re
import zipfile
from decimal import Decimal
from pathlib import Path
from textwrap import dedent

import pytest

from pmf_analysis.data.importing.areas import Area, AreaBook
from pmf_analysis.data.importing.command import draft, run_import
from pmf_analysis.data.importing.guessing import guess_mapping
from pmf_analysis.data.importing.mapping import load_mapping, provided
from pmf_analysis.data.importing.markers import MARKERS, Markers
from pmf_analysis.data.importing.numbers import read_number
from pmf_analysis.data.importing.period_styles import PeriodRules
from pmf_analysis.data.importing.rules import (
    Areas,
    FileRules,
    Header,
    Indicators,
    Mapping,
    Periods,
    Rows,
    Sheet,
    Wide,
)
from pmf_analysis.data.importing.spans import read_period
from pmf_analysis.errors import DataError, PeriodError, SettingsError, UsageError
from pmf_analysis.framework.periods import Frequency

from .conftest import Desk
from .workbooks import write_xlsx

NUMBERS = [
    ("1,204", "1204"), ("1\u00a0204", "1204"), ("1\u2009204.5", "1204.5"), ("12 345 678", "12345678"), ("34.9%", "34.9"), ("34.9 per cent", "34.9"),
    ("£1.2m", "1200000"), ("£1.2 million", "1200000"), ("1.2k", "1200"), ("£3bn", "3000000000"), ("(3.4)", "-3.4"), ("(£1,204)", "-1204"), ("£(3.4)", "-3.4"),
    ("\u22123.4", "-3.4"), ("\u20133.4", "-3.4"), ("-£2", "-2"), ("£-2", "-2"), ("+7", "7"), (".5", "0.5"), ("1.20E+03", "1200"), ("0.1", "0.1"),
    ("1,20", None), ("1,2040", None), ("1 20", None), ("12p", None), ("1/2", None), ("3 of 7", None), ("--3", None), ("(-3)", None), ("1.2.3", None), ("twelve", None), ("2025-12-01", None),
]  # fmt: skip


@pytest.mark.parametrize(("text", "number"), NUMBERS)
def test_numbers(text: str, number: str | None) -> None:
    assert read_number(text) == (None if number is None else Decimal(number))


def test_a_decimal_comma_only_where_it_is_declared() -> None:
    assert read_number("1.204,5", decimal=",") == Decimal("1204.5")
    assert read_number("1.204,5") is None


CELLS = [
    ("..", None, "x"), ("-", None, "x"), ("*", None, "c"), (":", None, "x"), ("[x]", None, "x"), ("[c]", None, "c"), ("[z]", None, "z"), ("c", None, "c"), ("low", None, "low"), ("[low]", None, "low"),
    ("NA", None, "x"), ("N/A", None, "x"), ("Not available", None, "x"), ("~", None, "low"), ("", None, "x"), ("<5", None, "c"), ("[c] [note 3]", None, "c"), ("c (p)", None, "p c"),
    ("45 [p]", "45", "p"), ("1,204 (r)", "1204", "r"), ("45 p", "45", "p"), ("45 [b, p]", "45", "p b"), ("45 [note 1]", "45", ""), ("45 (1)", "45", ""), ("45\u00b2", "45", ""), ("0", "0", ""),
    ("54 (provisional)", "54", "p"), ("1,204 [p] [note 2]", "1204", "p"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "number", "status"), CELLS)
def test_value_cells(text: str, number: str | None, status: str) -> None:
    value = Markers(MARKERS, {}).read(text)
    assert (value.number, set(value.status.split())) == (
        None if number is None else Decimal(number),
        set(status.split()),
    )
    assert not value.wrong


@pytest.mark.parametrize(
    "text", ["45*", "12p", "nil", "see note", "#REF!", "#N/A", "=A1+1", "[note 1]", "1,20"]
)
def test_a_value_cell_that_says_nothing_sure_is_wrong(text: str) -> None:
    value = Markers(MARKERS, {}).read(text)
    assert value.wrong
    assert value.number is None


def test_a_mapping_may_read_a_marker_otherwise() -> None:
    own = Markers(MARKERS | {"-": "z", "nil": "skip"}, {"*": "u"})
    assert own.read("-").status == "z"
    assert own.read("nil").skip
    assert (own.read("45*").number, own.read("45*").status) == (Decimal(45), "u")


Q = (Frequency.QUARTERLY,)
YEARS = (Frequency.FINANCIAL_YEAR,)
PERIODS = [
    ("Apr-Jun 2019", {}, "2019/20 Q1"), ("2019/20 Q1", {}, "2019/20 Q1"), ("Q1 2019-20", {}, "2019/20 Q1"), ("Quarter 1 2019/20", {}, "2019/20 Q1"), ("2019-20 Quarter 1", {}, "2019/20 Q1"),
    ("October to December 2025", {}, "2025/26 Q3"), ("Oct \u2013 Dec 2025", {}, "2025/26 Q3"), ("2021/22 Q3 (Oct-Dec)", {}, "2021/22 Q3"), ("2016-18", {}, "2016-18"), ("2016 - 18", {}, "2016-18"),
    ("2023-01-01/P1Y", {}, "2023"), ("2022-04-01/P1Y", {}, "2022/23"), ("2020-01-01/P3Y", {}, "2020-22"), ("2022-10-01/P3M", {}, "2022/23 Q3"), ("2025-02-01/P1M", {}, "2025-02"), ("2025-04-01/2025-06-30", {}, "2025/26 Q1"),
    ("201819", {}, "2018/19"), ("201819 Academic year", {}, "2018/19"), ("201819 Financial year Q3", {}, "2018/19 Q3"), ("2024 Calendar year", {}, "2024"), ("2024 January", {}, "2024-01"), ("Dec-25", {}, "2025-12"),
    ("Year ending March 2025", {}, "2024/25"), ("Year to 31 March 2025", {}, "2024/25"), ("Apr 2024-Mar 2025", {}, "2024/25"), ("FY 2023/24", {}, "2023/24"), ("mid-2023", {}, "2023"), ("2024/25 [note 4]", {}, "2024/25"),
    ("2023 Q4", {"quarters": "calendar"}, "2023/24 Q3"), ("Q4 2023", {"quarters": "financial"}, "2023/24 Q4"), ("2011-12", {"frequencies": YEARS}, "2011/12"), ("201112", {"frequencies": YEARS}, "2011/12"),
    ("2024-06-30", {"frequencies": (Frequency.CALENDAR_YEAR,)}, "2024"), ("01/10/2025", {"frequencies": Q}, "2025/26 Q3"), ("Jul 2022-Jun 2023", {"rolling_years": "quarterly"}, "2023/24 Q1"), ("2022-07-01/P1Y", {"rolling_years": "quarterly"}, "2023/24 Q1"),
    ("Latest", {"names": {"latest": "2025/26 Q3"}}, "2025/26 Q3"), ("Outturn 2025/26 Q3", {"find": r"/\d{4}.*/"}, "2025/26 Q3"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "rules", "period"), PERIODS)
def test_periods(text: str, rules: dict[str, object], period: str) -> None:
    assert str(read_period(text, PeriodRules(**rules)).period) == period  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("2023 Q4", "may be a calendar or a financial quarter"),
        ("2011-12", "may be 2011-12 or 2011/12"),
        ("201112", "may be 2011-12 or 2011/12"),
        ("2024-06-30", "is a date; the mapping should say of which period"),
        ("2022-07-01/P1Y", "is the 12 months from July 2022, which no frequency has; the mapping can say"),
        ("Dec 2025-Feb 2026", "is the 3 months from December 2025"),
        ("201920 Autumn term", "is a 'autumn term', which no frequency has"),
        ("2020/21 - 22/23", "is 3 years together, 2020/21 to 2022/23, which no frequency has"),
        ("2020/21 to 2022/23", "is 3 years together, 2020/21 to 2022/23, which no frequency has"),
        ("2020/22 to 2022/23", "is not a period"),
        ("January 0000", "is not a period"),
        ("Total", "is not a period"),
    ],
)
def test_a_period_that_may_be_two_things_is_never_guessed(text: str, words: str) -> None:
    with pytest.raises(PeriodError) as caught:
        read_period(text, PeriodRules())
    assert words in caught.value.message


AREA_TEXTS = [
    ("York", "E06000014"), ("City of York Council", "E06000014"), ("YORK UA", "E06000014"), ("York [note 2]", "E06000014"), ("York1,2", "E06000014"), ("Kingston upon Hull", "E06000010"), ("Hull", "E06000010"),
    ("Yorkshire & the Humber", "E12000003"), ("E08000016", "E08000038"), ("Barnsley MBC", "E08000038"), ("City of London", ""), ("Yorkshire", ""), ("Durham", ""),
]  # fmt: skip


@pytest.mark.parametrize(("text", "code"), AREA_TEXTS)
def test_areas_by_name_code_and_former_code(text: str, code: str) -> None:
    table = (
        Area("E06000014", "York", "council"),
        Area("E06000010", "Kingston upon Hull, City of", "council"),
        Area("E12000007", "London", "region"),
        Area("E12000003", "Yorkshire and The Humber", "region"),
        Area("E08000038", "Barnsley", "council"),
    )
    book = AreaBook(table, names={"Hull": "E06000010"}, changes={"E08000016": "E08000038"})
    place = book.find(text, "")
    assert place.code == code
    assert bool(place.wrong) is not bool(code)


def test_two_areas_of_one_name_are_not_chosen_between() -> None:
    book = AreaBook([Area("E1", "Newcastle"), Area("E2", "Newcastle")])
    assert "is the name of several areas (E1, E2)" in book.find("", "Newcastle").wrong


LONG = "name: test\nsheets:\n  - columns: {indicator: id, area_code: area, period: period, value: value}\n"
HEAD = "id,area,period,value\n"
ENCODINGS = [
    ("utf-8", "\n"), ("utf-8-sig", "\r\n"), ("cp1252", "\r\n"), ("mac_roman", "\r"), ("utf-16", "\n"), ("utf-16-le", "\n"), ("utf-16-be", "\r\n"),
]  # fmt: skip


@pytest.mark.parametrize(("encoding", "end"), ENCODINGS)
def test_encodings_and_line_ends(desk: Desk, encoding: str, end: str) -> None:
    text = (HEAD + "Café – £,York,2025/26 Q3,£1.2m\nB,York,2025/26 Q3,\u20133\n").replace("\n", end)
    desk.run(desk.write("m.yaml", LONG), desk.write("f.csv", text.encode(encoding)))
    assert [(row["indicator_id"], row["value"]) for row in desk.rows()] == [
        ("Café_–_£", "1200000"),
        ("B", "-3"),
    ]


def test_a_number_with_an_unquoted_comma_is_set_aside_and_not_cut(desk: Desk) -> None:
    done = desk.run(
        desk.write("m.yaml", LONG), desk.write("f.csv", HEAD + "A,York,2025,1,204\nA,York,2024,7\nA,York,20")
    )
    assert desk.values() == {("A", "E06000014", "2024"): "7"}
    assert [line["reason"][:45] for line in done.gathered.quarantine] == [
        "has 5 cells under 4 headings; is a comma insi",
        "is cut short: 3 cells under 4 headings",
    ]
    assert "f.csv: the last line has no end; check that the file is whole" in done.gathered.notes


def test_rows_that_contradict_each_other_are_all_set_aside(desk: Desk) -> None:
    done = desk.run(
        desk.write("m.yaml", LONG),
        desk.write("f.csv", HEAD + "A,York,2025,1\nA,York,2025,1\nB,York,2025,1\nB,York,2025,2\n"),
    )
    assert desk.values() == {("A", "E06000014", "2025"): "1"}
    assert [line["cell"] for line in done.gathered.quarantine] == ["D4", "D5"]
    assert done.tally.skipped["repeats a row that says the same"] == 1


def test_former_councils_that_became_one_are_not_added_up_in_silence(desk: Desk) -> None:
    mapping = LONG + "areas: {changes: {E07000163: E06000065, E07000164: E06000065}}\n"
    done = desk.run(
        desk.write("m.yaml", mapping),
        desk.write("f.csv", HEAD + "A,E07000163,2020,1\nA,E07000164,2020,2\nA,York,2020,3\n"),
    )
    assert done.tally.quarantined == 2
    assert "another cell says something else of the same thing" in done.gathered.quarantine[0]["reason"]


def test_overwriting_is_refused_and_merging_keeps_what_is_there(desk: Desk) -> None:
    mapping = desk.write("m.yaml", LONG)
    desk.run(mapping, desk.write("f.csv", HEAD + "A,York,2024,1\nA,York,2025,2\n"))
    later = desk.write("g.csv", HEAD + "A,York,2024,1.0\nA,York,2025,3\nA,York,2026,4\n")
    with pytest.raises(UsageError, match="is there already; add to it with --merge"):
        desk.run(mapping, later)
    done = desk.run(mapping, later, merge=True)
    assert (done.tally.written, done.tally.already, done.tally.quarantined) == (1, 1, 1)
    assert [row["value"] for row in desk.rows()] == ["1", "2", "4"]
    assert (
        done.gathered.quarantine[0]["reason"]
        == "the table holds 2 for this already, and keeps it; a revision goes beside it with --as-known"
    )
    done = desk.run(mapping, later, merge=True, as_known="2026-05-14")
    assert [row["value"] for row in desk.rows()] == ["1", "2", "4", "1", "3", "4"]


def test_percent_cells_dates_formulas_and_merged_cells_of_a_workbook(desk: Desk) -> None:
    mapping = """\
name: test
periods: {frequency: monthly}
sheets:
  - sheet: Data
    header: {find: Council}
    columns: {area_name: Council, period: Month, value: Rate}
    constants: {indicator: RATE}
    rows: {stop: [/^source/]}
"""
    from datetime import date

    rows: list[list[object]] = [
        ["A title"],
        [],
        ["Council", "Month", "Rate"],
        ["York", date(2025, 11, 1), 0.349],
        [None, date(2025, 12, 1), 0.07],
        ["Barnsley", date(2025, 12, 1), "=1/3"],
        ["Source: us"],
    ]
    path = write_xlsx(
        desk.folder / "b.xlsx",
        {"Data": rows},
        merged={"Data": ["A4:A5"]},
        formats={"Data": {"C4": "0.0%", "C5": "0%"}},
    )
    done = desk.run(desk.write("m.yaml", mapping), path)
    assert desk.values() == {("RATE", "E06000014", "2025-11"): "34.9", ("RATE", "E06000014", "2025-12"): "7"}
    assert desk.rows()[0]["source_ref"] == "b.xlsx!Data!C4"
    assert [(line["cell"], line["value"]) for line in done.gathered.quarantine] == [("C6", "=1/3")]
    assert "formula without a stored result" in done.gathered.quarantine[0]["reason"]


def test_a_wide_table_of_measures_under_years(desk: Desk) -> None:
    mapping = """\
name: test
sheets:
  - header: {row: 1, rows: 2, fill: across}
    columns: {area_name: Area}
    constants: {indicator: CARE}
    wide: {headings: [period, measure], measures: {Number: numerator, Rate: value}}
    scale: {numerator: 1000}
"""
    content = ",2023/24,,2024/25 [p],\nArea,Number,Rate [note 1],Number,Rate\nYork,1.5,34.9%,2,c\n"
    desk.run(desk.write("m.yaml", mapping), desk.write("f.csv", content))
    rows = [(row["period"], row["value"], row["numerator"], row["status"]) for row in desk.rows()]
    assert rows == [("2023/24", "34.9", "1500", ""), ("2024/25", "", "2000", "p c")]


def test_headings_that_are_not_there_are_all_told_at_once(desk: Desk) -> None:
    with pytest.raises(DataError) as caught:
        desk.run(desk.write("m.yaml", LONG), desk.write("f.csv", "id,where,when,value\nA,York,2025,1\n"))
    assert [str(fault) for fault in caught.value.faults] == [
        "f.csv, row 1: there is no heading 'area' (area_code); the headings there are 'id', 'where', 'when', 'value'",
        "f.csv, row 1: there is no heading 'period' (period); the headings there are 'id', 'where', 'when', 'value'",
    ]


def test_every_fault_of_a_mapping_is_told_at_once(desk: Desk) -> None:
    path = desk.write(
        "m.yaml",
        "name: x\nmarkers: {'?': gone}\nfile: {kind: pdf}\nperiod: {}\nsheets:\n  - columns: {value: '/(/'}\n    header: {row: 0}\n",
    )
    with pytest.raises(SettingsError) as caught:
        load_mapping(path)
    told = str(caught.value)
    for words in (
        "markers: '?': a marker",
        "'gone': a marker is one of",
        "file.kind",
        "period: is not a setting; did you mean 'periods'?",
        "is no pattern",
        "header.row: is 0; should be at least 1",
    ):
        assert words.replace("markers: '?': a marker", "markers") in told
    path = desk.write("n.yaml", "name: x\nsheets:\n  - columns: {valeu: A, value: B}\n")
    with pytest.raises(SettingsError, match="4 things are wrong"):
        load_mapping(path)


HOSTILE = [
    ("f.csv", b"\x00\x01\x02\x03PK" * 50, "f.csv"),
    ("f.csv", HEAD.encode() + b'"A,York,2025,1\n', "is a quote never closed?"),
    ("f.csv", b"", "is empty"),
    ("f.xlsx", b"PK\x03\x04 not a workbook", "is not a whole workbook"),
    ("f.ods", b"nothing", "is not a whole workbook"),
    ("f.json", b"[" * 100_000, "is not JSON"),
    ("f.json", b'{"a": 1}', "holds no list of records"),
]


@pytest.mark.parametrize(("name", "content", "words"), HOSTILE)
def test_a_file_that_is_not_what_it_should_be_is_refused_in_words(
    desk: Desk, name: str, content: bytes, words: str
) -> None:
    with pytest.raises(DataError) as caught:
        desk.run(desk.write("m.yaml", LONG), desk.write(name, content))
    assert words in str(caught.value)


def test_json_records(desk: Desk) -> None:
    content = '{"result": {"records": [{"id": "A", "area": "York", "period": 2025, "value": 1.5}, {"id": "A", "area": "York", "period": 2024, "value": null}]}}'
    desk.run(desk.write("m.yaml", LONG + "file: {records: result.records}\n"), desk.write("f.json", content))
    assert desk.values() == {("A", "E06000014", "2025"): "1.5", ("A", "E06000014", "2024"): "x"}


def test_a_drafted_mapping_can_be_used_once_the_gaps_are_filled(desk: Desk) -> None:
    path = desk.write(
        "waste.csv",
        "Waste recycled\n\nCouncil,GSS code,2023/24,2024/25\nYork,E06000014,41.2,..\nBarnsley,E08000038,38,39\nSource: DEFRA,,,\n",
    )
    drafted = guess_mapping(path)
    assert "area_code: 'GSS code' # column B: its cells are area codes" in drafted
    assert "'..' as x" in drafted
    assert list(draft(path)) == drafted.splitlines()
    desk.run(desk.write("m.yaml", drafted.replace("'Waste_recycled'", "WASTE")), path)
    assert desk.values()[("WASTE", "E06000014", "2023/24")] == "41.2"
    assert len(desk.rows()) == 4


def test_what_is_printed_adds_up(desk: Desk) -> None:
    path = desk.write("f.csv", HEAD + "A,York,2025,1\nA,York,2024,soon\n,,,\n")
    lines = list(run_import(str(desk.write("m.yaml", LONG)), [path], desk.into, merge=False, as_known=""))
    assert "set aside: f.csv D3: value 'soon' is neither a number nor a known marker" in lines
    assert "3 read = 1 written + 1 set aside + 1 skipped" in lines
    with pytest.raises(UsageError, match="name a mapping"):
        list(run_import(None, [Path("x")], None, merge=False, as_known=""))


def test_areas_across_and_indicators_down_with_gaps_filled_from_above(desk: Desk) -> None:
    mapping = """\
name: test
sheets:
  - header: {find: Measure}
    columns: {indicator: Measure, period: Quarter}
    wide: {headings: area}
    rows: {fill_down: Measure, skip: [{reads: All councils}]}
"""
    content = "Report,,,\nMeasure,Quarter,York,Barnsley MBC\nBins missed,Q1 2025/26,4,5\n,Q2 2025/26,6,-\nAll councils,Q2 2025/26,1,1\n"
    done = desk.run(desk.write("m.yaml", mapping), desk.write("f.csv", content))
    assert desk.values() == {
        ("Bins_missed", "E06000014", "2025/26 Q1"): "4",
        ("Bins_missed", "E08000038", "2025/26 Q1"): "5",
        ("Bins_missed", "E06000014", "2025/26 Q2"): "6",
        ("Bins_missed", "E08000038", "2025/26 Q2"): "x",
    }
    assert done.tally.skipped["skipped: a cell reads All councils"] == 2


def test_two_tables_in_one_sheet(desk: Desk) -> None:
    mapping = """\
name: test
sheets:
  - {header: {row: 1}, rows: {last: 2}, columns: {area_name: Area, value: Rate}, constants: {indicator: A, period: "2025"}}
  - {header: {row: 4}, columns: {area_name: Area, value: Rate}, constants: {indicator: B, period: "2025"}}
"""
    desk.run(desk.write("m.yaml", mapping), desk.write("f.csv", "Area,Rate\nYork,1\n,\nArea,Rate\nYork,2\n"))
    assert {indicator: value for (indicator, _, _), value in desk.values().items()} == {"A": "1", "B": "2"}


def test_one_heading_that_says_period_and_measure(desk: Desk) -> None:
    mapping = """\
name: test
sheets:
  - columns: {area_name: Area}
    constants: {indicator: CARE}
    wide: {headings: [period, measure], split: '/^(\\S+) (.+)$/', measures: {Number: numerator, Rate: value}}
"""
    content = "Area,Rank,2023/24 Number,2023/24 Rate,2024/25 Number,2024/25 Rate\nYork,1,15,3.5,16,..\n"
    done = desk.run(desk.write("m.yaml", mapping), desk.write("f.csv", content))
    rows = [(row["period"], row["value"], row["numerator"], row["status"]) for row in desk.rows()]
    assert rows == [("2023/24", "3.5", "15", ""), ("2024/25", "", "16", "x")]
    assert "f.csv: columns not used: Rank" in done.gathered.notes


@pytest.mark.parametrize(
    ("years", "months", "rules", "periods"),
    [
        ("2023/24", "Q1,Q2", "", ["2023/24 Q1", "2023/24 Q2"]),
        ("2023", "January,Feb", "", ["2023-01", "2023-02"]),
        ("2023/24", "Apr,Mar", "periods: {quarters: financial}\n", ["2023-04", "2024-03"]),
        ("2023/24", "Apr,Mar", "", []),
    ],
)
def test_years_down_and_their_parts_across(
    desk: Desk, years: str, months: str, rules: str, periods: list[str]
) -> None:
    mapping = "name: test\nsheets:\n  - columns: {period: Year}\n    constants: {indicator: A, area_code: E06000014}\n    wide: {headings: period}\n"
    paths = desk.write("m.yaml", mapping + rules), desk.write("f.csv", f"Year,{months}\n{years},1,2\n")
    if not periods:
        with pytest.raises(DataError, match="may start in April or in September"):
            desk.run(*paths)
        return
    desk.run(*paths)
    assert [row["period"] for row in desk.rows()] == periods


PAGE = Path(__file__).parents[3] / "docs" / "importing.md"


def test_the_first_mapping_of_the_page_does_what_the_page_says(desk: Desk) -> None:
    text = PAGE.read_text(encoding="utf-8")
    file, mapping = (
        dedent(re.search(rf"{start}\n\n((?:    .*\n)+)", text)[1])  # type: ignore[index]
        for start in ("A file `waste.csv`:", "Its mapping:")
    )
    desk.run(desk.write("m.yaml", mapping), desk.write("waste.csv", file))
    assert [(row["area_code"], row["period"], row["value"], row["status"]) for row in desk.rows()] == [
        ("E06000014", "2023/24", "41.2", ""),
        ("E06000014", "2024/25", "", "p x"),
        ("E08000038", "2023/24", "38", ""),
        ("E08000038", "2024/25", "39.1", "p"),
    ]


def test_the_page_knows_every_provided_mapping_and_every_setting() -> None:
    text = PAGE.read_text(encoding="utf-8")
    names = {
        name
        for part in (Mapping, FileRules, Sheet, Header, Rows, Wide, Periods, Areas, Indicators)
        for name in part.model_fields
    }
    assert [
        name
        for name in (*provided(), *names)
        if f"`{name}`" not in text and f"`{name}:" not in text and f"{name}:" not in text
    ] == []


def test_every_marker_of_the_page_is_read_as_it_says() -> None:
    table = re.search(
        r"\| status \| markers \|\n\|---\|---\|\n((?:\|.*\n)+)", PAGE.read_text(encoding="utf-8")
    )
    assert table
    for line in table[1].splitlines():
        status, markers = line.strip("| ").split(" | ", 1)
        for marker in re.findall(r"`([^`]+)`", markers):
            assert Markers(MARKERS, {}).status_of(marker) == re.findall(r"`([^`]+)`", status)[0]


def spoil(path: Path, member: str, old: str, new: str) -> Path:
    """Change a part of a workbook."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    assert old.encode() in parts[member]
    parts[member] = parts[member].replace(old.encode(), new.encode(), 1)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return path


SHEET, ROW = "xl/worksheets/sheet1.xml", "<sheetData>"
BOMBS = [
    (SHEET, "<worksheet", '<!DOCTYPE a [<!ENTITY b "c">]><worksheet', "defines entities"),
    (
        SHEET,
        ROW,
        ROW + '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>',
        "spans 1,048,576 rows by 16,384 columns",
    ),
    ("xl/styles.xml", "<styleSheet", " " * 60_000_000 + "<styleSheet", "as no real sheet does"),
    ("xl/workbook.xml", "</workbook>", "", "is not a whole workbook"),
]


@pytest.mark.parametrize(("member", "old", "new", "words"), BOMBS)
def test_a_workbook_made_to_harm_is_refused_in_words(
    desk: Desk, member: str, old: str, new: str, words: str
) -> None:
    path = write_xlsx(
        desk.folder / "b.xlsx", {"Data": [["id", "area", "period", "value"], ["A", "York", "2025", 1]]}
    )
    with pytest.raises(DataError) as caught:
        desk.run(desk.write("m.yaml", LONG), spoil(path, member, old, new))
    assert words in str(caught.value)
