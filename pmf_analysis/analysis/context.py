"""What a reader must know of a quarter's results: whose they are, which scopes there are, and every rule in force, in a sentence."""

from pmf_analysis.analysis import exception_rules
from pmf_analysis.analysis.exception_rules import Weights
from pmf_analysis.analysis.results import Context, Scope
from pmf_analysis.data.settings import SCOPES, Named, Settings
from pmf_analysis.framework import rag
from pmf_analysis.framework.direction import rule_name

SIGNAL_RULE = (
    "A signal is a change that ordinary variation does not explain, judged from the indicator's own earlier results with the time of year "
    "and the likeness of neighbouring results allowed for; fewer than eight comparable results cannot tell."
)
BENCHMARK_RULE = (
    "Rank 1 is best, equals share the smaller rank, and the first quarter is the best. A difference is called better or worse only where "
    "the council's 95% interval leaves the comparator out; without counts or published limits there is a rank but no such verdict."
)
FORECAST_RULE = (
    "A forecast goes to the financial year-end, with the range that would hold the outcome 8 times in 10. It is held against the target "
    "of its period or, where none is set, against the latest that was set before."
)


def weights_of(settings: Settings) -> Weights:
    """The points of the exception rules, and from which on an indicator is listed."""
    policy, forecast = settings.policies.exceptions, settings.policies.forecast
    return Weights(
        policy.points.model_dump(), policy.report_from, forecast.likely_to_miss, forecast.likely_to_meet
    )


def scopes_of(settings: Settings, council: str) -> tuple[Scope, ...]:
    """The council, each directorate, portfolio and committee in force, and every theme: plans still name those of an earlier framework.

    One without an indicator is an orphan; its report says so.
    """
    scopes = [Scope("council", "council", council)]
    for setting, kind in SCOPES.items():
        if kind != "council":
            entries = settings.themes if kind == "theme" else settings.entries(setting)
            scopes += [_scope(kind, entry) for entry in entries]
    return tuple(scopes)


def _scope(kind: str, entry: Named) -> Scope:
    first, last = (day.isoformat() if day else "" for day in (entry.valid_from, entry.valid_to))
    return Scope(kind, entry.slug, entry.name, entry.post, entry.code, first, last)


def context_of(settings: Settings, names: dict[str, str], fingerprint: str) -> Context:
    """What a reader must know of a run: whose results, of when, by which rules.

    Args:
        settings: everything that the run was told.
        names: of each area, by its code.
        fingerprint: digits that stand for inputs, settings and code.
    """
    council = settings.council
    return Context(
        council=names[council.area_code],
        full_name=_full_name(council.name, names[council.area_code]),
        area_code=council.area_code,
        quarter=settings.quarter,
        as_at=settings.as_at,
        framework=settings.framework.name,
        region=names.get(council.region_code, ""),
        country=names.get(council.country_code, ""),
        rules=_rules(settings),
        fingerprint=fingerprint,
    )


def _full_name(in_settings: str, of_area: str) -> str:
    """The code decides whose numbers these are, so a name that is not the code's is never printed above them."""
    return in_settings if of_area.lower() in in_settings.lower() else of_area


def _signal_rule(settings: Settings) -> str:
    rate = settings.policies.signals.false_discovery_rate
    return (
        SIGNAL_RULE
        if rate is None
        else f"{SIGNAL_RULE} Of all signals at most {100 * rate:g}% are expected to be false."
    )


def _rules(settings: Settings) -> dict[str, str]:
    """Each rule in force in this run, in a sentence; the reader's key is made from these."""
    direction, weights = settings.policies.direction_of_travel, weights_of(settings)
    miss, meet = round(100 * weights.likely_to_miss), round(100 * weights.likely_to_meet)
    rules = {
        "rag": rag.RULE,
        "signal": _signal_rule(settings),
        "benchmark": BENCHMARK_RULE,
        "forecast": (
            f"{FORECAST_RULE} A target is expected to be missed below a chance of {miss}%, and to be met above {meet}%."
        ),
        "direction_of_travel": (
            f"By the {rule_name(direction.results)}: improving if each is better than the one before, worsening if each is worse, "
            "otherwise stable. Year-to-date indicators are compared with the same quarter of earlier years."
        ),
        "confidence": exception_rules.CONFIDENCE_RULE,
        "exceptions": (
            f"An indicator is listed when the points of its rules reach {weights.report_from:g}. "
            "The points are a reading order, not a measure of importance."
        ),
    }
    for name, sentence in exception_rules.RULES.items():
        most = weights.points[name]
        rules[f"exception:{name}"] = f"{sentence} (at most {most:g} {'point' if most == 1 else 'points'})"
    return rules
