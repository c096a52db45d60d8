"""Seals: a short number for each line of each file of a quarter's folder, so that a change is not only seen but named.

A file's SHA-256 in the manifest says that something was changed. Its seal says in which line; and where one digit was changed, which, and
what it was: of all lines that differ from it by a digit only the true one has the seal's number. The manifest carries its own seal.
"""

import json
from base64 import b64decode, b64encode
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any
from zlib import crc32

SEALS, SEAL, MANIFEST = "seals.json", "seal", "manifest.json"
UNSEALED = {MANIFEST, SEALS, "run.jsonl"}  # the run's log tells how long things took, which no two runs share
WIDTH = 4  # bytes for each line
DIGITS = b"0123456789"


@dataclass(frozen=True)
class Change:
    """A line that is not as it was written.

    Attributes:
        line: its number, from 1; one past the last for lines that are gone.
        now: what it says.
        was: what it said, where one digit was changed; None where more was.
        column: where that digit stands in the line, from 0, in characters.
    """

    line: int
    now: str
    was: str | None = None
    column: int = -1

    @property
    def words(self) -> str:
        """The change in words, with what stands round it."""
        if self.was is None:
            return f"line {self.line} was changed: '{_short(self.now, 0)}'"
        return (
            f"line {self.line}: the digit {self.now[self.column]} was {self.was[self.column]}, "
            f"in '{_short(self.now, self.column)}'"
        )


def seal_of(content: bytes) -> str:
    """The seal of a file's content."""
    return b64encode(b"".join(crc32(line).to_bytes(WIDTH) for line in content.split(b"\n"))).decode()


def write_seals(folder: Path) -> None:
    """Write the seals of all files of a folder into it."""
    paths = sorted(path for path in folder.rglob("*") if path.is_file())
    names = {path.relative_to(folder).as_posix(): path for path in paths}
    seals = {name: seal_of(path.read_bytes()) for name, path in names.items() if name not in UNSEALED}
    text = json.dumps(seals, indent=0, ensure_ascii=False) + "\n"
    (folder / SEALS).write_text(text, encoding="utf-8", newline="\n")


def changes(content: bytes, seal: str) -> tuple[Change, ...]:
    """The lines of a file that do not fit its seal; of lines put in or taken out, the first that is out of place."""
    lines, numbers = content.split(b"\n"), _numbers(seal)
    odd = [
        place for place, line in enumerate(lines) if place >= len(numbers) or crc32(line) != numbers[place]
    ]
    if len(lines) != len(numbers):
        place = odd[0] if odd else len(lines)
        now = lines[place].decode("utf-8", "replace") if place < len(lines) else ""
        return (Change(place + 1, now),)
    return tuple(_change(place + 1, lines[place], numbers[place]) for place in odd)


def mended(content: bytes, found: Sequence[Change]) -> bytes:
    """The content as it was written, as far as the changes tell."""
    lines = content.split(b"\n")
    for each in found:
        if each.was is not None:
            lines[each.line - 1] = each.was.encode()
    return b"\n".join(lines)


def sealed_json(content: Mapping[str, Any]) -> str:
    """A manifest as text that ends with the seal of all that stands before it."""
    text = json.dumps(dict(content), indent=2, ensure_ascii=False).removesuffix("\n}")
    digest = sha256(text.encode()).hexdigest()
    return f'{text},\n  "{SEAL}": {{"sha256": "{digest}", "lines": "{seal_of(text.encode())}"}}\n}}\n'


def check_sealed(text: str) -> tuple[Change, ...] | str:
    """The lines of a manifest that do not fit its own seal; a sentence where the seal itself was changed or is missing."""
    before, found, after = text.rpartition(f',\n  "{SEAL}": ')
    try:
        seal = json.loads(after.removesuffix("\n}\n"))
        digest, lines = str(seal["sha256"]), str(seal["lines"])
        odd = changes(before.encode(), lines)
    except (ValueError, KeyError, TypeError):
        return "its seal was changed" if found else "it has no seal"
    whole = sha256(before.encode()).hexdigest() == digest
    if whole and odd:
        return "its seal was changed: the lines are as they were written"
    return odd if odd or whole else "its seal was changed: its lines fit, and its SHA-256 does not"


def _numbers(seal: str) -> list[int]:
    raw = b64decode(seal, validate=True)
    return [int.from_bytes(raw[place : place + WIDTH]) for place in range(0, len(raw), WIDTH)]


def _change(number: int, line: bytes, crc: int) -> Change:
    now = line.decode("utf-8", "replace")
    was = next(_one_digit_back(line, crc), None)
    if was is None:
        return Change(number, now)
    column = next(place for place, (a, b) in enumerate(zip(now, was, strict=True)) if a != b)
    return Change(number, now, was, column)


def _one_digit_back(line: bytes, crc: int) -> Iterator[str]:
    """The lines that differ in one digit and have the number.

    CRC-32 is linear: what a change of one byte does to it depends on the change and on how many bytes follow, so one walk from the end
    suffices. Digits differ from each other in their lowest four bits.
    """
    wanted = crc32(line) ^ crc
    effects = [TABLE[1 << bit] for bit in range(4)]
    for place in range(len(line) - 1, -1, -1):
        byte = line[place]
        if byte in DIGITS:
            for change in range(1, 16):
                if byte ^ change in DIGITS and _effect(effects, change) == wanted:
                    yield (line[:place] + bytes([byte ^ change]) + line[place + 1 :]).decode(
                        "utf-8", "replace"
                    )
        effects = [(each >> 8) ^ TABLE[each & 0xFF] for each in effects]


def _effect(effects: Sequence[int], change: int) -> int:
    found = 0
    for bit, each in enumerate(effects):
        if change >> bit & 1:
            found ^= each
    return found


def _table() -> tuple[int, ...]:
    """What one byte does to an empty CRC-32 register."""
    found = []
    for byte in range(256):
        for _ in range(8):
            byte = (byte >> 1) ^ (POLYNOMIAL if byte & 1 else 0)
        found.append(byte)
    return tuple(found)


POLYNOMIAL = 0xEDB88320  # of CRC-32 (RFC 1952, section 8), lowest bit first
TABLE = _table()


def _short(text: str, column: int) -> str:
    start, end = max(0, column - 30), column + 30
    return f"{'…' if start else ''}{text[start:end].strip()}{'…' if end < len(text) else ''}"
