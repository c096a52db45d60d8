"""How forecasts made again from older data did for one indicator: counts, and no more than so few of them can tell."""

from dataclasses import dataclass
from functools import lru_cache

from pmf_analysis.analysis.binomial import exactly
from pmf_analysis.analysis.forecasting import track_record
from pmf_analysis.analysis.forecasting.track_record import bias_words, coverage_words
from pmf_analysis.display.dossier import Dossier, Row, Rows, as_number
from pmf_analysis.display.sourced import bare, stated
from pmf_analysis.display.wording.claims import Claim
from pmf_analysis.framework.periods import Frequency
from pmf_analysis.framework.receipts import unmarked

LEVEL = 80.0
CHECKED = ("actual", "median", "lower_80", "upper_80")
STEP_WORDS = {
    Frequency.MONTHLY: "month",
    Frequency.QUARTERLY: "quarter",
    Frequency.THREE_YEARS: "period",
}
PLAINER = {
    "as promised, as far as so few can tell": "so few cannot tell that from 8 in 10",
    "no side is favoured, as far as so few can tell": "so few cannot tell that from chance",
}
RULE = "track record of forecasts made again"
AMISS = ("too narrow", "too wide", "too low", "too high")


@dataclass(frozen=True)
class Record:
    """The checked forecasts of one indicator, one step ahead.

    Attributes:
        checked: how many; one for each outturn, so that none is counted twice.
        inside: how many outturns lay in the 80 % range.
        coverage: that count with what it tells.
        bias: how many lay above the forecast, with what that tells; empty where all were met exactly.
    """

    checked: int
    inside: int
    coverage: str
    bias: str

    @property
    def told(self) -> int:
        """How many outturns lay on one side of the forecast."""
        return int(unmarked(self.bias).split(" of ")[1].split()[0]) if self.bias else 0


def one_step(rows: Rows, *, ahead: int = 1) -> tuple[Row, ...]:
    """The checked forecasts so many steps ahead, in the order of their periods."""
    return tuple(row for row in rows if bare(row, "horizon") == ahead)


def record_of(dossier: Dossier) -> Record | None:
    """The record of an indicator; None where nothing was checked."""
    rows = one_step(dossier.backtests)
    if not rows:
        return None
    columns = {name: [bare(row, name) for row in rows] for name in CHECKED}
    found = track_record(columns, level=LEVEL)
    checked, bias = int(as_number(found["checked"])), str(found["bias_words"])
    return Record(
        checked=checked,
        inside=int(as_number(found["inside"])),
        coverage=stated(_plain(str(found["coverage_words"]), "outturns inside the"), RULE, rows),
        bias="" if bias.startswith("0 of 0 ") else stated(_plain(bias), RULE, rows),
    )


def record_claim(dossier: Dossier) -> Claim | None:
    """How such forecasts did, in a sentence; None where nothing was checked."""
    record = record_of(dossier)
    if record is None or not record.checked:
        return None
    said = "; ".join(each for each in (record.coverage, record.bias) if each)
    return Claim(
        text=f"Made again from older data, one {step_word(dossier)} ahead: {said}.",
        subject=dossier.id,
        quoted=dossier.quoted,
        comparator="80% range",
        size=record.inside,
        test="back-tests",
    )


def amiss(text: str) -> bool:
    """Whether a record says that forecasts were amiss in more than chance explains."""
    return any(words in text for words in AMISS)


def step_word(dossier: Dossier) -> str:
    """What one step ahead is called."""
    return STEP_WORDS.get(Frequency(dossier.indicator["frequency"]), "year")


@lru_cache(maxsize=64)
def chance_of_narrow(count: int) -> float:
    """How likely it is that so many forecasts look too narrow or too wide although they are neither."""
    return sum(
        chance
        for inside, chance in enumerate(exactly(count, LEVEL / 100))
        if amiss(coverage_words(inside, count, level=LEVEL))
    )


@lru_cache(maxsize=64)
def chance_of_bias(count: int) -> float:
    """How likely it is that so many forecasts look too low or too high although they are neither."""
    return sum(chance for above, chance in enumerate(exactly(count, 0.5)) if amiss(bias_words(above, count)))


def _plain(words: str, subject: str = "") -> str:
    """The words of a track record with the verdict in brackets: `5 of 6 outturns inside the 80% range (...)`."""
    counts, _, verdict = words.replace(" % ", "% ").partition(": ")
    counts = counts.replace("inside the", subject) if subject else counts
    return f"{counts} ({PLAINER.get(verdict, verdict)})"
