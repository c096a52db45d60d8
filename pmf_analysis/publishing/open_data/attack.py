"""Try to work back what a publication leaves out, from its files alone, before it is let out.

Two attacks. *The figure occurs*: some file says a suppressed number beside the indicator's name, where no published number explains it. *It follows*:
the counts that the tables give, as values, as numerators, or as rates times denominators, here and in earlier publications, are put into the
relations by which counts add up, and every small count's interval is computed; one with a single value is known.
"""

import math
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from pmf_analysis.analysis.disclosure.audit import audit, recovered
from pmf_analysis.analysis.disclosure.counts import KEY
from pmf_analysis.analysis.disclosure.protect import SHOWN, Protection, parts_with
from pmf_analysis.analysis.disclosure.tables import KNOWN, OPEN, CountTable
from pmf_analysis.errors import Fault
from pmf_analysis.framework.numbers import unit_power, write_number
from pmf_analysis.framework.printed import find_numbers
from pmf_analysis.publishing.open_data.readings import Block, read_blocks

NUMBERS = ("value", "numerator", "denominator", "lower_ci", "upper_ci")
CLOSE = 1e-9
SPANS = re.compile(r"\s+(?:days?|months?|quarters?|years?|periods?)\b")
"""A number before one of these says how old a result is, or how late."""


@dataclass(frozen=True)
class Secret:
    """What must not be found of one indicator.

    Attributes:
        name: the indicator's name.
        periods: period to the texts in which its suppressed numbers could be written.
        public: the numbers of the indicator that are published, so that their occurrence proves nothing.
    """

    name: str
    periods: dict[str, frozenset[str]]
    public: frozenset[str]


def attack(
    folder: Path, protection: Protection, indicators: pd.DataFrame, *, home: str, earlier: Sequence[Path] = ()
) -> list[Fault]:
    """Every suppressed number that can be had from a publication; nothing if it is safe.

    Args:
        folder: the publication.
        protection: what was left out of it, with the true numbers.
        indicators: the register.
        home: the home council's area code.
        earlier: folders of earlier publications.
    """
    blocks = list(read_blocks(folder))
    before = [block for each in earlier for block in read_blocks(each) if block.cells]
    said = _said(blocks, protection, indicators, home=home)
    return [*said, *_follows([*blocks, *before], protection, indicators)]


def _said(
    blocks: Iterable[Block], protection: Protection, indicators: pd.DataFrame, *, home: str
) -> Iterator[Fault]:
    """Blocks that name an indicator and a suppressed period and hold the number."""
    blocks = list(blocks)
    secrets = _secrets(protection, indicators, home=home, targets=_targets(blocks))
    truths = _truths(protection)
    named = {key: re.compile(rf"(?<![\w.]){re.escape(key)}(?![\w.])") for key in secrets}
    for block in blocks:
        if block.cells:
            yield from _said_in_row(block, truths)
            continue
        for key, secret in secrets.items():
            if secret.name in block.text or named[key].search(block.text):
                yield from _said_in_words(block, key, secret)


def _said_in_words(block: Block, key: str, secret: Secret) -> Iterator[Fault]:
    found = {
        match["number"].replace("\N{MINUS SIGN}", "-")
        for match in find_numbers(block.text)
        if not SPANS.match(block.text, match.end())
    }
    for period, texts in secret.periods.items():
        if period in block.text and (found & texts) - secret.public:
            yield Fault(
                f"{block.file} {block.where}", f"the suppressed number of {key} in {period} can be read there"
            )


def _said_in_row(block: Block, truths: "Truths") -> Iterator[Fault]:
    """A row of a table about a suppressed result that gives one of its numbers."""
    key = (block.cell("indicator_id"), block.cell("period"))
    for truth in truths.get(key, ()):
        if block.cell("area_code") in ("", truth.area_code):
            numbers = {_as_number(text) for name, text in block.cells if name in NUMBERS}
            if {number for number in (truth.value, truth.numerator) if not math.isnan(number)} & numbers:
                yield Fault(
                    f"{block.file} {block.where}", f"gives the suppressed number of {key[0]} in {key[1]}"
                )


