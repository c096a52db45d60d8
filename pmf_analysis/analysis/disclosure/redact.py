"""The quarter's results as the public may see them: what is internal or suppressed is gone before anything is shown.

Pages, charts, their text alternatives, sentences and files are made from these results by the same functions as the internal ones, so none
of them can hold what is not here. A table that is not known is emptied.

An indicator with a suppressed result loses everything that was made from several of its results (direction, signal, forecasts,
exceptions), because it could be read backwards. What is left of it are the results and targets that may be published.
"""

from dataclasses import fields, replace

import pandas as pd

from pmf_analysis.analysis.disclosure.policy import PublicationPolicy
from pmf_analysis.analysis.disclosure.protect import SHOWN, Protection
from pmf_analysis.analysis.disclosure.redacted_tables import cut_table
from pmf_analysis.analysis.disclosure.redaction import Redaction
from pmf_analysis.analysis.results import QuarterResults
from pmf_analysis.framework.numbers import write_count


def redact(results: QuarterResults, protection: Protection, policy: PublicationPolicy) -> QuarterResults:
    """Results without what may not be published.

    Args:
        results: the quarter's, as issued.
        protection: from `protect`, on the same results and policy.
        policy: the council's.
    """
    redaction = Redaction.of(results, protection, policy)
    frames = {
        each.name: cut_table(redaction, each.name, getattr(results, each.name))
        for each in fields(results)
        if isinstance(getattr(results, each.name), pd.DataFrame)
    }
    scopes = tuple(replace(scope, post="") for scope in results.scopes)
    context = replace(results.context, published=left_out(protection))
    return replace(results, context=context, scopes=scopes, **frames)


def left_out(protection: Protection) -> str:
    """What a publication leaves out of the values that it covers, in a sentence."""
    hidden = int((protection.values["suppressed"] != SHOWN).sum())
    if not hidden:
        return "Made for publication; no result had to be left out."
    verb = "is" if hidden == 1 else "are"
    return (
        f"Made for publication: {hidden:,} of {write_count(len(protection.values), 'results')} {verb} left out, because a count is "
        "small or so that no small count can be worked back."
    )
