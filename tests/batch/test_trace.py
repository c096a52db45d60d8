"""`pmf trace` on the finished sample quarter: from the sentence to the source row, whatever the indicator is called."""

import csv
import shutil
from hashlib import sha256
from pathlib import Path

import pytest

from pmf_analysis.batch.trace import trace
from pmf_analysis.cli.app import main
from pmf_analysis.errors import UsageError

pytestmark = pytest.mark.batch

INDICATOR, PERIOD = "HCLIC.TA1.RATE", "2025/26 Q3"


def lines(folder: Path, indicator: str = INDICATOR, period: str = PERIOD) -> list[str]:
    return list(trace(folder, indicator, period))


@pytest.fixture
def folder(york_pages: Path) -> Path:
    return york_pages / "2025-26-q3"


def test_a_number_is_followed_from_the_page_to_the_source_row(folder: Path) -> None:
    told = lines(folder)
    assert told[0] == f"{INDICATOR}: Households in temporary accommodation per (000s) households, {PERIOD}"
    at = told.index("results/assessments.csv")
    assert "made by: " in told[at + 1]
    assert told[at + 2] == "  value = 0.716895"
    assert told[at + 3] == (
        "    printed 0.72 (the number, rounded to 2 decimals, halves away from zero) on place/exception-report.html: "
        "'0.72 per 1,000 households'"
    )
    source = next(each for each in told if each.startswith("source: "))
    number = int(source.split("row ")[1].split(",")[0])
    file = folder.parents[1] / "data" / "york" / "observations.csv"
    with file.open(encoding="utf-8", newline="") as opened:
        row = list(csv.reader(opened))[number - 1]
    assert row[0] == INDICATOR
    assert f"  file ../data/york/observations.csv, sha256 {sha256(file.read_bytes()).hexdigest()}" in told
    assert f"  sha256 of the row: {sha256(','.join(row).encode()).hexdigest()}" in told


def test_a_period_is_understood_as_people_write_it(folder: Path) -> None:
    assert lines(folder, period="Oct-Dec 2025") == lines(folder)


def test_a_forecast_names_its_model_and_has_no_source_row_yet(folder: Path) -> None:
    told = lines(folder, period="2025/26 Q4")
    at = told.index("results/forecasts.csv, 2025/26 Q4")
    assert told[at + 1].startswith("  made by: model ")
    assert told[-1] == "no source row: 2025/26 Q4 has no result yet"


def test_near_misses_are_suggested(folder: Path) -> None:
    with pytest.raises(
        UsageError,
        match=r"there is no indicator 'HCLIC\.TA1\.RAT' in these results; did you mean HCLIC\.TA1\.RATE",
    ):
        lines(folder, "HCLIC.TA1.RAT")
    with pytest.raises(UsageError, match=r"no result or forecast for '2035/36 Q3'; did you mean 2025/26 Q3"):
        lines(folder, period="2035/36 Q3")


def test_an_old_id_leads_to_what_replaced_it(folder: Path, tmp_path: Path) -> None:
    copy = Path(shutil.copytree(folder, tmp_path / "copy"))
    table = copy / "results" / "indicators.csv"
    with table.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    for row in rows:
        row["replaces"] = "OLD.1; OLD.2" if row["indicator_id"] == INDICATOR else row["replaces"]
    with table.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0], lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    told = lines(copy, "OLD.2")
    assert told[0].endswith(f"{PERIOD} (OLD.2 is an old id of it)")
    assert "  the inputs are not at hand; --params SETTINGS says where they are" in told


def test_the_command_prints_the_chain(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        main(["trace", str(folder), INDICATOR, PERIOD])
    assert not left.value.code
    assert capsys.readouterr().out.splitlines() == lines(folder)
