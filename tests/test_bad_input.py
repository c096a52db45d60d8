"""The quarter with a fault planted in its input: one clear sentence, the designed exit code, nothing half-written."""

import csv
import re
import shutil
from pathlib import Path

import pytest

from pmf_analysis.cli import main

ROOT = Path(__file__).parents[1]
pytestmark = [pytest.mark.batch, pytest.mark.xdist_group("bad input")]


@pytest.fixture
def sample(tmp_path: Path) -> Path:
    """The sample council in a folder of its own, with the home council's observations only, to be quick."""
    for name in ("params", "notebooks"):
        shutil.copytree(ROOT / name, tmp_path / name)
    data = shutil.copytree(ROOT / "data" / "york", tmp_path / "data" / "york")
    with (data / "observations.csv").open(encoding="utf-8", newline="") as stream:
        rows = [row for row in csv.reader(stream) if row[1] in ("area_code", "E06000014", "E92000001")]
    with (data / "observations.csv").open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows(rows)
    return tmp_path


def plant(sample: Path, file: str, old: str, new: str) -> None:
    path = sample / file
    text = path.read_text(encoding="utf-8")
    assert re.search(old, text)
    path.write_text(re.sub(old, new, text, count=1), encoding="utf-8")


def run(sample: Path, capsys: pytest.CaptureFixture[str], *options: str) -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as left:
        main(["run", str(sample / "params" / "2025-26-q3.yaml"), *options])
    captured = capsys.readouterr()
    return int(left.value.code or 0), captured.out, captured.err


STOPS = [
    ("params/2025-26-q3.yaml", "outputs: ", "output: ", 10, "2025-26-q3.yaml: output: is not a setting; did you mean 'outputs'?"),
    ("data/york/indicators.csv", "Up is Bad", "Up is Odd", 11, "indicators.csv row 2, column polarity: 'Up is Odd' is not known"),
    ("data/york/indicators.csv", ",place,", ",plaice,", 11, "did you mean 'place'?"),
    ("data/york/indicators.csv", "HCLIC.A1.DUTY", "HCLIC.A1.TOTAL", 11, "indicators.csv row 2, column indicator_id"),
    ("data/york/observations.csv", ",value,", ",valeu,", 11, "observations.csv: the column 'value' is missing; is 'valeu' meant?"),
    ("params/council.yaml", "area_code: E06000014", "area_code: E0600001", 11, "'E0600001' is not in the table areas"),
]  # fmt: skip


@pytest.mark.parametrize(("file", "old", "new", "code", "sentence"), STOPS)
def test_what_stops_the_quarter_is_told_and_nothing_is_written(
    sample: Path, capsys: pytest.CaptureFixture[str], file: str, old: str, new: str, code: int, sentence: str
) -> None:
    plant(sample, file, old, new)
    left, out, err = run(sample, capsys)
    assert left == code
    assert sentence in err
    assert "Traceback" not in err
    assert out == ""
    assert not (sample / "outputs" / "2025-26-q3").exists()


def test_a_missing_file_is_named(sample: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (sample / "data" / "york" / "observations.csv").unlink()
    left, _, err = run(sample, capsys)
    assert left == 11
    assert "observations.csv: there is no such file; the table 'observations' is needed" in err


def test_bad_rows_are_set_aside_told_listed_and_the_rest_is_reported(
    sample: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    observations = "data/york/observations.csv"
    plant(sample, observations, r"(HCLIC.TA1.RATE,E06000014,2025/26 Q2,)[\d.]+", r"\g<1>many")
    plant(sample, observations, "HCLIC.TA1.TOTAL,E06000014,2025/26 Q2", "HCLIC.TA1.TOTAL,E06000014,Quarter 2")
    plant(
        sample, observations, r"(HCLIC.MD1.TOTAL,E06000014,2025/26 Q3,)([\d.]+)(.*\n)", r"\g<0>\g<1>999\g<3>"
    )
    left, _, err = run(sample, capsys, "--report", "data_quality")
    assert left == 0
    for piece in (
        "column value: 'many' is not a number; write plain digits such as 1204",
        "column period: 'Quarter 2' is not a period",
        "shares its key (indicator_id, area_code, period",
    ):
        assert piece in err
    page = (sample / "outputs" / "2025-26-q3" / "council" / "data-quality.html").read_text(encoding="utf-8")
    assert "many" in page
    assert "Quarter 2" in page
    with (sample / "outputs" / "2025-26-q3" / "results" / "assessments.csv").open(encoding="utf-8") as stream:
        rows = {row["indicator_id"]: row for row in csv.DictReader(stream)}
    assert len(rows) == 154
    assert rows["HCLIC.MD1.TOTAL"]["period"] == "2025/26 Q2"  # neither of two contradicting rows counts
    assert rows["HCLIC.TA1.RATE"]["period"] == "2025/26 Q3"
