"""A rendered page, checked before anyone sees it: nothing runs, nothing is fetched, nothing is left without a name."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from html.parser import HTMLParser

from pmf_analysis.framework.receipts import END, unmarked

VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
RUNS = {"script", "iframe", "object", "embed", "applet", "frame", "form", "portal", "base"}
FETCHES = {"src", "srcset", "data", "poster", "action", "formaction", "background", "ping"}
PLACEHOLDERS = {
    "",
    "alt",
    "chart",
    "figure",
    "image",
    "img",
    "no description has been provided for this image",
    "picture",
    "plot",
    "todo",
    "untitled",
}
FETCHING_STYLE = re.compile(r"url\(\s*['\"]?(?!data:|#)|@import", re.IGNORECASE)


@dataclass
class Element:
    """An open tag with what it holds."""

    tag: str
    attributes: dict[str, str]
    text: str = ""
    children: list["Element"] = field(default_factory=list)

    @cached_property
    def all(self) -> tuple["Element", ...]:
        """The element and all below it, in reading order; listed once, when the page is whole, for all checks."""
        found, waiting = [], [self]
        while waiting:
            element = waiting.pop()
            found.append(element)
            waiting.extend(reversed(element.children))
        return tuple(found)

    def walk(self) -> Iterator["Element"]:
        """The same, one after the other."""
        return iter(self.all)

    def find(self, *tags: str) -> list["Element"]:
        """All elements below it that have one of the tags."""
        return [element for element in self.all if element.tag in tags]

    def words(self) -> str:
        """All text inside it."""
        return re.sub(r"\s+", " ", " ".join(element.text for element in self.walk())).strip()


def check_page(html: str) -> tuple[str, ...]:
    """What is wrong with a page, a sentence each; nothing if it may be issued."""
    return faults_of(parse(html))


def faults_of(page: Element) -> tuple[str, ...]:
    """The same for a page that has been parsed."""
    return tuple(dict.fromkeys(fault for check in CHECKS for fault in check(page)))


def ids_of(page: Element) -> frozenset[str]:
    """The anchors of a page."""
    return frozenset(element.attributes["id"] for element in page.walk() if "id" in element.attributes)


def parse(html: str) -> Element:
    """The page as a tree."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return reader.root


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Element("page", {})
        self.open = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, {name: value or "" for name, value in attrs})
        self.open[-1].children.append(element)
        if tag not in VOID:
            self.open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.open[-1].children.append(Element(tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        for depth in range(len(self.open) - 1, 0, -1):
            if self.open[depth].tag == tag:
                del self.open[depth:]
                return

    def handle_data(self, data: str) -> None:
        self.open[-1].text += data


def _nothing_runs(page: Element) -> Iterator[str]:
    for element in page.walk():
        if element.tag in RUNS:
            yield f"the page holds a <{element.tag}> element"
        for name, value in element.attributes.items():
            if name.startswith("on"):
                yield f"a <{element.tag}> element has the script attribute {name}"
            if value.strip().lower().startswith(("javascript:", "vbscript:")):
                yield f"a <{element.tag}> element links to a script"


def _nothing_is_fetched(page: Element) -> Iterator[str]:
    for element in page.walk():
        loads = FETCHES | ({"href", "xlink:href"} if element.tag in {"link", "use", "image"} else set())
        for name in loads & element.attributes.keys():
            if not element.attributes[name].strip().startswith(("data:", "#")):
                yield f"a <{element.tag}> element fetches '{element.attributes[name][:80]}'"
        styles = element.attributes.get("style", "") + (element.text if element.tag == "style" else "")
        if FETCHING_STYLE.search(styles):
            yield "a style fetches something from outside the page"


def _policy_is_there(page: Element) -> Iterator[str]:
    policies = [
        meta.attributes.get("content", "")
        for meta in page.find("meta")
        if meta.attributes.get("http-equiv", "").lower() == "content-security-policy"
    ]
    if not any("default-src 'none'" in policy for policy in policies):
        yield "the page has no content security policy"


def _page_is_named(page: Element) -> Iterator[str]:
    if [root.attributes.get("lang") for root in page.find("html")] != ["en-GB"]:
        yield "the page does not say that its language is en-GB"
    titles = [title for head in page.find("head") for title in head.find("title")]
    if len(titles) != 1 or not titles[0].words():
        yield "the page has no title"
    if len(page.find("main")) != 1:
        yield "the page should have one main landmark"


def _headings_are_in_order(page: Element) -> Iterator[str]:
    headings = page.find("h1", "h2", "h3", "h4", "h5", "h6")
    if len([heading for heading in headings if heading.tag == "h1"]) != 1:
        yield "the page should have one first-level heading"
    level = 0
    for heading in headings:
        if int(heading.tag[1]) > level + 1:
            yield f"the heading '{heading.words()}' skips a level, from {level} to {heading.tag[1]}"
        if not heading.words():
            yield f"a heading of level {heading.tag[1]} is empty"
        level = int(heading.tag[1])


def _tables_are_named(page: Element) -> Iterator[str]:
    for table in page.find("table"):
        captions = table.find("caption")
        name = captions[0].words() if captions else ""
        if not name:
            yield f"a table has no caption; it begins '{table.words()[:60]}'"
        unscoped = [head.words() for head in table.find("th") if "scope" not in head.attributes]
        if unscoped:
            yield f"the table '{name}' has headings without a scope: {', '.join(unscoped[:5])}"
        if not table.find("th"):
            yield f"the table '{name}' has no headings"


def _pictures_are_told(page: Element) -> Iterator[str]:
    told: list[str] = []
    named = [element for element in page.walk() if "id" in element.attributes]
    for picture in page.find("img", "svg"):
        if picture.attributes.get("aria-hidden") == "true":
            continue
        alternative = _alternative(picture, named)
        if alternative.lower().rstrip(".") in PLACEHOLDERS:
            yield f"a picture has no text alternative, or a placeholder: '{alternative}'"
        elif alternative in told:
            yield f"two pictures have the same text alternative: '{alternative[:80]}'"
        told.append(alternative)


def _alternative(picture: Element, named: list[Element]) -> str:
    for name in ("alt", "aria-label"):
        if picture.attributes.get(name, "").strip():
            return picture.attributes[name].strip()
    wanted = picture.attributes.get("aria-labelledby", "").split()
    names = [element.words() for element in named if element.attributes["id"] in wanted]
    titles = [child.words() for child in picture.children if child.tag == "title"]
    return " ".join(names or titles).strip()


def _ids_are_unique(page: Element) -> Iterator[str]:
    seen: set[str] = set()
    for element in page.walk():
        anchor = element.attributes.get("id")
        if anchor is not None and anchor in seen:
            yield f"the anchor '{anchor}' is used twice"
        seen.add(anchor or "")
    for link in page.find("a"):
        target = link.attributes.get("href", "")
        if target.startswith("#") and target != "#" and target[1:] not in seen:
            yield f"a link leads to '{target}', which is not on the page"
        if not link.words() and not link.attributes.get("aria-label"):
            yield f"a link to '{target}' has no words"


def _receipts_are_taken(page: Element) -> Iterator[str]:
    """Marks of numbers are letters that nobody sees; one that got as far as the page was put there past `Fragment.of`."""
    for element in page.walk():
        if END in element.text or any(END in value for value in element.attributes.values()):
            yield f"a receipt is left in the text of a <{element.tag}> element: '{unmarked(element.text).strip()[:80]}'"


CHECKS: tuple[Callable[[Element], Iterator[str]], ...] = (
    _nothing_runs,
    _nothing_is_fetched,
    _policy_is_there,
    _page_is_named,
    _headings_are_in_order,
    _tables_are_named,
    _pictures_are_told,
    _ids_are_unique,
    _receipts_are_taken,
)
