"""Whatever is done to a file, each item is a row, a line of the quarantine or a counted omission; or there is a clear error."""

import csv
import io
import random
import tempfile
import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from pmf_analysis.data.importing.areas import Area, AreaBook
from pmf_analysis.data.importing.mapping import load_mapping, provided
from pmf_analysis.data.importing.numbers import read_number
from pmf_analysis.data.importing.outcome import settle_repeats
from pmf_analysis.data.importing.period_styles import PeriodRules
from pmf_analysis.data.importing.run import gather
from pmf_analysis.data.importing.spans import read_period
from pmf_analysis.errors import PeriodError, PmfError

from .test_provided import A1, A1_MERGED, ELS, FINGERTIPS, LG_INFORM, YORK
from .workbooks import write_ods, write_xlsx

pytestmark = pytest.mark.slow

TEXTS = {
    "fingertips": FINGERTIPS,
    "ons-explore-local-statistics": ELS,
    "lg-inform": LG_INFORM,
    "york-open-data-kpi": YORK,
}
AREAS = AreaBook([Area("E06000014", "York", "council"), Area("E92000001", "England", "country")])
MAPPINGS = {name: load_mapping(path) for name, path in provided().items()}
TRUE_VALUES = {
    name: {
        value
        for value in (read_number(cell) for row in csv.reader(io.StringIO(text)) for cell in row)
        if value is not None
    }
    for name, text in TEXTS.items()
}
SLOW = settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))


def attempt(name: str, content: bytes, suffix: str) -> list[dict[str, str]]:
    """Import bytes; the rows, or none if there is a clear error."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"file{suffix}"
        path.write_bytes(content)
        try:
            gathered = gather(MAPPINGS[name], [path], areas=AREAS)
        except PmfError:
            return []  # anything else is a traceback, and fails the test
        settle_repeats(gathered, MAPPINGS[name].table)
        gathered.tally.written = len(gathered.records)
        assert gathered.tally.adds_up
        assert sum(int(line["items"]) for line in gathered.quarantine) == gathered.tally.quarantined
        return gathered.records


def mutate(content: bytes, how: random.Random) -> bytes:
    changed = bytearray(content)
    for _ in range(how.randint(1, 6)):
        place = how.randrange(len(changed) + 1)
        match how.choice(("flip", "cut", "insert", "drop", "copy")):
            case "flip" if place < len(changed):
                changed[place] ^= 1 << how.randrange(8)
            case "cut":
                del changed[max(place, 1) :]
            case "insert":
                changed[place:place] = how.choice(
                    (b",", b'"', b"\n", b"\r", b"\0", b"\xa3", b"\xff\xfe", b"[note 1]", b"..", b"-", b"%")
                )
            case "drop":
                del changed[place : place + how.randint(1, 40)]
            case "copy":
                changed[place:place] = changed[: how.randint(1, 300)]
    return bytes(changed)


@SLOW
@given(st.sampled_from(sorted(TEXTS)), st.randoms(use_true_random=False))
def test_a_mutated_text_file_loses_nothing(name: str, how: random.Random) -> None:
    attempt(name, mutate(TEXTS[name].encode(), how), ".csv")


@pytest.fixture(scope="module")
def workbooks(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    folder = tmp_path_factory.mktemp("workbooks")
    sheets = {"A1": A1, "P1": A1, "TA1": A1}
    xlsx = write_xlsx(folder / "a.xlsx", sheets, merged={"A1": A1_MERGED})
    return {".xlsx": xlsx.read_bytes(), ".ods": write_ods(folder / "a.ods", sheets).read_bytes()}


@SLOW
@given(kind=st.sampled_from((".xlsx", ".ods")), how=st.randoms(use_true_random=False))
def test_a_mutated_workbook_loses_nothing(workbooks: dict[str, bytes], kind: str, how: random.Random) -> None:
    attempt("mhclg-homelessness", mutate(workbooks[kind], how), kind)


@SLOW
@given(kind=st.sampled_from((".xlsx", ".ods")), how=st.randoms(use_true_random=False))
def test_a_workbook_with_mutated_parts_loses_nothing(
    workbooks: dict[str, bytes], kind: str, how: random.Random
) -> None:
    attempt("mhclg-homelessness", with_mutated_part(workbooks[kind], how), kind)


def with_mutated_part(workbook: bytes, how: random.Random) -> bytes:
    """The workbook whole as an archive, with one part changed inside."""
    with zipfile.ZipFile(io.BytesIO(workbook)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    name = how.choice([name for name in parts if name.endswith("xml")])
    parts[name] = mutate(parts[name], how)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for each, content in parts.items():
            archive.writestr(each, content)
    return out.getvalue()


@SLOW
@given(
    st.sampled_from(sorted(TEXTS)),
    st.randoms(use_true_random=False),
    st.sampled_from(("utf-8", "utf-8-sig", "utf-16", "cp1252", "utf-16-le")),
    st.sampled_from(("\n", "\r\n", "\r")),
)
def test_order_of_columns_encoding_and_line_ends_change_no_value(
    name: str, how: random.Random, encoding: str, end: str
) -> None:
    if name == "lg-inform":
        return  # titles above the table have no columns to move
    rows = list(csv.reader(io.StringIO(TEXTS[name])))
    order = list(range(len(rows[0])))
    how.shuffle(order)
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator=end).writerows([row[column] for column in order] for row in rows)
    plain = attempt(name, TEXTS[name].encode(), ".csv")
    moved = attempt(name, out.getvalue().encode(encoding), ".csv")
    without = [{key: value for key, value in row.items() if key != "source_ref"} for row in plain]
    assert [{key: value for key, value in row.items() if key != "source_ref"} for row in moved] == without
    assert without


@SLOW
@given(st.sampled_from(sorted(TEXTS)), st.randoms(use_true_random=False))
def test_a_comma_too_many_or_too_few_never_makes_a_wrong_number(name: str, how: random.Random) -> None:
    content = bytearray(TEXTS[name].encode())
    commas = [
        place for place, byte in enumerate(content) if byte == ord(",") and content[:place].count(b"\n") > 2
    ]
    place = how.choice(commas)
    content[place : place + 1] = how.choice((b"", b",,"))
    main = MAPPINGS[name].measures[0]
    right = {
        (row["indicator_id"], row["area_code"], row["period"], row[main])
        for row in attempt(name, TEXTS[name].encode(), ".csv")
    }
    for row in attempt(name, bytes(content), ".csv"):
        if row["status"] or (row["indicator_id"], row["area_code"], row["period"], row[main]) in right:
            continue
        raise AssertionError(row)


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=30))
@example("1,204")
@example("\u0661\u0662")
@example("1e999")
def test_a_number_is_read_or_not_and_nothing_is_raised(text: str) -> None:
    number = read_number(text)
    assert number is None or any(character.isdigit() for character in text)


@settings(max_examples=300, deadline=None)
@given(st.one_of(st.text(max_size=25), st.from_regex(r"\A[0-9QqA-Za-z/ \-]{4,16}\Z")))
@example("2019-13-45")
@example("0000/P1Y")
@example("9999-12-01/P99Y")
@example("january 0000")
def test_a_period_is_read_or_refused_in_words(text: str) -> None:
    for rules in (PeriodRules(), PeriodRules(quarters="calendar", rolling_years="quarterly")):
        try:
            period = read_period(text, rules).period
        except PeriodError:
            continue
        assert 1900 <= period.start.year <= 2199
