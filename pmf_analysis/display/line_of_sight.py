"""The line of sight: theme, objective, action, indicator and post, and where it is broken."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from markupsafe import Markup

from pmf_analysis.analysis.results import Scope, View
from pmf_analysis.display.clinic_questions import named_ids
from pmf_analysis.display.dossier import Dossier, Row, as_text, dossiers, records
from pmf_analysis.display.fragment import Fragment, render
from pmf_analysis.display.heading import caption
from pmf_analysis.display.overview import in_scope, render_name
from pmf_analysis.display.posts import directorate_of
from pmf_analysis.display.sourced import stated, tally
from pmf_analysis.display.tables import Line, Table, columns, line, table_html
from pmf_analysis.display.wording.claims import Claim, count_of, written_day

NO_ACTIONS = "No service plan was supplied with the data, so no line of sight can be drawn."
NO_THEME, NO_INDICATOR = "no theme given", "names no indicator"
MOST_NAMED = 10  # of a theme, among the indicators that no action names


@dataclass(frozen=True)
class Link:
    """One action as it hangs between theme and indicators.

    Attributes:
        row: the action's row of the register.
        theme: the theme that it carries, as a scope; None if the settings know none by that name or code.
        known: the indicators that it names and that the register has.
        unknown: the ids that it names and that the register lacks.
    """

    row: Row
    theme: Scope | None
    known: tuple[Dossier, ...]
    unknown: tuple[str, ...]


def line_of_sight(view: View) -> Fragment:
    """From theme to post: how far the line reaches, each action with its indicators, each theme with what hangs on it."""
    links = links_of(view)
    return Fragment.of(
        render(
            "line_of_sight",
            lead=sight_reaches(view, links).text,
            chain=table_html(_chain(view, links)) if links else "",
            themes=table_html(_themes(view, links)),
        )
    )


def orphans(view: View) -> Fragment:
    """Where the line is broken: themes with nothing, actions without a known indicator, indicators that no action names."""
    links = links_of(view)
    named = {each.id for link in links for each in link.known}
    unnamed = [each for each in dossiers(view).values() if each.id not in named]
    left: dict[str, list[str]] = {}
    for each in unnamed:
        left.setdefault(as_text(each.indicator["theme"]) or NO_THEME, []).append(each.name)
    return Fragment.of(
        render(
            "orphans",
            themes=[each.name for each in empty_themes(view, links)],
            actions=[words for link in links for words in broken(link)],
            count=count_of(tally(unnamed), "indicator"),
            left=[(theme, _shortened(names)) for theme, names in sorted(left.items())],
        )
    )


def links_of(view: View) -> tuple[Link, ...]:
    """The actions of the view's service plans, each with its theme and its indicators."""
    known = dossiers(view)
    register = set(known)
    themes = [each for each in view.results.scopes if each.kind == "theme"]
    links = []
    for row in in_scope(view, records(view.results.actions, "actions")):
        ids = named_ids(row)
        found = tuple(known[each] for each in ids if each in register)
        missing = tuple(each for each in ids if each not in register) if view.scope.kind == "council" else ()
        links.append(Link(row, theme_of(as_text(row["theme"]), themes), found, missing))
    return tuple(links)


def theme_of(text: str, themes: Iterable[Scope]) -> Scope | None:
    """The theme that a plan means by a name, a code or a slug; None if there is none.

    >>> theme_of("bscyp", [Scope("theme", "start", "A Better Start", code="BSCYP")]).name
    'A Better Start'
    """
    wanted = text.strip().casefold()
    names = ((each, {each.name.casefold(), each.code.casefold(), each.slug}) for each in themes)
    return next((each for each, known in names if wanted and wanted in known), None)


def theme_words(link: Link, day: date) -> str:
    """A theme by its name; with its code and dates if it is not in force on a day."""
    text = as_text(link.row["theme"]).strip()
    if link.theme is None:
        return f"{text} (not a theme of the settings)" if text else NO_THEME
    if link.theme.in_force(day):
        return link.theme.name
    code = f"{link.theme.code}, " if link.theme.code else ""
    return f"{link.theme.name} ({code}in force {validity(link.theme)})"


def validity(scope: Scope) -> str:
    """From when to when a name is in force.

    >>> validity(Scope("theme", "a", "A", valid_from="2019-04-01", valid_to="2023-03-31"))
    'from 1 April 2019 to 31 March 2023'
    >>> validity(Scope("theme", "a", "A"))
    'always'
    """
    days = (("from", scope.valid_from), ("to", scope.valid_to))
    return " ".join(f"{word} {written_day(date.fromisoformat(day))}" for word, day in days if day) or "always"


