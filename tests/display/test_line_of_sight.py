"""The line of sight from theme to post, with old and new names of themes, and every way in which it breaks."""

from dataclasses import replace
from datetime import date

import pytest

from pmf_analysis import display
from pmf_analysis.analysis.results import QuarterResults, Scope, View
from pmf_analysis.display.line_of_sight import links_of, theme_of, theme_words
from tests.display.conftest import frame, make_results

HEADS = (
    "action_id directorate service theme objective action project_type priority due status accountable_post "
    "milestones indicator_ids"
)
THEMES = (
    Scope("theme", "housing", "Housing", valid_from="2023-04-01"),
    Scope("theme", "education-and-skills", "Education and Skills", valid_from="2023-04-01"),
    Scope("theme", "transport", "Transport", valid_from="2023-04-01"),
    Scope(
        "theme", "chwci", "Homes <b>first</b>", code="CHWCI", valid_from="2019-04-01", valid_to="2023-03-31"
    ),
    Scope("theme", "gcc", "A Greener City", code="GCC", valid_from="2019-04-01", valid_to="2023-03-31"),
)


def action(number: int, theme: str, ids: str, post: str = "") -> tuple[object, ...]:
    return (
        f"A{number}",
        "place",
        "",
        theme,
        "Warm <i>homes</i>",
        f"Act {number}",
        "",
        "",
        "",
        "open",
        post,
        "",
        ids,
    )


def quarter_of(*actions: tuple[object, ...]) -> QuarterResults:
    results = make_results(actions=frame(HEADS, list(actions)))
    return replace(results, scopes=(*results.scopes, *THEMES))


def council_of(*actions: tuple[object, ...]) -> View:
    return quarter_of(*actions).scope("council", "council")


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("CHWCI", "chwci"),
        ("chwci", "chwci"),
        (" Housing ", "housing"),
        ("homes <B>first</b>", "chwci"),
        ("", None),
        ("XYZ", None),
    ],
)
def test_a_theme_is_known_by_name_and_by_code_whichever_framework_it_is_of(
    text: str, slug: str | None
) -> None:
    found = theme_of(text, THEMES)
    assert (found.slug if found else None) == slug


def test_a_theme_without_a_code_is_not_found_by_an_empty_text() -> None:
    assert theme_of(" ", THEMES) is None


@pytest.mark.parametrize(
    ("theme", "words"),
    [
        ("Housing", "Housing"),
        ("CHWCI", "Homes <b>first</b> (CHWCI, in force from 1 April 2019 to 31 March 2023)"),
        ("XYZ", "XYZ (not a theme of the settings)"),
        ("", "no theme given"),
    ],
)
def test_a_theme_that_is_no_longer_in_force_shows_its_code_and_dates(theme: str, words: str) -> None:
    (link,) = links_of(council_of(action(1, theme, "H.1")))
    assert theme_words(link, date(2025, 12, 31)) == words


def test_the_line_goes_from_theme_to_post_a_row_for_each_action() -> None:
    sight = display.line_of_sight(
        council_of(action(1, "CHWCI", "H.1; H.2", "Head of Housing"), action(2, "Housing", "BPI108"))
    )
    assert (
        "Of 7 indicators, 3 are named by an action of a service plan; of 2 actions, 2 name an indicator"
        in sight.text
    )
    assert "Repairs done on time H.2 | Head of Housing" in sight.text
    assert (
        "Housing | Warm <i>homes</i> | A2: Act 2 | Forecast budget outturn BPI108 | Corporate Director of Place"
        in sight.text
    )
    assert "<b>first" not in sight.html
    assert "<i>homes" not in sight.html


def test_each_theme_in_force_is_counted_and_each_old_one_that_is_still_carried() -> None:
    text = display.line_of_sight(council_of(action(1, "CHWCI", "H.1"))).text
    assert "Housing | from 1 April 2023 | 6 | 1 | 0" in text
    assert "Transport | from 1 April 2023 | 0 | 0 | 0" in text
    assert "Homes <b>first</b> | from 1 April 2019 to 31 March 2023 | 0 | 0 | 1" in text
    assert "A Greener City" not in text


def test_orphans_of_every_kind_are_named() -> None:
    text = display.orphans(council_of(action(1, "CHWCI", "H.1;H.9"), action(2, "Housing", ""))).text
    assert "Themes in force with nothing: Transport." in text
    assert "Action A1: Act 1 (names H.9, which is not in the register)." in text
    assert "Action A2: Act 2 (names no indicator)." in text
    assert "6 indicators that no action names" in text
    assert "Repairs done on time" in text


def test_without_plans_the_line_cannot_be_drawn_and_nothing_is_hidden() -> None:
    view = council_of()
    assert "No service plan was supplied with the data" in display.line_of_sight(view).text
    assert "7 indicators that no action names" in display.orphans(view).text


def test_a_whole_line_has_no_orphan() -> None:
    ids = ";".join(make_results().indicators["indicator_id"])
    text = display.orphans(council_of(action(1, "Transport", ids))).text
    assert "Themes in force with nothing: none." in text
    assert "An action names every indicator." in text


def test_a_directorate_sees_its_own_plans_and_blames_no_action_for_the_indicators_of_others() -> None:
    view = quarter_of(action(1, "Housing", "H.1; E.1")).scope("directorate", "place")
    assert "not in the register" not in display.orphans(view).text


@pytest.mark.parametrize(
    ("first", "last", "day", "known"),
    [
        ("", "", date(2025, 12, 31), True),
        ("2025-12-31", "", date(2025, 12, 31), True),
        ("2026-01-01", "", date(2025, 12, 31), False),
        ("", "2025-12-31", date(2025, 12, 31), True),
        ("", "2025-12-30", date(2025, 12, 31), False),
    ],
)
def test_a_name_is_in_force_on_its_first_and_last_day(first: str, last: str, day: date, known: bool) -> None:
    assert Scope("theme", "a", "A", valid_from=first, valid_to=last).in_force(day) is known
