"""Why an indicator is an exception: each rule that gave points, in words, with the numbers that it saw."""

import math
from collections.abc import Callable
from dataclasses import replace

from pmf_analysis.display.dossier import Dossier, Row, as_number, as_text
from pmf_analysis.display.wording.claims import Claim, sentence
from pmf_analysis.display.wording.outlook import chance_words
from pmf_analysis.display.wording.peers import QUARTILES
from pmf_analysis.framework.numbers import write_chance, write_number
from pmf_analysis.framework.receipts import Cell, Sourced

RULE_NAMES = {
    "off_target": "Off target",
    "floor_breached": "Floor breached",
    "signal": "Signal",
    "direction_of_travel": "Direction of travel",
    "forecast": "Forecast",
    "benchmark": "Comparison with others",
    "statutory": "Statutory indicator",
}
SIGNAL_RULES = {
    "last_result": "the last one, set against those before it",
    "last_four": "the last four, set against those before them",
    "last_eight": "the last eight, set against those before them",
    "trend": "a steady rise or fall",
}


class FactTexts(dict[str, str]):
    """Facts of a rule by name, with the cell of the results that they stand in."""

    cell: Cell | None = None


def reason(dossier: Dossier, part: Row) -> Claim:
    """One rule that gave points, with its numbers."""
    facts = read_facts(part["fact"])
    rule = as_text(part["rule"])
    writer = WRITERS.get(rule, _other)
    return Claim(
        text=sentence(writer(dossier, facts)),
        subject=dossier.id,
        quoted=dossier.quoted,
        size=as_number(part["points"]),
        test=rule,
    )


def rule_name(rule: str) -> str:
    """What a rule is called in print."""
    return RULE_NAMES.get(rule, rule.replace("_", " ").capitalize())


def read_facts(text: str) -> FactTexts:
    """`gap=2.1;period=2025/26 Q3` as a dictionary of texts, which knows the cell that they stand in.

    >>> read_facts("gap=2.1;period=2025/26 Q3")
    {'gap': '2.1', 'period': '2025/26 Q3'}
    """
    pairs = (pair.partition("=") for pair in as_text(text).split(";"))
    facts = FactTexts({name: value for name, _, value in pairs if name})
    facts.cell = getattr(text, "cell", None)
    return facts


def fact_number(facts: dict[str, str], name: str) -> float:
    """A number among the facts, NaN if it is not there."""
    try:
        number = float(facts[name])
    except (KeyError, ValueError):
        return math.nan
    cell = getattr(facts, "cell", None)
    return Sourced(number, str(replace(cell, part=name))) if cell else number


def _off_target(dossier: Dossier, facts: dict[str, str]) -> str:
    target, tolerance = (fact_number(facts, name) for name in ("target", "tolerance"))
    text = dossier.short_gap(fact_number(facts, "gap"), f"the target of {dossier.value(target)}")
    if math.isnan(tolerance):
        return f"rated red: {text}; no tolerance is set"
    return f"rated red: {text}; the tolerance is {_size(dossier, tolerance)}"


def _floor(dossier: Dossier, facts: dict[str, str]) -> str:
    value, floor = (fact_number(facts, name) for name in ("value", "floor"))
    return f"{dossier.value(value)} is beyond {dossier.short(floor)}, the level that forces action"


def _signal(_: Dossier, facts: dict[str, str]) -> str:
    found = SIGNAL_RULES.get(facts.get("rule", ""), "")
    text = f"the results to {facts.get('period', 'now')} stand out from ordinary variation"
    return f"{text}: {found}" if found else text


def _direction(_: Dossier, facts: dict[str, str]) -> str:
    way = "better" if facts.get("direction") == "IMPROVING" else "worse"
    return f"each result is {way} than the one before ({facts.get('rule', 'latest results')})"


def _forecast(_: Dossier, facts: dict[str, str]) -> str:
    chance = fact_number(facts, "chance")
    when = facts.get("year_end_period") or "year-end"
    return f"meeting the target for {when} has a chance of {write_chance(chance)}: {chance_words(chance)}"


def _benchmark(_: Dossier, facts: dict[str, str]) -> str:
    quartile = QUARTILES.get(int(fact_number(facts, "quartile")), "")
    rank, count = (write_number(fact_number(facts, name), 0) for name in ("rank", "n"))
    text = f"ranked {rank} of {count} in its group for {facts.get('benchmark_period', '')}, {quartile}"
    if facts.get("comparison") in ("better", "worse"):
        return f"{text}; the difference is beyond chance"
    return f"{text}; the difference may be chance, so the rule gives half its points"


def _statutory(_: Dossier, __: dict[str, str]) -> str:
    return "the council must report this indicator by law"


def _other(_: Dossier, facts: dict[str, str]) -> str:
    return ", ".join(f"{name.replace('_', ' ')} {value}" for name, value in facts.items()) or "see the key"


def _size(dossier: Dossier, amount: float) -> str:
    """A distance without its sign: `2.0 percentage points`."""
    return dossier.short_change(amount, signed=False).replace("no change", "nil")


WRITERS: dict[str, Callable[[Dossier, dict[str, str]], str]] = {
    "off_target": _off_target,
    "floor_breached": _floor,
    "signal": _signal,
    "direction_of_travel": _direction,
    "forecast": _forecast,
    "benchmark": _benchmark,
    "statutory": _statutory,
}
