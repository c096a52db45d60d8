"""A run that is held to a day sees only what had been published, set or written by then."""

from datetime import date

import pytest

from pmf_analysis.data.checks import Dataset
from pmf_analysis.data.settings import load_settings
from pmf_analysis.data.vintage import as_known
from pmf_analysis.errors import UsageError

from .conftest import SmallCouncil

COMMENTARY = "indicator_id,period,text,post,written_on,kind,due,expected_effect\n"


def periods(dataset: Dataset, indicator_id: str = "ONTIME") -> list[str]:
    observations = dataset["observations"]
    return list(observations.loc[observations["indicator_id"] == indicator_id, "period"])


@pytest.mark.parametrize(
    ("day", "last"),
    [
        (date(2025, 10, 29), "2025/26 Q1"),
        (date(2025, 10, 30), "2025/26 Q2"),  # 30 September and the 30 days of the register
        (date(2026, 1, 29), "2025/26 Q2"),
        (date(2026, 1, 30), "2025/26 Q3"),
    ],
)
def test_a_result_without_a_vintage_counts_as_published_some_days_after_its_period(
    council: SmallCouncil, day: date, last: str
) -> None:
    assert periods(as_known(council.check(), day))[-1] == last


def test_a_result_with_a_vintage_is_known_from_that_day_on(council: SmallCouncil) -> None:
    path = council.folder / "data" / "observations.csv"
    heading, *rows = path.read_text(encoding="utf-8").splitlines()
    dated = [f"{heading},as_known", *(f"{row},{'2025-10-05' if '91.0' in row else ''}" for row in rows)]
    path.write_text("\n".join(dated), encoding="utf-8")
    assert periods(as_known(council.check(), date(2025, 10, 4))) == ["2025/26 Q1"]
    assert periods(as_known(council.check(), date(2025, 10, 5))) == ["2025/26 Q1", "2025/26 Q2"]


def test_targets_and_commentary_are_known_from_the_day_they_were_set_or_written(
    council: SmallCouncil,
) -> None:
    council.change("data/targets.csv", "set_by,reason\n", "set_by,reason,set_on\n")
    council.change(
        "data/targets.csv", "agreed in the service plan\n", "agreed in the service plan,2025-11-03\n"
    )
    text = COMMENTARY + "ONTIME,2025/26 Q2,Late,Head of Repairs,2025-11-04,explanation,,\n"
    (council.folder / "data" / "commentary.csv").write_text(text, encoding="utf-8")
    dataset = council.check()
    seen = [
        (len(held["targets"]), len(held["commentary"]))
        for held in (as_known(dataset, date(2025, 11, day)) for day in (2, 3, 4))
    ]
    assert seen == [(0, 0), (1, 0), (1, 1)]


def test_the_day_is_the_as_at_day_of_the_run(council: SmallCouncil) -> None:
    settings = load_settings(council.quarter_file, as_known="2026-01-20")
    assert (settings.as_at, settings.as_known) == (date(2026, 1, 20), date(2026, 1, 20))
    assert council.settings().as_known is None


@pytest.mark.parametrize(
    ("day", "words"),
    [
        ("20 Jan 2026", "'20 Jan 2026' is no day; write it as 2025-11-20"),
        ("2025-12-30", "2025/26 Q3 had not ended on 2025-12-30; name a day from 2025-12-31 on"),
    ],
)
def test_a_day_that_cannot_be_is_refused(council: SmallCouncil, day: str, words: str) -> None:
    with pytest.raises(UsageError, match=words):
        load_settings(council.quarter_file, as_known=day)
