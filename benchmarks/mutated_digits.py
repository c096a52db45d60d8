"""How often `pmf verify` names a digit that was changed: one digit at random, many times, in every kind of file of a finished folder.

    python benchmarks/mutated_digits.py outputs/2025-26-q3 300

Works on a copy. A change counts as named if a finding has the file, the line, and the digit as it is and as it was.
"""

import random
import re
import shutil
import sys
import tempfile
from collections import Counter
from pathlib import Path

from pmf_analysis.batch.manifest import read_manifest
from pmf_analysis.batch.verify.files import check_files

KINDS = ("*/*.html", "index.html", "results/*.csv", "*/*.ipynb", "*/*.receipts.csv", "manifest.json")


def spoil(path: Path, chance: random.Random) -> tuple[bytes, str]:
    """Change one digit of a file; gives the content before, and what a finding on it says."""
    before = path.read_bytes()
    place = chance.choice([found.start() for found in re.finditer(rb"[0-9]", before)])
    digit = chance.choice([each for each in b"0123456789" if each != before[place]])
    path.write_bytes(before[:place] + bytes([digit]) + before[place + 1 :])
    line = before.count(b"\n", 0, place) + 1
    return before, f"line {line}: the digit {chr(digit)} was {chr(before[place])}"


def main(folder: Path, times: int) -> None:
    """Print, for each kind of file, how many changes were named."""
    chance, named, tried = random.Random(1), Counter[str](), Counter[str]()
    with tempfile.TemporaryDirectory() as place:
        copy = Path(shutil.copytree(folder, Path(place) / "copy"))
        hashes = read_manifest(copy)["outputs"]
        for turn in range(times):
            kind = KINDS[turn % len(KINDS)]
            path = chance.choice(
                [each for each in sorted(copy.glob(kind)) if re.search(rb"[0-9]", each.read_bytes())]
            )
            before, said = spoil(path, chance)
            findings = check_files(copy, hashes).findings
            about = [
                each
                for each in findings
                if each.where.startswith(path.name) or each.where.endswith(path.name)
            ]
            tried[kind] += 1
            named[kind] += any(
                each.what.startswith(said) or "its seal was changed" in each.what for each in about
            )
            path.write_bytes(before)
    for kind in KINDS:
        print(f"{kind:20} {named[kind]:4} of {tried[kind]} named")


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
