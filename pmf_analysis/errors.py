"""What can go wrong, drawn as a tree; each branch ends the command with its own exit code.

    PmfError
    ├── UsageError         2   the command line asks for something that does not exist
    ├── SettingsError     10   a settings file is wrong; holds every fault
    ├── DataError         11   the data cannot be read or cannot be reported; holds every fault
    │   ├── PeriodError        a period that nobody could place in time
    │   └── StatisticsError    a series or an option that a method cannot answer for
    ├── ReportError       12   a report failed; the others are made
    └── SetupError        13   a kernel, a template or a notebook is missing

Every message says what is wrong, where, and what would be right.
"""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong, told so that its owner can mend it.

    Attributes:
        where: the file, and the row or the path inside it: `council.yaml: directorates[2].slug`.
        what: what is wrong, with the offending value.
        right: what would be right; empty where `what` says it already.
    """

    where: str
    what: str
    right: str = ""

    def __str__(self) -> str:
        return f"{self.where}: {self.what}" + (f"; {self.right}" if self.right else "")


class PmfError(Exception):
    """A mistake that a person can mend; shown as its sentences, never as a traceback.

    Args:
        message: one sentence.
        faults: the single faults behind it, if there are several.
    """

    exit_code = 1

    def __init__(self, message: str, faults: Sequence[Fault] = ()) -> None:
        super().__init__(message)
        self.message = message
        self.faults = tuple(faults)

    def __str__(self) -> str:
        return "\n".join([self.message, *(f"  {fault}" for fault in self.faults)])


class UsageError(PmfError):
    """The command line names a directorate, a report or a file that does not exist."""

    exit_code = 2


class SettingsError(PmfError):
    """A settings file is wrong."""

    exit_code = 10


class DataError(PmfError):
    """The data cannot be read, or holds too little that is right to report the quarter."""

    exit_code = 11


class PeriodError(DataError):
    """A text that names no period, or names one that the frequency does not have."""


class StatisticsError(DataError, ValueError):
    """A series or an option for which a statistical method has no answer; also a `ValueError` for those who use the methods alone."""


class ReportError(PmfError):
    """A report could not be made."""

    exit_code = 12


class SetupError(PmfError):
    """Something that the installation should have brought is missing."""

    exit_code = 13
