"""`pmf verify` on the finished sample quarter: silent when all is well; names the one digit that was changed, wherever it stands."""

import csv
import json
import random
import re
import shutil
from hashlib import sha256
from pathlib import Path

import pytest

from pmf_analysis.batch.seals import changes, check_sealed, mended, seal_of, sealed_json
from pmf_analysis.batch.verify import verify_outputs
from pmf_analysis.cli.app import main
from tests.quarters import ROOT

pytestmark = pytest.mark.batch

PARAMS = ROOT / "params" / "2025-26-q3.yaml"
PAGE = "children-and-education/exception-report.html"
DIGIT = re.compile(r"\d")


@pytest.fixture
def folder(york_pages: Path, tmp_path: Path) -> Path:
    """A copy of the finished sample quarter, to be spoilt."""
    return Path(shutil.copytree(york_pages / "2025-26-q3", tmp_path / "2025-26-q3"))


def change_digit(path: Path, place: int) -> tuple[int, str, str]:
    """Raise the digit at a place of a file by one (9 to 0); gives its line, from 1, and the digit after and before."""
    text = path.read_bytes().decode()
    before, after = text[place], str((int(text[place]) + 1) % 10)
    path.write_bytes((text[:place] + after + text[place + 1 :]).encode())
    return text.count("\n", 0, place) + 1, after, before


def said(folder: Path) -> list[str]:
    return [str(each) for each in verify_outputs(folder).findings]


