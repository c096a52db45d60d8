"""What a run knows of earlier issues where there are none."""

from dataclasses import fields

import pandas as pd

from pmf_analysis.data.record.past import PastIssues, no_past


def test_without_a_past_every_frame_is_empty_and_has_its_columns() -> None:
    past = no_past()
    frames = {each.name: getattr(past, each.name) for each in fields(PastIssues)}
    frames = {name: frame for name, frame in frames.items() if isinstance(frame, pd.DataFrame)}
    assert set(frames) == {"issues", "forecasts", "commentary", "finance", "first_values"}
    assert all(frame.empty and {"issue_id", "quarter"} <= set(frame) for frame in frames.values())
    assert (past.base, dict(past.last)) == ("", {})