def _follows(blocks: Iterable[Block], protection: Protection, indicators: pd.DataFrame) -> Iterator[Fault]:
    """Small counts of which only one value agrees with all the counts that the tables give."""
    read = _counts_read(blocks, protection, indicators)
    cells = protection.table.cells
    secret = set(protection.primary) - set(protection.public_already)
    yield from (Fault(_readable(cell), "the suppressed count is given") for cell in sorted(secret & read))
    state = np.where((cells["state"] == OPEN) & cells["cell"].isin(read), KNOWN, cells["state"])
    seen = CountTable(cells.assign(state=state), protection.table.relations)
    for part, primary in parts_with(seen, secret - read):
        away = set(part.cells.loc[part.cells["state"] == OPEN, "cell"])
        found = audit(part, primary=primary, secondary=away - primary)
        for cell in recovered(found, primary):
            yield Fault(_readable(cell), "the suppressed count follows from what is published")


def _readable(cell: str) -> str:
    return cell.replace(" | ", ", ")


def _counts_read(blocks: Iterable[Block], protection: Protection, indicators: pd.DataFrame) -> set[str]:
    """The cells whose count some row gives: as a value, as a numerator, or as a rate times its denominator."""
    values = protection.values[protection.values["count"].notna()]
    truth = {
        tuple(row[:3]): row[3:] for row in values[[*KEY, "cell", "count", "value"]].itertuples(index=False)
    }
    power = dict(zip(indicators["indicator_id"], indicators["unit"].map(unit_power), strict=True))
    read = set()
    for block in blocks:
        key = (block.cell("indicator_id"), block.cell("area_code"), block.cell("period"))
        if key in truth:
            cell, count, value = truth[key]
            numbers = [_as_number(block.cell(name)) for name in ("value", "numerator", "denominator")]
            if _gives(count, value, numbers, power[key[0]]):
                read.add(cell)
    return read


def _gives(count: float, value: float, numbers: Sequence[float], power: int) -> bool:
    """Whether value, numerator and denominator as printed tell a count; a rate alone tells it to whoever knows the denominator."""
    shown, numerator, denominator = numbers
    scales = (1.0, 1000.0)
    candidates = [shown, *(numerator * scale for scale in scales)]
    candidates += [shown * denominator / power * scale for scale in scales]
    return shown == value or any(abs(each - count) <= CLOSE * max(1.0, count) for each in candidates)


def _targets(blocks: Iterable[Block]) -> dict[str, set[float]]:
    """The published targets of each indicator."""
    found: dict[str, set[float]] = defaultdict(set)
    for block in blocks:
        if target := block.cell("target"):
            found[block.cell("indicator_id")].add(_as_number(target))
    return found


def _secrets(
    protection: Protection, indicators: pd.DataFrame, *, home: str, targets: Mapping[str, set[float]]
) -> dict[str, Secret]:
    """Indicator to what must not be said of the home council's results."""
    register = indicators.set_index("indicator_id")
    values = protection.values[protection.values["area_code"] == home]
    secrets = {}
    for key, rows in values.groupby("indicator_id", sort=False):
        away = rows[rows["suppressed"] != SHOWN]
        if len(away):
            decimals = int(register.at[key, "decimals"])
            shown = rows[rows["suppressed"] == SHOWN].itertuples()
            public = {text for row in shown for text in _written(row, decimals)}
            public |= {write_number(target, decimals) for target in targets.get(str(key), ())}
            periods = {row.period: frozenset(_written(row, decimals)) for row in away.itertuples()}
            secrets[str(key)] = Secret(str(register.at[key, "name"]), periods, frozenset(public))
    return secrets


def _written(row: object, decimals: int) -> Iterator[str]:
    """The texts that readers and programs would write a result's numbers as."""
    for name, places in (("value", decimals), ("numerator", 0)):
        number = float(getattr(row, name))
        if math.isfinite(number):
            yield write_number(number, places).replace("\N{MINUS SIGN}", "-")
            yield f"{number:.10g}"


@dataclass(frozen=True)
class _Truth:
    area_code: str
    value: float
    numerator: float


Truths = dict[tuple[str, str], list[_Truth]]


def _truths(protection: Protection) -> Truths:
    """Indicator and period to the suppressed numbers of each area."""
    found: dict[tuple[str, str], list[_Truth]] = defaultdict(list)
    away = protection.values[protection.values["suppressed"] != SHOWN]
    for row in away[[*KEY, "value", "numerator"]].itertuples(index=False):
        found[(row.indicator_id, row.period)].append(_Truth(row.area_code, row.value, row.numerator))
    return found


def _as_number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return math.nan
