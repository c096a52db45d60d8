"""The sentences of the last issue that printed a figure which has been revised since."""

import re

import pandas as pd

from pmf_analysis.analysis.accountability.before import ID

TEXT_COLUMNS = ("text", "sentence")
BARE = re.compile(r"\D?£?[\d,]+(?:\.\d+)?")  # a written value without the words of its unit
SENTENCE_END = re.compile(r"(?<=[.!?]) (?=[A-Z\d£\N{MINUS SIGN}])")


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

        A sentence that does not name the period is about something else that happens to be as large.
        """
        said = self._said.get(indicator_id, []) if written != now and not pd.isna(value) else []
        bare = BARE.match(written)
        figure = re.compile(rf"(?<![\d,.]){re.escape(bare[0] if bare else written)}(?!\d|[.,]\d)")
        when = re.compile(rf"(?<!\d){re.escape(period)}(?! Q\d|\d|-\d)")
        found = (each for text in said for each in SENTENCE_END.split(text))
        return "\n".join(dict.fromkeys(each for each in found if figure.search(each) and when.search(each)))
