"""How long issuing, verifying and reading the record take, and how large it grows: 800 indicators over ten years of quarters.

    python benchmarks/record.py                     SQLite, in a temporary folder
    python benchmarks/record.py --record URL        PostgreSQL (an empty database; a password as ${PMF_RECORD_PASSWORD})
    python benchmarks/record.py --quarters 4

The first issue holds 40 periods of each indicator. Each later one has a new period, a revised value in fifty, new forecasts, new
ratings, and sentences of which two in three are new. Wanted: an issue in under 5 s, one quarter verified in under 20 s, what a run
reads of ten years in well under 2 s.
"""

import argparse
import random
import tempfile
from datetime import date
from pathlib import Path
from time import perf_counter, process_time

from pmf_analysis.data.location import Location
from pmf_analysis.data.record.content import Rows
from pmf_analysis.data.record.record import Record
from pmf_analysis.data.record.tables import RECORD_TABLES
from pmf_analysis.data.record.write import NewIssue
from pmf_analysis.framework.periods import Frequency, Period

INDICATORS, PERIODS, PAGES, SAID = 800, 40, 20, 300
FIRST = Period.parse("2016/17 Q1")
AREA = "E06000014"


class Clock:
    """Seconds since it was made: of the clock on the wall, and of this process's own work, where others share the machine."""

    def __init__(self) -> None:
        self.wall, self.work = perf_counter(), process_time()

    def __str__(self) -> str:
        return f"{perf_counter() - self.wall:.2f} s ({process_time() - self.work:.2f} s of work)"


