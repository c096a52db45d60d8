"""A false discovery rate as a council's setting: the whole report is held to it, in numbers, charts and words."""

from dataclasses import replace

import pytest

from pmf_analysis.analysis.quarter import analyse
from pmf_analysis.analysis.results import QuarterResults
from pmf_analysis.analysis.signals import SignalPolicy, expected_false_flags
from pmf_analysis.data.checks import check_tables
from pmf_analysis.data.settings import Settings, SignalRules
from pmf_analysis.data.sources import open_source

pytestmark = pytest.mark.slow


def test_at_most_a_tenth_of_the_signals_may_be_false(york_settings: Settings, york: QuarterResults) -> None:
    rules = york_settings.policies.model_copy(update={"signals": SignalRules(false_discovery_rate=0.1)})
    settings = replace(york_settings, policies=rules)
    results = analyse(check_tables(open_source(settings.data).read(), settings), settings)
    signals = results.signals
    weighed = signals[(signals["signal"] != "cannot_tell") & (signals["lower"] != signals["upper"])]
    (level,) = set(signals["level"])
    assert level != SignalPolicy().level
    assert set(york.signals["level"]) == {SignalPolicy().level}
    assert 0 < level < 0.1
    told = signals[signals["signal"] == "signal"]
    assert (told["p_value"] <= level).all()
    assert (weighed.loc[weighed["signal"] == "noise", "p_value"] > level).all()
    assert "at most 10% are expected to be false" in results.context.rules["signal"]
    assert expected_false_flags(signals).expected <= 0.1 * len(told) + 1
