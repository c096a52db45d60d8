"""Disclosure control: which counts may be published, and proof that the others cannot be worked back."""

from pmf_analysis.analysis.disclosure.audit import audit, recovered
from pmf_analysis.analysis.disclosure.pattern import Attacker, Pattern
from pmf_analysis.analysis.disclosure.rules import COUNCIL, HES, SmallCounts
from pmf_analysis.analysis.disclosure.suppress import suppress
from pmf_analysis.analysis.disclosure.tables import CountTable, cross_table

__all__ = [
    "COUNCIL",
    "HES",
    "Attacker",
    "CountTable",
    "Pattern",
    "SmallCounts",
    "audit",
    "cross_table",
    "recovered",
    "suppress",
]
