"""Check the tables against each other: what is right goes on as a `Dataset`; what is wrong is told by file, row and column."""

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches

import pandas as pd

from pmf_analysis.data.columns import check_columns
from pmf_analysis.data.parsing import (
    empty_frame,
    nothing_set_aside,
    parse_table,
    plain,
    quarantine,
    without_value,
)
from pmf_analysis.data.period_columns import add_periods, dated
from pmf_analysis.data.settings import Settings
from pmf_analysis.data.sources import RawTable
from pmf_analysis.data.tables import TABLES
from pmf_analysis.errors import DataError, Fault


@dataclass(frozen=True)
class Dataset:
    """The input tables, clean and typed; `docs/architecture.md` lists what columns are added.

    Attributes:
        frames: table name to its rows; tables that were not given are empty.
        sources: table name to the file, sheet or database table that it came from.
        quarantine: rows set aside, each with file, row, column, value and reason.
        notes: sentences about the tables as a whole, such as columns that are ignored.
    """

    frames: dict[str, pd.DataFrame]
    sources: dict[str, str]
    quarantine: pd.DataFrame
    notes: tuple[str, ...]

    def __getitem__(self, name: str) -> pd.DataFrame:
        return self.frames[name]


def check_tables(raw: dict[str, RawTable], settings: Settings) -> Dataset:
    """Read and check every table, for the home council of the settings.

    Raises:
        DataError: holds every fault that stops the quarter, each with file, row and column.
    """
    dataset = check_shared(raw, settings)
    check_home(dataset, settings)
    return dataset


def check_shared(raw: dict[str, RawTable], settings: Settings) -> Dataset:
    """Read and check every table, whichever council is at home.

    A wrong row in a register (indicators, areas, comparator groups) stops the run, since leaving it out would change what is
    reported; a wrong row elsewhere is quarantined.

    Raises:
        DataError: holds every fault that stops the quarter, each with file, row and column.
    """
    notes, faults = check_columns(raw)
    if faults:
        raise DataError("the data cannot be reported", faults)
    frames, set_aside = {}, []
    for table in TABLES:
        frame, found = (
            parse_table(raw[table.name], table)
            if table.name in raw
            else (empty_frame(table), nothing_set_aside())
        )
        frames[table.name] = frame
        set_aside.append(found)
    for step in (_known_names, _register_duplicates, _known_ids, _periods, _values, _other_duplicates):
        set_aside += step(frames, raw, settings)
    found = pd.concat(set_aside, ignore_index=True)
    _stop_on_registers(found)
    ordered = found.sort_values(["table", "source_row", "column"], kind="stable", ignore_index=True)
    frames = {name: plain(frame) for name, frame in frames.items()}
    return Dataset(frames, {name: table.source for name, table in raw.items()}, ordered, tuple(notes))


def _set_aside(
    frames: dict[str, pd.DataFrame],
    raw: dict[str, RawTable],
    name: str,
    bad: pd.Series,
    column: str,
    reason: str,
) -> pd.DataFrame:
    """Take the bad rows out of a table and list them as they were written."""
    if not bad.any():
        return nothing_set_aside()
    rows = set(frames[name].loc[bad, "source_row"])
    frames[name] = frames[name][~bad].reset_index(drop=True)
    cells = raw[name].cells
    return quarantine(raw[name], cells[cells["source_row"].isin(rows)], column, reason)


def _known_names(
    frames: dict[str, pd.DataFrame], raw: dict[str, RawTable], settings: Settings
) -> Iterable[pd.DataFrame]:
    """Directorates, themes, portfolios and committees that the council's settings do not have."""
    fields = {
        "directorate": "directorates",
        "theme": "themes",
        "portfolio": "portfolios",
        "committee": "committees",
    }
    for field, setting in fields.items():
        entries = getattr(settings, setting)
        known = [entry.slug if field == "directorate" else entry.name for entry in entries]
        values = frames["indicators"][field]
        for value in sorted(set(values) - {*known, ""}):
            near = get_close_matches(value, known, n=1)
            right = (
                f"did you mean '{near[0]}'?"
                if near
                else f"{settings.council_path.name} lists {', '.join(known) or 'none'}"
            )
            reason = f"is not one of the {setting} in the settings; {right}"
            yield _set_aside(frames, raw, "indicators", frames["indicators"][field] == value, field, reason)


