"""Ratings and directions that moved, each with what moved it."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pandas as pd

from pmf_analysis.analysis.accountability.before import ID, Before
from pmf_analysis.analysis.accountability.changes.lines import Change
from pmf_analysis.analysis.assessment import aims_by_period, indicators_of, rate_result
from pmf_analysis.framework.direction import NUMBER_WORDS, rule_name
from pmf_analysis.framework.indicators import Aim, Indicator, Polarity
from pmf_analysis.framework.periods import Period

DATA, REVISION, TARGET, TOLERANCE, FLOOR = "data", "revision", "target", "tolerance", "floor"
DEFINITION, DIRECTION_RULE, RATING_RULE = "definition", "direction rule", "rating rule"
Row = dict[str, Any]


def status_changes(
    assessments: pd.DataFrame,
    indicators: pd.DataFrame,
    targets: pd.DataFrame,
    before: Before,
    others: pd.DataFrame,
) -> Iterator[Change]:
    """One line for each rating and each direction that is not what it was.

    Args:
        assessments: of this run.
        indicators: its register.
        targets: those that apply to the home council.
        before: the last issue.
        others: the other changes found, whose revisions may have moved a direction.
    """
    now, then = (_by_id(frame) for frame in (assessments, before["assessments"]))
    facts, were = ({each.indicator_id: each for each in indicators_of(frame)} for frame in (indicators, before["indicators"]))  # fmt: skip
    aims, aimed = aims_by_period(targets), aims_by_period(before["targets"])
    revised = others[others["kind"] == "revised"].groupby(ID)["period"].agg(set).to_dict()
    for each, row in now.items():
        if each not in before.kept or each not in then:
            continue
        old, pair = then[each], (were[each], facts[each])
        if row["rag"] != old["rag"]:
            why = rating_moved_by(old, row, pair, (aimed, aims))
            yield _line(row, "status", "rag", old, why)
        if row["dot"] != old["dot"]:
            why = _direction_moved_by(old, row, pair, revised.get(each, set()))
            yield _line(row, "direction", "dot", old, why)


def rating_moved_by(
    old: Row,
    new: Row,
    indicator: tuple[Indicator, Indicator],
    aims: tuple[dict[tuple[str, str], Aim], dict[tuple[str, str], Aim]],
) -> str:
    """What moved a rating: the steps from the old state to the new at which it changes, in a fixed order.

    First the result comes in (or is revised), then the target, the tolerance, the floor and the definition. A rating that
    no step moves was moved by the rule itself.
    """
    key = (str(new[ID]), str(new["period"]))
    aim = aims[0].get(key, Aim(old["target"], old["tolerance"], old["floor"]))
    goal = aims[1].get(key, Aim())
    if key not in aims[0] and old["period"] != new["period"] and key not in aims[1]:
        aim = Aim()  # no target is set for the new period: the want of one came with the data
    arrived = DATA if old["period"] != new["period"] or pd.isna(old["value"]) else REVISION
    steps = [(arrived, indicator[0], aim)]
    for name, field in ((TARGET, "target"), (TOLERANCE, "tolerance"), (FLOOR, "floor")):
        aim = replace(aim, **{field: getattr(goal, field)})
        steps.append((name, indicator[0], aim))
    steps.append((DEFINITION, indicator[1], aim))
    moved, rating = [], str(old["rag"])
    for name, facts, held in steps:
        found = rate_result(facts, float(new["value"]), held, status=str(new["status"])).rag.value
        moved += [name] if found != rating else []
        rating = found
    return " and ".join(moved) or RATING_RULE


def _direction_moved_by(old: Row, new: Row, indicator: tuple[Indicator, Indicator], revised: set[str]) -> str:
    near = indicator[1].polarity is Polarity.NEAR_TARGET_IS_GOOD
    looked_at = _periods_looked_at(new, indicator[1])
    facts = (
        (DIRECTION_RULE, old["dot_rule"] != new["dot_rule"]),
        (DATA, old["period"] != new["period"]),
        (REVISION, bool(revised & looked_at)),
        (TARGET, near and old["target"] != new["target"]),
        (DEFINITION, indicator[0].polarity is not indicator[1].polarity),
    )
    return " and ".join(name for name, true in facts if true) or DATA


def _periods_looked_at(row: Row, indicator: Indicator) -> set[str]:
    """The periods that the direction rule can have looked at, the latest results in a row."""
    if not row["period"]:
        return set()
    latest = Period.parse(str(row["period"]), frequency=indicator.frequency)
    for results in NUMBER_WORDS:
        if row["dot_rule"] == rule_name(results, same_season=True):
            step = indicator.frequency.periods_per_year
            return {str(latest + -step * back) for back in range(results)}
        if row["dot_rule"] == rule_name(results):
            return {str(latest + -back) for back in range(results)}
    return {str(latest)}


def _line(row: Row, kind: str, field: str, old: Row, reason: str) -> Change:
    line = None if pd.isna(row["source_row"]) else int(row["source_row"])
    return Change(row[ID], kind, row["period"], field, old[field], row[field], reason=reason, source_row=line)


def _by_id(frame: pd.DataFrame) -> dict[str, Row]:
    rows = ({str(key): value for key, value in row.items()} for row in frame.to_dict("records"))
    return {row[ID]: row for row in rows}