class Council:
    """An invented council whose quarters follow on one another."""

    def __init__(self) -> None:
        self.chance = random.Random(1)
        self.names = [f"SERVICE{number % 25:02}.INDICATOR.{number:03}" for number in range(INDICATORS)]
        self.values = {
            (name, at): self.value()
            for name in self.names
            for at in range(FIRST.ordinal - PERIODS + 1, FIRST.ordinal)
        }

    def value(self) -> str:
        return repr(round(self.chance.uniform(0, 100), 1))

    def quarter(self, ordinal: int) -> Rows:
        """What is issued of a quarter."""
        for key in self.chance.sample(list(self.values), len(self.values) // 50):
            self.values[key] = self.value()
        for name in self.names:
            self.values[name, ordinal] = self.value()
        cells = {
            "indicators": [self.indicator(name) for name in self.names],
            "history": [self.result(name, at, value) for (name, at), value in self.values.items()],
            "targets": [self.target(name, ordinal) for name in self.names],
            "assessments": [self.assessment(name, ordinal) for name in self.names],
            "benchmarks": [self.benchmark(name, group) for name in self.names for group in "abc"],
            "forecasts": [self.forecast(name, ordinal, step) for name in self.names for step in (1, 2, 3)],
            "exceptions": [self.exception(name, rank) for rank, name in enumerate(self.names[:150])],
            "sentences": [self.sentence(page, said) for page in range(PAGES) for said in range(SAID)],
        }
        return {
            table.name: [
                tuple(row.get(name, "") for name in table.columns) for row in cells.get(table.name, [])
            ]
            for table in RECORD_TABLES
        }

    def indicator(self, name: str) -> dict[str, str]:
        return {"indicator_id": name, "name": f"Share of {name} on time", "unit": "%", "decimals": "1"} | {
            "polarity": "Up is Good",
            "frequency": "quarterly",
            "source": "the service's own system",
        }

    def result(self, name: str, at: int, value: str) -> dict[str, str]:
        period = quarter_of(at)
        known = {"period_ordinal": str(at), "season": str(at % 4), "period_end": period.end.isoformat()}
        return {"indicator_id": name, "period": str(period), "value": value, "numerator": value, **known}

    def target(self, name: str, ordinal: int) -> dict[str, str]:
        return {
            "indicator_id": name,
            "period": str(quarter_of(ordinal - ordinal % 4)),
            "target": "90",
            "tolerance": "2",
        }

    def assessment(self, name: str, ordinal: int) -> dict[str, str]:
        words = "The latest result is within the range expected from the 39 results before it."
        numbers = {
            each: self.value() for each in ("value", "previous_value", "year_ago_value", "target", "gap")
        }
        return {
            "indicator_id": name,
            "period": str(quarter_of(ordinal)),
            "rag": "GREEN",
            "signal_reason": words,
            **numbers,
        }

    def benchmark(self, name: str, group: str) -> dict[str, str]:
        numbers = {
            each: self.value() for each in ("median", "best", "worst", "region_value", "england_value")
        }
        return {
            "indicator_id": name,
            "group": group,
            "rank": "3",
            "quartile": "1",
            "note": "Not compared.",
            **numbers,
        }

    def forecast(self, name: str, ordinal: int, step: int) -> dict[str, str]:
        model = {"model": "exponential smoothing, Theta and autoregression", "horizon": str(step)}
        numbers = (
            "mean",
            "lower_80",
            "upper_80",
            "lower_95",
            "upper_95",
            "target",
            "chance_of_meeting_target",
            "median",
        )
        drawn = {each: repr(self.chance.uniform(0, 100)) for each in numbers}
        return {"indicator_id": name, "period": str(quarter_of(ordinal + step)), **model, **drawn}

    def exception(self, name: str, rank: int) -> dict[str, str]:
        return {
            "directorate": "place",
            "rank": str(rank),
            "indicator_id": name,
            "kind": "concern",
            "score": self.value(),
        }

    def sentence(self, page: int, said: int) -> dict[str, str]:
        number = self.value() if said % 3 else "the target"
        text = f"In this quarter the result was {number} per 1,000 households, which is worse than the quarter before."
        return {"report": f"place/report-{page}", "anchor": f"A{said}", "position": "1", "text": text}


def quarter_of(ordinal: int) -> Period:
    return Period(Frequency.QUARTERLY, ordinal)


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--quarters", type=int, default=40)
    asked.add_argument("--record", default="")
    told = asked.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        place: Location = told.record or Path(folder) / "record.sqlite"
        measure(Record(place), told.quarters)
        if isinstance(place, Path):
            print(f"size of the record: {place.stat().st_size / 2**20:.1f} MiB")


def measure(record: Record, quarters: int) -> None:
    council = Council()
    for number in range(quarters):
        quarter = quarter_of(FIRST.ordinal + number)
        rows = council.quarter(quarter.ordinal)
        clock = Clock()
        stands = record.standing(AREA, quarter=quarter, known_on=date(2100, 1, 1), content_hash="none")
        record.issue(new_issue(quarter, rows, seen=stands.digest))
        if number in (0, 1, quarters - 1):
            print(f"issue {number + 1}: {sum(map(len, rows.values())):,} rows issued in {clock}")
        if number in (0, quarters - 1):
            clock = Clock()
            verdict = record.verify()
            assert verdict.touched is None
            print(f"  {verdict.rows:,} stored rows verified in {clock}")
    clock = Clock()
    stands = record.standing(
        AREA, quarter=quarter_of(FIRST.ordinal + quarters), known_on=date(2100, 1, 1), content_hash="none"
    )
    past = record.past(stands)
    print(f"what a run reads of {quarters} quarters ({len(past.forecasts):,} issued forecasts): {clock}")


def new_issue(quarter: Period, rows: Rows, *, seen: str) -> NewIssue:
    return NewIssue(
        area_code=AREA,
        quarter=quarter,
        as_known=date(2030, 1, 1),
        approved_by="Head of Performance",
        issued_at="2030-01-01T09:00:00+00:00",
        run_id="run",
        manifest_hash="f" * 64,
        inputs={},
        seen=seen,
        rows=rows,
    )


if __name__ == "__main__":
    main()
