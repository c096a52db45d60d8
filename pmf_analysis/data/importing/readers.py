"""From an item's texts to a row of the table, or what is wrong with it."""

import re
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache

from pmf_analysis.data.importing.areas import AreaBook
from pmf_analysis.data.importing.items import Cell, Item
from pmf_analysis.data.importing.markers import BLANK, MARKERS, SKIP, Markers, Value, joined
from pmf_analysis.data.importing.numbers import write_plain
from pmf_analysis.data.importing.outcome import Problem, Record
from pmf_analysis.data.importing.period_styles import PeriodRules
from pmf_analysis.data.importing.rules import Mapping, Sheet
from pmf_analysis.data.importing.spans import read_period
from pmf_analysis.data.importing.texts import reads, without_footnotes
from pmf_analysis.errors import PeriodError

NOTHING = Value()
DATES = ("%Y-%m-%d", "%d/%m/%Y", "%d %B %Y", "%d %b %Y", "%d-%b-%Y")


@dataclass(frozen=True)
class Skipped:
    """An item that the mapping leaves out, and why."""

    reason: str


class Reader:
    """Reads the items of one mapping.

    Args:
        mapping: the mapping.
        areas: the areas that are known.
    """

    def __init__(self, mapping: Mapping, areas: AreaBook) -> None:
        self.mapping, self.areas = mapping, areas
        self.main, *self.others = mapping.measures
        self.markers = Markers(MARKERS | {BLANK: "x"} | mapping.markers, mapping.flags)
        rules = mapping.periods
        self.period_rules = PeriodRules(
            rules.frequency, rules.quarters, rules.rolling_years, rules.find or "", rules.names
        )
        decimal = mapping.file.decimal
        self.value = lru_cache(maxsize=65536)(lambda text: self.markers.read(text, decimal=decimal))
        self.period = lru_cache(maxsize=65536)(self._period)
        self.indicator = lru_cache(maxsize=65536)(self._indicator)
        self.area = lru_cache(maxsize=65536)(self.areas.find)

    def read(self, item: Item, sheet: Sheet) -> Record | Skipped | list[Problem]:
        """A row of the table, or why it is left out, or everything that is wrong with it."""
        record: Record = {}
        problems: list[Problem] = []
        left_out = self._subjects(item, record, problems)
        if left_out:
            return Skipped(left_out)
        value = self._values(item, sheet, record, problems)
        if value.skip or (self.main == "target" and value.status and value.number is None):
            return Skipped(
                f"the {self.main} is a marker that the mapping skips" if value.skip else "no target is set"
            )
        self._texts(item, value, record, problems)
        return problems or record

    def _subjects(self, item: Item, record: Record, problems: list[Problem]) -> str:
        """Indicator, area and period; a reason if the mapping leaves the item out."""
        text = item.text("indicator")
        known = self.indicator(text)
        if known is None and self.mapping.indicators.unmapped == SKIP:
            return "an indicator that the mapping does not name"
        if known is None:
            problems.append(
                _problem(
                    item, "indicator", "is empty" if not text else "is not in the mapping (indicators: map)"
                )
            )
        place = self.area(item.text("area_code"), item.text("area_name"))
        if not place.listed and self.mapping.areas.unlisted == SKIP:
            return "an area that the areas table does not have"
        role = "area_code" if item.text("area_code") else "area_name"
        if place.wrong and self.mapping.areas.unlisted == SKIP and item.text(role):
            return "an area that the areas table does not have"
        if place.wrong or (not place.listed and self.mapping.areas.unlisted == "quarantine"):
            problems.append(_problem(item, role, place.wrong or place.former or "is not in the areas table"))
        record |= {"indicator_id": known or "", "area_code": place.code}
        self._add_period(item, record, problems)
        return ""

    def _add_period(self, item: Item, record: Record, problems: list[Problem]) -> None:
        period, status, wrong = self.period(item.text("period"))
        record |= {"period": period, "status": status}
        if wrong:
            problems.append(_problem(item, "period", wrong))

    def _period(self, text: str) -> tuple[str, str, str]:
        if not text:
            return "", "", "is empty"
        try:
            read = read_period(text, self.period_rules)
        except PeriodError as error:
            return "", "", error.message.removeprefix(f"'{text}' ")
        return str(read.period), read.status, ""

    def _indicator(self, text: str) -> str | None:
        rules = self.mapping.indicators
        if not text:
            return None
        for part in dict.fromkeys((text, text.rpartition(" | ")[2])):
            for label, own in rules.map.items():
                if reads(label, part):
                    return rules.prefix + own
        if rules.unmapped == "keep" or (not rules.unmapped and not rules.map):
            return rules.prefix + re.sub(r"\s+", "_", re.sub(r"\s*\|\s*", ".", without_footnotes(text).text))
        return None

    def _values(self, item: Item, sheet: Sheet, record: Record, problems: list[Problem]) -> Value:
        main = self.value(item.text(self.main))
        if main.wrong:
            problems.append(_problem(item, self.main, main.wrong))
        notes = [main.note]
        record[self.main] = _written(main.number, self.main, sheet)
        for role in self.others:
            text = item.text(role)
            other = self.value(text) if text else NOTHING
            if other.wrong:
                problems.append(_problem(item, role, other.wrong))
            if text and other.number is None and not other.wrong:
                notes.append(f"{role} {text} in the source")
            record[role] = _written(other.number, role, sheet)
        return Value(main.number, main.status, "; ".join(filter(None, notes)), skip=main.skip)

    def _texts(self, item: Item, value: Value, record: Record, problems: list[Problem]) -> None:
        if self.main == "target":
            record |= {name: item.text(name) for name in ("set_by", "reason")}
            self._date(item, "set_on", record, problems)
            del record["status"]
            return
        written = item.text("status")
        beside = self._status(written)
        own = "" if not item.text(self.main) and beside else value.status
        record["status"] = joined(record["status"], own, beside or "")
        unknown = f"status in the source: {written}" if beside is None else ""
        blank = value.note if own or value.number is not None else ""
        record["note"] = "; ".join(filter(None, (item.text("note"), blank, unknown)))
        self._date(item, "as_known", record, problems)

    def _status(self, written: str) -> str | None:
        if not written:
            return ""
        marker = self.markers.status_of(written)
        return self.markers.flag(written) or (
            marker if marker not in (SKIP, "number", "quarantine") else None
        )

    def _date(self, item: Item, role: str, record: Record, problems: list[Problem]) -> None:
        text = item.text(role)
        day = _day(text) if text else None
        record[role] = day.isoformat() if day else ""
        if text and day is None:
            problems.append(_problem(item, role, "is not a date; write it as 2026-05-14"))


def _written(number: Decimal | None, role: str, sheet: Sheet) -> str:
    if number is None:
        return ""
    factor = sheet.scale.get(role)
    return write_plain(number if factor is None else number * Decimal(repr(factor)))


@lru_cache(maxsize=4096)
def _day(text: str) -> date | None:
    for style in DATES:
        try:
            return datetime.strptime(text, style).date()
        except ValueError:
            continue
    return None


def _problem(item: Item, role: str, reason: str) -> Problem:
    cell = item.cells.get(role, Cell(""))
    return Problem(role, reason, cell.text, cell.name)
