"""How far findings lower the confidence in an exception; they never hide one."""

import pandas as pd

from pmf_analysis.analysis.data_quality.finding import ACCURACY, VALIDITY, WARNS

OF_THE_NUMBER = (ACCURACY, VALIDITY)


def most_confidence(quality: pd.DataFrame, assessments: pd.DataFrame) -> pd.Series:
    """The most confidence that the checks leave in what is said of each indicator.

    Args:
        quality: the findings.
        assessments: one row for each indicator, with the period that is reported.

    Returns:
        In the order of `assessments`: `cannot_tell` where a finding warns of the accuracy or validity of the very result that is
        reported, `possible` where one warns of anything else about the indicator, else `clear`.
    """
    warned = quality[quality["severity"] == WARNS]
    reported = assessments[["indicator_id", "period"]].merge(
        warned[warned["dimension"].isin(OF_THE_NUMBER)], on=["indicator_id", "period"]
    )
    most = pd.Series("clear", index=assessments.index, dtype="str")
    most[assessments["indicator_id"].isin(warned["indicator_id"])] = "possible"
    most[assessments["indicator_id"].isin(reported["indicator_id"])] = "cannot_tell"
    return most