def _shortened(names: list[str]) -> list[str]:
    """The first few names, and how many more there are: the index lists every indicator by theme."""
    more = len(names) - MOST_NAMED
    return [*names[:MOST_NAMED], stated(f"and {more} more", "indicators counted")] if more > 1 else names


def sight_reaches(view: View, links: tuple[Link, ...]) -> Claim:
    """How many indicators an action names, and how many actions name one."""
    if not links:
        return Claim(NO_ACTIONS, view.scope.slug)
    total, named = len(view.results.indicators), len({each.id for link in links for each in link.known})
    whole = sum(bool(link.known) for link in links)
    text = (
        f"Of {count_of(total, 'indicator')}, {named or 'none'} {'is' if named == 1 else 'are'} named by an action of a service plan; "
        f"of {count_of(len(links), 'action')}, {whole or 'none'} {'names' if whole == 1 else 'name'} an indicator of the register."
    )
    counted = stated(
        text, "line of sight", [*dossiers(view).values(), *records(view.results.actions, "actions")]
    )
    return Claim(counted, view.scope.slug, size=named)


def empty_themes(view: View, links: tuple[Link, ...]) -> list[Scope]:
    """The themes in force on the quarter's last day with neither an indicator nor an action."""
    used = {as_text(each.indicator["theme"]) for each in dossiers(view).values()}
    acted = {link.theme.slug for link in links if link.theme}
    return [each for each in _in_force(view) if each.name not in used and each.slug not in acted]


def broken(link: Link) -> list[str]:
    """What is wrong with an action's line, a text each; nothing for a whole one."""
    name = f"{as_text(link.row['action_id'])}: {as_text(link.row['action'])}"
    if not named_ids(link.row):
        return [f"{name} ({NO_INDICATOR})"]
    return [f"{name} (names {each}, which is not in the register)" for each in link.unknown]


def _chain(view: View, links: tuple[Link, ...]) -> Table:
    heads = ("Theme", "Objective", "Action", "Indicators", "Post")
    return Table(
        caption=caption(view, "From theme to post"),
        columns=columns(*heads),
        lines=tuple(_line(view, link) for link in links),
        wide=True,
    )


def _line(view: View, link: Link) -> Line:
    row = link.row
    indicators = [render_name(each) for each in link.known]
    indicators += [f"{each} (not in the register)" for each in link.unknown]
    return line(
        theme_words(link, view.context.quarter.end),
        as_text(row["objective"]) or "none given",
        f"{as_text(row['action_id'])}: {as_text(row['action'])}",
        Markup("; ").join(indicators) or NO_INDICATOR,
        _post(view, link),
    )


def _post(view: View, link: Link) -> str:
    """Who answers: for the action, else for its indicators, else the directorate's post."""
    if own := as_text(link.row["accountable_post"]):
        return own
    posts = (
        as_text(each.indicator.get("responsible_post")) or directorate_of(view, each)[1]
        for each in link.known
    )
    return "; ".join(dict.fromkeys(post for post in posts if post)) or "not given"


def _themes(view: View, links: tuple[Link, ...]) -> Table:
    """Each theme in force, and each that an action still carries."""
    acted = [link.theme.slug for link in links if link.theme]
    named = {each.id for link in links for each in link.known}
    known = list(dossiers(view).values())
    shown = _in_force(view)
    shown += [
        each
        for each in view.results.scopes
        if each.slug in acted and each not in shown and each.kind == "theme"
    ]
    lines = []
    for each in shown:
        own = [one for one in known if as_text(one.indicator["theme"]) == each.name]
        counts = (len(own), sum(one.id in named for one in own), acted.count(each.slug))
        lines.append(
            line(each.name, validity(each), *(stated(str(count), "line of sight") for count in counts))
        )
    heads = ("Theme", "In force", "Indicators", "Named by an action", "Actions that carry it")
    return Table(
        caption=caption(view, "Themes and what hangs on them"),
        columns=columns(*heads, numbers=heads[2:]),
        lines=tuple(lines),
        empty="The settings name no theme.",
        wide=True,
    )


def _in_force(view: View) -> list[Scope]:
    day = view.context.quarter.end
    return [each for each in view.results.scopes if each.kind == "theme" and each.in_force(day)]