def _known_ids(
    frames: dict[str, pd.DataFrame], raw: dict[str, RawTable], _: Settings
) -> Iterable[pd.DataFrame]:
    """Rows about indicators or areas that the registers do not hold."""
    indicators, areas = (
        set(raw["indicators"].cells["indicator_id"].str.strip()),
        set(frames["areas"]["area_code"]),
    )
    for name in ("observations", "targets", "commentary", "attestations"):
        orphan = ~frames[name]["indicator_id"].isin(indicators)
        yield _set_aside(frames, raw, name, orphan, "indicator_id", "is not in the table indicators")
    for name in ("observations", "targets", "comparator_groups"):
        orphan = ~frames[name]["area_code"].isin(areas | ({""} if name == "targets" else set()))
        yield _set_aside(frames, raw, name, orphan, "area_code", "is not in the table areas")


def _periods(
    frames: dict[str, pd.DataFrame], raw: dict[str, RawTable], _: Settings
) -> Iterable[pd.DataFrame]:
    """Periods that cannot be read, or that the indicator's frequency does not have."""
    frequencies = frames["indicators"].set_index("indicator_id")["frequency"]
    for name in ("observations", "targets", "commentary"):
        frame, reasons = add_periods(frames[name], frequencies)
        frames[name] = frame
        for reason in sorted(set(reasons) - {""}):
            bad = reasons == reason
            yield _set_aside(frames, raw, name, bad, "period", reason)
            reasons = reasons[~bad].reset_index(drop=True)
        frames[name] = dated(frames[name])


def _values(frames: dict[str, pd.DataFrame], raw: dict[str, RawTable], _: Settings) -> Iterable[pd.DataFrame]:
    """Values where the status says that there is none: they may be confidential, so they go no further."""
    observations = frames["observations"]
    held = without_value(observations["status"]) & observations["value"].notna()
    yield _set_aside(
        frames,
        raw,
        "observations",
        held,
        "status",
        "says that there is no value, but the row holds one; clear one of them",
    )
    tolerance = frames["targets"]["tolerance"] < 0
    yield _set_aside(
        frames, raw, "targets", tolerance, "tolerance", "is negative; a tolerance is a distance, such as 2.0"
    )
    backwards = frames["attestations"]["valid_to"] < frames["attestations"]["valid_from"]
    yield _set_aside(frames, raw, "attestations", backwards, "valid_to", "is before valid_from")


def _register_duplicates(
    frames: dict[str, pd.DataFrame], raw: dict[str, RawTable], _: Settings
) -> Iterable[pd.DataFrame]:
    return _duplicates(frames, raw, register=True)


def _other_duplicates(
    frames: dict[str, pd.DataFrame], raw: dict[str, RawTable], _: Settings
) -> Iterable[pd.DataFrame]:
    return _duplicates(frames, raw, register=False)


def _duplicates(
    frames: dict[str, pd.DataFrame], raw: dict[str, RawTable], *, register: bool
) -> Iterable[pd.DataFrame]:
    """Rows that share a key: a repeated row counts once; rows that contradict each other are all set aside."""
    for table in TABLES:
        if table.register is not register:
            continue
        frame = frames[table.name]
        key = [name for name in table.key if name in frame]
        if not frame.duplicated(key).any():
            continue
        rest = [name for name in frame.columns if name != "source_row"]
        repeated = frame.duplicated(rest)
        yield _set_aside(
            frames, raw, table.name, repeated, key[0], "repeats a row above it to the letter; it counts once"
        )
        conflicting = frames[table.name].duplicated(key, keep=False)
        words = ", ".join(key)
        reason = f"shares its key ({words}) with another row that says something else; none of them counts until one is taken out"
        yield _set_aside(frames, raw, table.name, conflicting, key[0], reason)


def check_home(dataset: Dataset, settings: Settings) -> None:
    """See to it that there is something to report for the home council.

    Raises:
        DataError: if its area code is not known, or not one row is about it.
    """
    home = settings.council.area_code
    if home not in set(dataset["areas"]["area_code"]):
        where = (
            f"{settings.path}: councils" if settings.guest else f"{settings.council_path}: council.area_code"
        )
        raise DataError("the data cannot be reported", [Fault(where, f"'{home}' is not in the table areas")])
    if not (dataset["observations"]["area_code"] == home).any():
        what = f"there is not one row that can be used for the home council {home}"
        raise DataError("the data cannot be reported", [Fault("observations", what)])


def _stop_on_registers(found: pd.DataFrame) -> None:
    registers = [table.name for table in TABLES if table.register]
    faults = [
        Fault(f"{row.source} row {row.source_row}, column {row.column}", f"'{row.value}' {row.reason}")
        for row in found[found["table"].isin(registers)].itertuples()
    ]
    if faults:
        raise DataError("the data cannot be reported", faults)
