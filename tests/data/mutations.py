"""What may happen to an input file on its way, and a second, slow reading of it to hold the first one against."""

import csv
import io

from hypothesis import strategies as st

from pmf_analysis.data.sources.raw import DECLARED, RawTable

TOKENS = [
    b'"', b'""', b",", b"\n", b"\r", b"\r\n", b"\0", b";", b"\t", b"'", b"-", b".", b"1e3", b"NaN", b"inf", b"\xa3", b"\xe2\x88\x92",
    b"\xc2\xa0", b"\xef\xbb\xbf", b"=1+1", b"\\", b"0x1A", b"1_000", b",,,,,,,,,,", b'"\n', b'\n"',
]  # fmt: skip
ENCODINGS = ["utf-16", "utf-16-le", "utf-8-sig", "cp1252", "mac_roman", "utf-32", "cp037"]


@st.composite
def mutated(draw: st.DrawFn, data: bytes) -> bytes:
    """The bytes after one to three accidents."""
    for accident in draw(st.lists(st.sampled_from(ACCIDENTS), min_size=1, max_size=3)):
        data = accident(draw, data)
    return data


def truncated(draw: st.DrawFn, data: bytes) -> bytes:
    return data[: draw(st.integers(0, len(data)))]


def flipped(draw: st.DrawFn, data: bytes) -> bytes:
    changed = bytearray(data)
    for _ in range(draw(st.integers(1, 4))):
        if changed:
            changed[draw(st.integers(0, len(changed) - 1))] = draw(st.integers(0, 255))
    return bytes(changed)


def inserted(draw: st.DrawFn, data: bytes) -> bytes:
    place = draw(st.integers(0, len(data)))
    return data[:place] + draw(st.sampled_from(TOKENS)) + data[place:]


def cut(draw: st.DrawFn, data: bytes) -> bytes:
    start = draw(st.integers(0, len(data)))
    return data[:start] + data[start + draw(st.integers(0, 60)) :]


def repeated(draw: st.DrawFn, data: bytes) -> bytes:
    lines = data.splitlines(keepends=True) or [b""]
    place = draw(st.integers(0, len(lines) - 1))
    return b"".join([*lines[: place + 1], lines[place], *lines[place + 1 :]])


def reordered(draw: st.DrawFn, data: bytes) -> bytes:
    """The same columns in another order, in every row alike."""
    rows = [line.split(b",") for line in data.splitlines()]
    if not rows or any(len(row) != len(rows[0]) for row in rows):
        return data
    order = draw(st.permutations(range(len(rows[0]))))
    return b"\n".join(b",".join(row[place] for place in order) for row in rows) + b"\n"


def recoded(draw: st.DrawFn, data: bytes) -> bytes:
    text = data.decode("utf-8", "replace")
    return text.encode(draw(st.sampled_from(ENCODINGS)), "replace")


def line_ends(draw: st.DrawFn, data: bytes) -> bytes:
    return data.replace(b"\n", draw(st.sampled_from([b"\r", b"\r\n", b"\n\n"])))


def separated(draw: st.DrawFn, data: bytes) -> bytes:
    return data.replace(b",", draw(st.sampled_from([b";", b"\t", b"|", b", "])))


def quoted(draw: st.DrawFn, data: bytes) -> bytes:
    """One line with all its cells quoted."""
    lines = data.split(b"\n")
    place = draw(st.integers(0, len(lines) - 1))
    lines[place] = b",".join(b'"' + cell + b'"' for cell in lines[place].split(b","))
    return b"\n".join(lines)


ACCIDENTS = [truncated, flipped, inserted, cut, repeated, reordered, recoded, line_ends, separated, quoted]


def slow_reading(data: bytes) -> tuple[list[str], dict[int, list[str]]]:
    """Headings, and row number to cells, by Python's own reader in its strict mode."""
    records = list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""), strict=True))
    return [heading.strip() for heading in records[0]], dict(enumerate(records[1:], start=2))


def assert_nothing_lost(table: RawTable, data: bytes) -> None:
    """Every cell that the slow reading finds is in the table or named among its broken rows, and nothing else is."""
    headings, records = slow_reading(data)
    wanted = [name for name in headings if name in DECLARED[table.name]]
    assert list(table.headings) == headings
    if not wanted:  # refused as a table whose columns are missing
        return
    rows = {
        row["source_row"]: row
        for row in table.cells.astype("str").assign(source_row=table.cells["source_row"]).to_dict("records")
    }
    broken = {each.row for each in table.broken}
    for number, record in records.items():
        if len(record) != len(headings):
            assert number in broken or not "".join(record).strip(' ,"'), (number, record)
            assert number not in rows
            continue
        cells = {name: cell for name, cell in zip(headings, record, strict=True) if name in wanted}
        if number in rows:
            assert {name: rows[number][name] for name in wanted} == cells
        else:
            assert not "".join(cells.values()).strip()
    assert {*rows, *broken} <= set(records)
