"""Whether the quotation marks of a CSV file leave no doubt about where each cell begins and ends (RFC 4180)."""

import re

import numpy as np

QUOTE = ord('"')
BLOCK = 1 << 24
ENDS_CELL = np.isin(np.arange(256), [ord(","), ord("\n"), ord("\r")])
ENDS_LINE = np.isin(np.arange(256), [ord("\n"), ord("\r")])


def has_quoted_line_ends(data: bytes) -> bool:
    """Whether a quoted cell goes over several lines.

    Of the marks in a file every other one stands outside a cell: it must open one, or follow the mark before it directly
    (a mark within a cell is written twice). The others must close a cell or be followed by the next mark directly.

    Raises:
        ValueError: names the line of the first mark of which that is not so.
    """
    content = np.frombuffer(data, dtype="uint8")
    count, over_lines = 0, False
    for start in range(0, len(content), BLOCK):
        block = content[start : start + BLOCK]
        marks = np.flatnonzero(block == QUOTE) + start
        inside = (np.arange(count, count + len(marks)) % 2).astype(bool)
        wrong = np.where(inside, ~_closes(content, marks), ~_opens(content, marks))
        if wrong.any():
            raise _alone(data, int(marks[wrong.argmax()]))
        ends = np.flatnonzero(ENDS_LINE[block]) + start
        over_lines = over_lines or bool(((np.searchsorted(marks, ends) + count) % 2).any())
        count += len(marks)
    if count % 2:
        raise _alone(data, data.rfind(b'"'))
    return over_lines


def _opens(content: np.ndarray, marks: np.ndarray) -> np.ndarray:
    before = content[np.maximum(marks - 1, 0)]
    opens: np.ndarray = (marks == 0) | ENDS_CELL[before] | (before == QUOTE)
    return opens


def _closes(content: np.ndarray, marks: np.ndarray) -> np.ndarray:
    last = len(content) - 1
    after = content[np.minimum(marks + 1, last)]
    closes: np.ndarray = (marks == last) | ENDS_CELL[after] | (after == QUOTE)
    return closes


def _alone(data: bytes, place: int) -> ValueError:
    return ValueError(
        f"line {line_of(data, place)}: a quotation mark stands alone, so that nobody can say where the cell ends; "
        'a cell that holds one is written "like ""this"""'
    )


def line_of(data: bytes, place: int) -> int:
    r"""The line of a byte, counted from 1, whichever line ends the file has.

    >>> line_of(b"a,b\r\n1,2\r3,4", 11)
    3
    """
    return len(re.findall(rb"\r\n|\r|\n", data[:place])) + 1
