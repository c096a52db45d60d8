"""Which numbers of a page have no receipt, and which need none."""

import csv
import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path

from pmf_analysis.display.house_style import MUTED
from pmf_analysis.display.receipt_attributes import NAME, PIECES, VOID
from pmf_analysis.framework.numbers import unit_words
from pmf_analysis.framework.printed import find_numbers
from pmf_analysis.publishing.receipts import read_receipts, receipts_path

# Words of others: they are quoted as they are, and no number in them is ours.
QUOTED = {
    "indicators": ("name", "source", "description", "rationale"),
    "benchmarks": ("group_name",),
    "group_values": ("group_name", "area_name"),
    "targets": ("reason", "set_by"),
    "assessments": ("note", "target_reason", "target_set_by"),
    "history": ("note",),
    "commentary": ("text", "expected_effect"),
    "actions": ("action", "objective", "milestones", "action_id"),
    "risks": ("risk", "mitigation", "risk_id", "target_rating", "rating"),
    "quarantine": ("value", "reason"),
}
# Constants of a method or of the framework: the same on every page, listed with the settings in the manifest.
CONSTANTS = re.compile(
    r"(?<![\d.,])(?:(?:8|19) times in (?:10|20)|8 in 10|(?:80|95|99\.8)% (?:range|interval|limits)|(?:80|95)%:)|1 is best|rank 1\b|quartile 1 of 4|"
    r"\bof 4\b|\((?:under )?\d+%(?: to under \d+%| or more)?\)|chance of (?:less than )?65%(?: or more)?|share near 80%|per 1(?:0*|,000|0,000|00,000)\b|"
    r"fewer than 1\b|\b1 (?:month|quarter|year|period) ahead|80% of outcomes|\bthe run [0-9a-f]{12}\b|^\s*\d+\. ",
    re.IGNORECASE,
)
SKIPPED = ("<style", "<title", "<script", "<meta", "<code")
KEY = re.compile(r'class="(?:key|rules)')


def unreceipted(page: Path, results: Path) -> list[str]:
    """Each number of a page that has no receipt and needs one, with what stands round it."""
    file = page.parent / receipts_path(page.name)
    receipts = read_receipts(file) if file.is_file() else ()
    quoted = _quoted(results)
    found = []
    pieces = list(_elements(page.read_text(encoding="utf-8")))
    places = [int(place) for tag, _, _ in pieces if (place := _place(tag))] + [len(receipts) + 1]
    for tag, text, in_key in pieces:
        own = [each[0] for each in find_numbers(CONSTANTS.sub(" ", quoted.sub(" ", text)))]
        if place := _place(tag):
            start, end = places[0], places[1]
            del places[0]
            assert start == int(place)
            for receipt in receipts[start - 1 : end - 1]:
                if receipt.printed in own:
                    own.remove(receipt.printed)
        if in_key or tag.startswith(SKIPPED) or (tag.startswith("<text") and MUTED in tag):
            continue
        found += [f"{each} in {tag[:60]}: '{' '.join(text.split())[:200]}'" for each in own]
    return found


def _place(tag: str) -> str:
    found = re.search(r' data-r="(\d+)"', tag)
    return found[1] if found else ""


def _elements(html: str) -> Iterator[tuple[str, str, bool]]:
    """Each element's tag, its own text, and whether it stands in the key that explains the policy's numbers."""
    inside: list[tuple[str, list[str], bool]] = []
    found = []
    for piece in PIECES.split(html):
        opened = NAME.match(piece)
        if not opened:
            if inside:
                inside[-1][1].append(piece)
        elif opened[1]:
            inside.pop()
        else:
            in_key = bool(inside and inside[-1][2]) or bool(KEY.search(piece))
            element = (piece, [" "], in_key)
            if inside:
                inside[-1][1].append(" ")
            found.append(element)
            if opened[2].lower() not in VOID and not piece.endswith("/>"):
                inside.append(element)
    return ((tag, unescape("".join(text)), in_key) for tag, text, in_key in found)


def _quoted(results: Path) -> re.Pattern[str]:
    words = set()
    for table, columns in QUOTED.items():
        with (results / f"{table}.csv").open(encoding="utf-8", newline="") as file:
            words |= {row[name] for row in csv.DictReader(file) for name in columns if row.get(name)}
    with (results / "indicators.csv").open(encoding="utf-8", newline="") as file:
        words |= {unit_words(row["unit"]).words for row in csv.DictReader(file)}
    with_digits = {
        re.escape(each) for each in words if re.search(r"\d", each) and re.search(r"[^\W\d]{3}", each)
    }
    return re.compile("|".join(sorted(with_digits, key=len, reverse=True)) or r"(?!)")
