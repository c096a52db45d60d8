"""The reason for each finding, in a sentence or two."""

from pmf_analysis.analysis.signals.comparable import Series
from pmf_analysis.analysis.signals.policy import Rule, SignalPolicy
from pmf_analysis.analysis.spc.rules import SpecialCause

WORTH_SAYING, CLOSE_TO_ONE = 0.5, 0.95
PLAIN_CHART: dict[str, str] = {
    SpecialCause.ABOVE: "above its upper limit",
    SpecialCause.BELOW: "below its lower limit",
    SpecialCause.INCREASING: "seven results, each above the one before",
    SpecialCause.DECREASING: "seven results, each below the one before",
    SpecialCause.PAIR_ABOVE: "two of three results near the upper limit",
    SpecialCause.PAIR_BELOW: "two of three results near the lower limit",
    SpecialCause.SHIFT_ABOVE: "seven results in a row above the average",
    SpecialCause.SHIFT_BELOW: "seven results in a row below the average",
}


def cannot_tell_reason(obstacle: str, one: Series, policy: SignalPolicy) -> str:
    """Why nothing can be told."""
    if obstacle == "no_results":
        return _join("There is no result to judge.", one.note)
    if obstacle == "too_few_points":
        count = len(one.value)
        noun = "comparable result" if count == 1 else "comparable results"
        since = " since the series was last broken" if one.group[-1] > 0 else ""
        return _join(f"Only {count} {noun}{since}; {policy.least_points} are needed.", one.note)
    return _join(
        "All earlier results are equal, so what is ordinary variation cannot be judged from them.", one.note
    )


def found_reason(one: Series, rule: Rule | None, sign: int, special_cause: str, policy: SignalPolicy) -> str:
    """What was found where something could be told: by which rule, or that no rule was passed."""
    return _join(
        _finding(rule, sign, len(one.value)),
        "" if rule else _plain_chart_differs(special_cause),
        *_what_it_rests_on(one, policy),
    )


def never_varies_reason(one: Series, policy: SignalPolicy) -> str:
    """Why a series of equal results is noise."""
    return _join(
        "The results do not vary, so the expected range has no width.", *_what_it_rests_on(one, policy)
    )


def wandering_reason(one: Series, special_cause: str, policy: SignalPolicy) -> str:
    """Why nothing can be told of a series that drifts."""
    return _join(
        "Each result follows so closely on the one before that a change cannot be told from slow drift.",
        _plain_chart_differs(special_cause),
        *_what_it_rests_on(one, policy),
    )


def autocorrelation_reason(autocorrelation: float, *, trial: bool) -> str:
    """That results are related, where they are; no number where there are too few results to give one."""
    if autocorrelation < WORTH_SAYING:
        return ""
    size = "close to 1" if autocorrelation >= CLOSE_TO_ONE else f"about {autocorrelation:.1f}"
    measured = "" if trial else f" (autocorrelation {size})"
    return f"Results tend to follow the one before{measured}, and the range allows for it."


def _what_it_rests_on(one: Series, policy: SignalPolicy) -> tuple[str, ...]:
    points = len(one.value)
    trial = f"Few results ({points}): a first estimate of the range." if points < policy.trial_below else ""
    return trial, _season(one), one.note


def _finding(rule: Rule | None, sign: int, points: int) -> str:
    if rule is None:
        return f"The latest result is within the range expected from the {points - 1} results before it."
    way = "higher" if sign > 0 else "lower"
    if rule.steady:
        return f"The {points} results {'rise' if sign > 0 else 'fall'} by more than ordinary variation and drift explain."
    if rule.latest == 1:
        return f"The last result is {way} than the range expected from the {points - 1} results before it."
    return f"The last {rule.latest} results are {way} than the {points - rule.latest} before them, by more than ordinary variation explains."


def _plain_chart_differs(special_cause: str) -> str:
    """That the textbook chart marks the result, where it does."""
    seen = PLAIN_CHART.get(special_cause)
    if not seen:
        return ""
    return f"A simpler chart would mark it ({seen}), without allowing for how few or how related the results are."


def _season(one: Series) -> str:
    if not one.seasonal:
        return ""
    if one.season_known:
        return "The time of year is taken into account."
    return "Fewer than three full years: the range leaves room for a season that is not yet known."


def _join(*sentences: str) -> str:
    return " ".join(sentence for sentence in sentences if sentence)
