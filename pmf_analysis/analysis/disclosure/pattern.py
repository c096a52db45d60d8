"""Which cells of a table are left out, and what an attacker takes for granted about them."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from pmf_analysis.analysis.disclosure.tables import KNOWN, UNSEEN, CountTable, Flags, Floats


class Attacker(StrEnum):
    """What somebody knows who tries to work back a suppressed count; each knows all that the one before does.

    All know every published count and how counts add up.
    """

    ARITHMETIC = "arithmetic"
    """Nothing more."""
    NOT_NEGATIVE = "not_negative"
    """That no count is below zero."""
    AT_LEAST_ONE = "at_least_one"
    """That a small count is suppressed only if it is at least 1, and which cells are suppressed for that reason."""


@dataclass(frozen=True)
class Pattern:
    """What is left out of a table.

    Attributes:
        primary: cells that must not be known, sorted.
        secondary: open cells that are left out besides, so that those cannot be worked back, sorted.
        proven: whether no fewer secondary cells would do.
        unprotected: primary cells that can be worked back whatever is left out, since too much is public already.
        note: a sentence on what is not as it should be; empty if nothing.
    """

    primary: tuple[str, ...]
    secondary: tuple[str, ...] = ()
    proven: bool = True
    unprotected: tuple[str, ...] = ()
    note: str = ""

    @property
    def suppressed(self) -> frozenset[str]:
        """Every cell that is left out."""
        return frozenset((*self.primary, *self.secondary))


def hidden(table: CountTable, suppressed: Iterable[str]) -> Flags:
    """Which cells an attacker cannot read: those suppressed and those never published, but none that is public already."""
    away = table.flags(suppressed) | (table.state == UNSEEN)
    return np.asarray(away & (table.state != KNOWN), dtype=bool)


def least(table: CountTable, primary: Flags, attacker: Attacker) -> Floats:
    """The smallest count that an attacker thinks possible for each hidden cell."""
    if attacker is Attacker.ARITHMETIC:
        return np.full(len(table.counts), -np.inf)
    known_one = primary & (table.counts > 0) if attacker is Attacker.AT_LEAST_ONE else np.zeros_like(primary)
    return known_one.astype(float)
