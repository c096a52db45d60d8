"""The sentences of the last issue that printed a figure which has been revised since."""

import re

import pandas as pd

from pmf_analysis.analysis.accountability.before import ID

TEXT_COLUMNS = ("text", "sentence")
PERIODS = re.compile(r"\b\d{4}/\d{2}(?: Q[1-4])?\b|\b\d{4}-\d{2}\b")


class Sentences:
    """The sentences of an issue, found by indicator and figure."""

    def __init__(self, frame: pd.DataFrame) -> None:
        """Index the sentences.

        Args:
            frame: indicator_id and the sentence itself, in `text`.
        """
        column = next((name for name in TEXT_COLUMNS if name in frame), None)
        texts = frame[[ID, column]].drop_duplicates() if column else pd.DataFrame({ID: []})
        self._said: dict[str, list[str]] = (
            {str(each): list(rows[column]) for each, rows in texts.groupby(ID)} if column else {}
        )

    def with_figure(self, indicator_id: str, value: float, period: str, written: str, *, now: str) -> str:
        """The sentences on an indicator that printed a figure for a period, a line each; none if it would be printed the same.

        A sentence that names other periods only is about those.
        """
        said = self._said.get(indicator_id, []) if written != now and not pd.isna(value) else []
        bare = re.match(r"\D?£?[\d,]+(?:\.\d+)?", written)
        figure = re.compile(rf"(?<![\d,.]){re.escape(bare[0] if bare else written)}(?![\d]|[.,]\d)")
        return "\n".join(each for each in said if figure.search(each) and _about(each, period))


def _about(sentence: str, period: str) -> bool:
    named = set(PERIODS.findall(sentence))
    return not named or period in named
