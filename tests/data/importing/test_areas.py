"""Areas through reorganisations of local government: by code and by name, and never added up in silence."""

import re

import pytest

from pmf_analysis.data.importing.area_changes import known_changes, merged_away, same_areas
from pmf_analysis.data.importing.areas import CODE, Area, AreaBook

from .conftest import Desk

YORKSHIRE = Area("E06000065", "North Yorkshire", "council")
BARNSLEY_BEFORE, BARNSLEY = Area("E08000016", "Barnsley", "council"), Area("E08000038", "Barnsley", "council")


def test_the_list_is_sound() -> None:
    changes = known_changes()
    assert all(CODE.fullmatch(each.former_code) and CODE.fullmatch(each.code) for each in changes)
    assert all(re.fullmatch(r"20\d\d-04-01", each.since) for each in changes)
    assert len({each.former_code for each in changes}) == len(changes)
    assert not set(same_areas()) & {each.former_code for each in changes if not each.same_area}
    assert len(merged_away()) == 2 * sum(not each.same_area for each in changes)


@pytest.mark.parametrize(
    ("table", "text", "code"),
    [
        ([YORKSHIRE], "E10000023", "E06000065"),  # the county, whose area the new council has
        ([YORKSHIRE], "North Yorkshire County Council", "E06000065"),
        ([BARNSLEY], "E08000016", "E08000038"),
        ([BARNSLEY_BEFORE], "E08000038", "E08000016"),  # a table that still has the former code
        ([BARNSLEY_BEFORE, BARNSLEY], "E08000016", "E08000016"),
        ([BARNSLEY_BEFORE, BARNSLEY], "Barnsley", "E08000038"),
    ],
)
def test_an_area_is_found_under_either_of_its_codes(table: list[Area], text: str, code: str) -> None:
    place = AreaBook(table).find(text, "")
    assert (place.code, place.wrong, place.listed) == (code, "", True)


@pytest.mark.parametrize("text", ["E07000165", "Harrogate", "Harrogate Borough Council"])
def test_a_former_council_is_told_and_not_added_up(text: str) -> None:
    place = AreaBook([YORKSHIRE]).find(text, "")
    said = place.wrong or place.former
    assert not place.listed
    assert said == (
        "is a former council (Harrogate), part of North Yorkshire (E06000065) since 2023-04-01; values of former councils are "
        "not added up"
    )


def test_an_import_says_which_codes_it_read_otherwise(desk: Desk) -> None:
    mapping = "name: test\nareas: {unlisted: quarantine}\nsheets:\n  - columns: {indicator: id, area_code: area, period: period, value: value}\n"
    content = "id,area,period,value\nA,E08000016,2020,1\nA,York,2020,2\nA,E07000165,2020,3\n"
    done = desk.run(desk.write("m.yaml", mapping), desk.write("f.csv", content))
    assert desk.values() == {("A", "E08000038", "2020"): "1", ("A", "E06000014", "2020"): "2"}
    assert "E08000016 was read as E08000038: the same area under another code" in done.gathered.notes
    assert "is a former council (Harrogate)" in done.gathered.quarantine[0]["reason"]
