"""Four quarters of the sample, issued one after the other as each was known then: what the last report says of the three before it."""

import shutil
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from pmf_analysis import display
from pmf_analysis.analysis.results import QuarterResults
from pmf_analysis.batch.quarter import open_with
from pmf_analysis.display.wording.claims import find_unlicensed
from tests.analysis.accountability.conftest import frames_of
from tests.replay import DAYS, PARAMS, issue, replay, settings_of

pytestmark = pytest.mark.batch
QUARTERS = list(DAYS)
EDITED = 3


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("replay")


@pytest.fixture(scope="module")
def quarters(folder: Path) -> list[QuarterResults]:
    return replay(folder)


def test_nothing_is_seen_before_it_was_published(quarters: list[QuarterResults]) -> None:
    for results, day in zip(quarters, DAYS.values(), strict=True):
        lags = results.indicators.set_index("indicator_id")["lag_days"]
        published = results.history["period_end"] + pd.to_timedelta(
            results.history["indicator_id"].map(lags), unit="D"
        )
        assert (published <= pd.Timestamp(day)).all()


def test_the_last_report_shows_its_predecessors_forecasts_beside_outturns(
    quarters: list[QuarterResults],
) -> None:
    first, last = quarters[0], quarters[-1]
    assert first.issued_forecasts.empty
    assert sorted(last.issued_forecasts["quarter"].unique()) == QUARTERS[:3]
    outturns = last.history.set_index(["indicator_id", "period"])["value"]
    by_quarter = {
        str(each.context.quarter): each.forecasts.set_index(["indicator_id", "period"])["mean"]
        for each in quarters
    }
    for row in last.issued_forecasts.itertuples():
        assert row.outturn == outturns[row.indicator_id, row.period]
        assert row.mean == by_quarter[row.quarter][row.indicator_id, row.period]
        assert row.error == row.mean - row.outturn
    counted = last.issued_forecasts[last.issued_forecasts["counted"]]
    assert not counted.duplicated(["indicator_id", "period", "cutoff"]).any()
    assert last.forecast_scores.iloc[0]["n"] == len(counted)


def test_the_pages_say_so_in_words_that_they_may_use(quarters: list[QuarterResults]) -> None:
    first, last = (each.scope("council", "council") for each in (quarters[0], quarters[-1]))
    assert (
        display.what_changed(first).text
        == "No earlier report has been issued, so there is nothing to compare with."
    )
    told = display.held_to_account(last).text
    assert (
        f"{last.results.issued_forecasts['counted'].sum()} issued forecasts can be held against what came."
        in told
    )
    assert display.what_changed(last).text.startswith(
        "Since the report for 2025/26 Q2, issued on 20 November 2025: "
    )
    assert find_unlicensed(told, quoted=last.results.indicators["name"]) == []


def test_an_unchanged_rerun_is_the_same_report_issued_or_not(
    quarters: list[QuarterResults], folder: Path
) -> None:
    settings, last = settings_of(QUARTERS[-1], DAYS[QUARTERS[-1]], folder), quarters[-1]
    issue(last, settings)
    again = open_with(settings)
    for name, frame in frames_of(last).items():
        pd.testing.assert_frame_equal(frames_of(again)[name], frame)
    assert again.context == last.context


def test_revisions_planted_in_the_inputs_each_give_one_line(
    quarters: list[QuarterResults], folder: Path
) -> None:
    settings = settings_of(QUARTERS[-1], DAYS[QUARTERS[-1]], folder)
    planted = folder / "planted"
    shutil.copytree(PARAMS.parents[1] / "data" / "york", planted)
    lines = (planted / "observations.csv").read_text(encoding="utf-8").splitlines(keepends=True)
    history = quarters[-1].history
    latest = history[history["value"].notna()].groupby("indicator_id", sort=False).tail(1)
    rows = list(latest["source_row"].iloc[:: len(latest) // EDITED][:EDITED])
    for row in rows:
        cells = lines[row - 1].split(",")
        cells[3] = str(float(cells[3]) + 1)
        lines[row - 1] = ",".join(cells)
    (planted / "observations.csv").write_text("".join(lines), encoding="utf-8")
    found = open_with(replace(settings, data=planted))
    assert found.context.reissue == 1
    revised = found.changes[found.changes["kind"] == "revised"]
    assert sorted(revised["source_row"]) == sorted(rows)
    assert list(revised["size"]) == pytest.approx([1.0] * EDITED)
    assert set(found.changes["kind"]) <= {"revised", "status", "direction"}
