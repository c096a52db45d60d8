"""Which processes a process has started."""

from pathlib import Path


def descendants(process: int) -> list[int]:
    """The processes below one, by number."""
    found = []
    for children in Path(f"/proc/{process}/task").glob("*/children"):
        try:
            numbers = [int(number) for number in children.read_text().split()]
        except OSError:
            continue
        found += [each for number in numbers for each in (number, *descendants(number))]
    return found