def test_a_folder_that_is_as_it_was_written_is_told_in_one_line(
    york_pages: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, _ = pmf(capsys, "verify", york_pages / "2025-26-q3")
    assert code == 0
    told = re.fullmatch(
        r".*: all as written: (\d+) files; ([\d,]+) printed numbers on (\d+) pages and in (\d+) notebooks; \d+ inputs\n",
        out,
    )
    assert told
    assert int(told[2].replace(",", "")) > 5000
    assert told[4] == "16"


def test_clinic_packs_verify_too(york_pages: Path) -> None:
    packs = list((york_pages / "2025-26-q3-clinics").glob("*/manifest.json"))
    assert packs
    for pack in packs:
        assert verify_outputs(pack.parent).findings == ()


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize(
    "pattern", ["*/*.html", "index.html", "results/*.csv", "*/*.ipynb", "*/*.receipts.csv", "manifest.json"]
)
def test_any_one_digit_that_was_changed_is_named(folder: Path, pattern: str, seed: int) -> None:
    chance = random.Random(seed)
    path = chance.choice(
        [each for each in sorted(folder.glob(pattern)) if DIGIT.search(each.read_text("utf-8"))]
    )
    place = chance.choice([found.start() for found in DIGIT.finditer(path.read_bytes().decode())])
    line, after, before = change_digit(path, place)
    name = path.relative_to(folder).as_posix()
    found = [
        each
        for each in said(folder)
        if each.startswith(f"{name}: line {line}: the digit {after} was {before}")
    ]
    if pattern != "manifest.json":
        assert found
    else:
        assert found or any(each.startswith(f"{name}: its seal was changed") for each in said(folder))


def test_a_printed_number_is_named_with_its_indicator_and_what_the_results_give(folder: Path) -> None:
    page = folder / PAGE
    text = page.read_text("utf-8")
    cell = re.search(r'<td class="number" data-r="\d+">(\d+)\.', text)
    assert cell
    change_digit(page, cell.start(1))
    (number,) = [each for each in said(folder) if " where " in each]
    assert re.fullmatch(
        rf"{PAGE}, at #[\w.-]+: [\w.]+ \(.+\), assessments value: [\d.]+ stands where [\d.]+ was printed, in '.*'",
        number,
    )


def test_whoever_mends_the_hashes_is_found_by_the_results(folder: Path) -> None:
    page = folder / PAGE
    text = page.read_text("utf-8")
    cell = re.search(r'<td class="number" data-r="\d+">(\d+)\.', text)
    assert cell
    change_digit(page, cell.start(1))
    manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
    manifest["outputs"][PAGE] = sha256(page.read_bytes()).hexdigest()
    del manifest["seal"]
    (folder / "manifest.json").write_text(sealed_json(manifest), "utf-8")
    found = said(folder)
    assert len(found) == 1
    assert " was printed, in '" in found[0]


def test_a_changed_result_is_named_once_and_not_by_every_page_that_prints_it(folder: Path) -> None:
    table = folder / "results" / "assessments.csv"
    text = table.read_text("utf-8")
    place = text.index("\n") + 1 + text.split("\n")[1].index(",") + 1
    digits = DIGIT.search(text, place)
    assert digits
    change_digit(table, digits.start())
    assert len(said(folder)) == 1


def test_files_that_are_gone_or_new_are_named(folder: Path) -> None:
    (folder / PAGE).unlink()
    (folder / "results" / "more.csv").write_text("1\n")
    assert said(folder) == [
        f"{PAGE}: the file is missing",
        "results/more.csv: the manifest does not list this file",
    ]


def test_a_line_put_in_is_named(folder: Path) -> None:
    table = folder / "results" / "quality.csv"
    lines = table.read_text("utf-8").split("\n")
    table.write_text("\n".join([*lines[:3], "new,1", *lines[3:]]), "utf-8")
    assert said(folder)[0].startswith("results/quality.csv: line 4 was changed: 'new,1'")


def test_a_changed_folder_ends_the_command_with_12(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / PAGE).unlink()
    code, _, err = pmf(capsys, "verify", folder)
    assert code == 12
    assert "1 thing is not as written" in err


def test_an_input_that_changed_is_named_with_the_row_and_both_values(
    york_pages: Path, tmp_path: Path
) -> None:
    (tmp_path / "params").mkdir()
    shutil.copytree(ROOT / "data" / "york", tmp_path / "data" / "york")
    shutil.copytree(ROOT / "notebooks", tmp_path / "notebooks")
    for path in (ROOT / "params").glob("*.yaml"):
        shutil.copy(path, tmp_path / "params")
    file = tmp_path / "data" / "york" / "observations.csv"
    lines = file.read_text("utf-8").split("\n")
    with (york_pages / "2025-26-q3" / "results" / "history.csv").open(encoding="utf-8") as results:
        row = next(row for row in csv.DictReader(results) if row["value"])
    number, place = int(row["source_row"]), lines[0].split(",").index("value")
    cells = lines[number - 1].split(",")
    lines[number - 1] = ",".join([*cells[:place], "987654", *cells[place + 1 :]])
    file.write_text("\n".join(lines), "utf-8")
    found = [
        str(each)
        for each in verify_outputs(
            york_pages / "2025-26-q3", params=tmp_path / "params" / PARAMS.name
        ).findings
    ]
    assert found == [
        "input ../data/york/observations.csv: the file has changed since the run read it",
        f"input observations.csv, row {number}: {row['indicator_id']}, {row['period']}: value was '{row['value']}' and now is '987654'",
    ]


def test_a_seal_finds_any_digit_again() -> None:
    content = "a 12\nb 345 é\n\nc".encode()
    seal = seal_of(content)
    assert changes(content, seal) == ()
    for old, new in ((b"12", b"92"), (b"345", b"340")):
        spoilt = content.replace(old, new)
        (change,) = changes(spoilt, seal)
        assert change.was is not None
        assert mended(spoilt, [change]) == content
    long = b"12.5," * 40_000
    spoilt = long[:70_000] + b"7" + long[70_001:]
    (change,) = changes(spoilt, seal_of(long))
    assert mended(spoilt, [change]) == long
    (change,) = changes(content.replace(b"b", b"x"), seal)
    assert (change.line, change.was) == (2, None)


def test_a_manifest_tells_lines_and_seal_apart() -> None:
    text = sealed_json({"a": 1, "b": {"c": [2, 3]}})
    assert json.loads(text)["b"] == {"c": [2, 3]}
    assert check_sealed(text) == ()
    (change,) = check_sealed(text.replace('"a": 1', '"a": 7'))
    assert change.words == "line 2: the digit 7 was 1, in '\"a\": 7,'"
    assert "seal was changed" in str(check_sealed(text.replace('"sha256": "', '"sha256": "0')))
    assert check_sealed('{"a": 1}') == "it has no seal"


def pmf(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as left:
        main([str(argument) for argument in arguments])
    told = capsys.readouterr()
    return int(left.value.code or 0), told.out, told.err
