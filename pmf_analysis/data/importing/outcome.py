"""What became of each item: a row of the table, a line in the quarantine, or a reason to leave it out."""

from collections import Counter
from dataclasses import dataclass, field

from pmf_analysis.data.importing.items import Item
from pmf_analysis.data.tables import OBSERVATIONS, TARGETS

QUARANTINE = ("file", "sheet", "cell", "indicator", "area", "period", "column", "value", "reason", "items")
Record = dict[str, str]
KEYS = {"observations": OBSERVATIONS.key, "targets": TARGETS.key}


@dataclass(frozen=True)
class Problem:
    """Why an item cannot be read: the role, and its cell's text and place."""

    role: str
    reason: str
    value: str = ""
    cell: str = ""


@dataclass
class Tally:
    """All items of a run: read = written + already there + quarantined + skipped.

    Attributes:
        read: how many were found.
        written: those that went into the table.
        already: those that the table held before.
        quarantined: those that could not be read.
        skipped: those left out, by reason.
    """

    read: int = 0
    written: int = 0
    already: int = 0
    quarantined: int = 0
    skipped: Counter[str] = field(default_factory=Counter)

    @property
    def adds_up(self) -> bool:
        """Whether every item that was found is accounted for."""
        return self.read == self.written + self.already + self.quarantined + sum(self.skipped.values())


@dataclass
class Gathered:
    """The rows and the quarantine so far.

    Attributes:
        records: rows of the table, each with its `source_ref`.
        quarantine: lines of the quarantine, each with the columns of `QUARANTINE`.
        tally: the counts.
        notes: what a person should know.
    """

    records: list[Record] = field(default_factory=list)
    quarantine: list[Record] = field(default_factory=list)
    tally: Tally = field(default_factory=Tally)
    notes: list[str] = field(default_factory=list)

    def set_aside(self, file: str, sheet: str, item: Item, problems: list[Problem]) -> None:
        """List an item that cannot be read, a line for each problem; the first one counts it."""
        self.tally.quarantined += 1
        about = {
            "file": file,
            "sheet": sheet,
            "indicator": item.text("indicator"),
            "area": item.text("area_code") or item.text("area_name"),
            "period": item.text("period"),
        }
        for number, problem in enumerate(problems):
            line = {
                "cell": problem.cell,
                "column": problem.role,
                "value": problem.value,
                "reason": problem.reason,
            }
            self._list(about | line, 0 if number else 1)

    def set_aside_row(self, file: str, sheet: str, cell: str, value: str, reason: str, count: int) -> None:
        """List a row that cannot be read cell by cell."""
        self.tally.quarantined += count
        line = dict.fromkeys(QUARANTINE, "") | {
            "file": file,
            "sheet": sheet,
            "cell": cell,
            "value": value,
            "reason": reason,
        }
        self.quarantine.append(line | {"items": str(count)})

    def _list(self, line: Record, items: int) -> None:
        """A label that is wrong for a whole row is told once, with the number of its items."""
        last = self.quarantine[-1] if self.quarantine else {}
        if (
            all(last.get(name) == line[name] for name in ("file", "sheet", "cell", "column", "reason"))
            and line["cell"]
        ):
            last["items"] = str(int(last["items"]) + items)
            return
        self.quarantine.append(line | {"items": str(items)})


def settle_repeats(gathered: Gathered, table: str) -> None:
    """Rows with one key: the same row again counts once; rows that contradict each other are all set aside."""
    found: dict[tuple[str, ...], list[Record]] = {}
    for record in gathered.records:
        found.setdefault(tuple(record.get(name, "") for name in KEYS[table]), []).append(record)
    kept: list[Record] = []
    for same in found.values():
        if len({_content(record) for record in same}) == 1:
            kept.append(same[0])
            if len(same) > 1:
                gathered.tally.skipped["repeats a row that says the same"] += len(same) - 1
            continue
        for record in same:
            others = [each for each in same if each is not record and _content(each) != _content(record)]
            refuse(
                gathered,
                record,
                table,
                f"another cell says something else of the same thing: {_told(others[0], table)}",
            )
    gathered.records = kept


def refuse(gathered: Gathered, record: Record, table: str, reason: str) -> None:
    """Set aside a row that was read, but may not be written."""
    main = "value" if table == "observations" else "target"
    file, _, cell = record["source_ref"].partition("!")
    sheet, _, cell = cell.rpartition("!")
    line = {
        "file": file,
        "sheet": sheet,
        "cell": cell,
        "indicator": record["indicator_id"],
        "area": record["area_code"],
        "period": record["period"],
    }
    gathered.quarantine.append(
        line | {"column": main, "value": record.get(main, ""), "reason": reason, "items": "1"}
    )
    gathered.tally.quarantined += 1


def _content(record: Record) -> tuple[tuple[str, str], ...]:
    return tuple((name, text) for name, text in sorted(record.items()) if name not in ("source_ref", "note"))


def _told(record: Record, table: str) -> str:
    value = (
        record.get("value" if table == "observations" else "target", "")
        or record.get("status", "")
        or "nothing"
    )
    return f"{value} ({record['source_ref']})"
