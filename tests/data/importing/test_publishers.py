"""Files in publishers' layouts, through mappings written from the documentation and through unedited drafts."""

import pytest

from pmf_analysis.data.importing.guessing import guess_mapping

from .conftest import Desk
from .publishers import LAYOUTS, Layout

WELSH = "W92000004,Wales,country\nW06000001,Isle of Anglesey,council\nW06000015,Cardiff,council\n"


@pytest.fixture
def wide_desk(desk: Desk) -> Desk:
    """The desk with Welsh areas too."""
    with (desk.into / "areas.csv").open("a", encoding="utf-8") as stream:
        stream.write(WELSH)
    return desk


@pytest.mark.parametrize("layout", LAYOUTS, ids=lambda layout: layout.name)
def test_a_mapping_from_the_documentation_imports_the_file(wide_desk: Desk, layout: Layout) -> None:
    path = wide_desk.folder / layout.file
    layout.write(path)
    done = wide_desk.run(wide_desk.write("mapping.yaml", layout.mapping), path)
    assert wide_desk.values() == layout.values
    assert done.tally.quarantined == layout.quarantined


@pytest.mark.parametrize("layout", [each for each in LAYOUTS if each.guessed], ids=lambda layout: layout.name)
def test_an_unedited_draft_imports_the_file(wide_desk: Desk, layout: Layout) -> None:
    path = wide_desk.folder / layout.file
    layout.write(path)
    wide_desk.run(wide_desk.write("draft.yaml", guess_mapping(path)), path)
    values = wide_desk.values()
    for (area, period), expected in layout.guessed.items():
        found = {value for (_, code, when), value in values.items() if (code, when) == (area, period)}
        assert expected <= found


def test_most_layouts_need_no_correction_and_the_others_say_why() -> None:
    assert sum(bool(layout.guessed) for layout in LAYOUTS) > len(LAYOUTS) * 0.6
    assert all(bool(layout.guessed) is not bool(layout.by_hand) for layout in LAYOUTS)
