"""A matplotlib figure as inline SVG: text as text, small, the same bytes every time, readable without sight."""

import io
import re
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET  # matplotlib's own output, never a file from outside

from markupsafe import Markup

from pmf_analysis.display.house_style import FONT_FAMILY, HEIGHT, SETTINGS, WIDTH

if TYPE_CHECKING:
    from matplotlib.figure import Figure

SVG = "{http://www.w3.org/2000/svg}"
XLINK = "{http://www.w3.org/1999/xlink}"
DROPPED = {"metadata", "style"}
DEFAULTS = {
    "fill-opacity": "1",
    "stroke-opacity": "1",
    "stroke-linejoin": "round",
    "stroke-linecap": "butt",
    "text-anchor": "start",
    "opacity": "1",
}
POINTS_A_INCH = 72


@dataclass(frozen=True)
class Description:
    """What a chart says to those who cannot see it.

    Attributes:
        key: stands in the ids of the chart's parts; unique on a page.
        title: what it shows, in a few words.
        text: what there is to see, made from the numbers that are drawn.
    """

    key: str
    title: str
    text: str


def new_figure(*, height: float = HEIGHT) -> "Figure":
    """An empty figure in the house style's size; draw on it and save it within `house_style()`."""
    from matplotlib.figure import Figure

    return Figure(figsize=(WIDTH / POINTS_A_INCH, height / POINTS_A_INCH), dpi=POINTS_A_INCH)


def to_svg(figure: "Figure", description: Description) -> Markup:
    """The figure as an `<svg>` element that stands in a page by itself.

    Ids start with the description's key, coordinates keep one decimal, styles are attributes (a page's security policy may
    forbid inline styles), nothing names a date or a program.
    """
    buffer = io.StringIO()
    figure.savefig(buffer, format="svg", metadata={"Date": None, "Creator": None}, transparent=True)
    root = ET.fromstring(_without_prologue(buffer.getvalue()))
    _drop(root)
    _rename_ids(root, description.key)
    for element in root.iter():
        _simplify(element)
    _flatten(root)
    _describe(root, description)
    ET.register_namespace("", SVG.strip("{}"))
    text = ET.tostring(root, encoding="unicode").replace(f' xmlns="{SVG.strip("{}")}"', "")
    return Markup(re.sub(r">\s+<", "><", text))


def slug(text: str) -> str:
    """A text as part of an id: letters, digits, dots and hyphens."""
    return re.sub(r"[^A-Za-z0-9.]+", "-", text).strip("-")


def house_style(**changes: Any) -> AbstractContextManager[None]:
    """A context in which figures are drawn and saved in the house style, with single settings changed (`axes__grid__axis="x"`)."""
    from matplotlib import rc_context

    settings: Any = SETTINGS | {name.replace("__", "."): value for name, value in changes.items()}
    return rc_context(settings)


def _without_prologue(text: str) -> str:
    return text[text.index("<svg") :]


def _drop(root: ET.Element) -> None:
    for parent in list(root.iter()):
        for child in list(parent):
            if child.tag.removeprefix(SVG) in DROPPED or (
                child.tag == f"{SVG}defs" and not _definitions(child)
            ):
                parent.remove(child)


def _definitions(defs: ET.Element) -> list[ET.Element]:
    return [child for child in defs if child.tag.removeprefix(SVG) not in DROPPED]


def _rename_ids(root: ET.Element, key: str) -> None:
    """Keep the ids that something points to, named after the chart; remove the others."""
    referred: list[str] = []
    for element in root.iter():
        for name, value in element.attrib.items():
            found = re.findall(r"url\(#([^)]+)\)", value) or ([value[1:]] if name == f"{XLINK}href" else [])
            referred += found
    names = {old: f"{key}-{number}" for number, old in enumerate(dict.fromkeys(referred))}
    for element in root.iter():
        if (old := element.attrib.pop("id", None)) in names:
            element.set("id", names[str(old)])
        for name, value in list(element.attrib.items()):
            if name == f"{XLINK}href":
                del element.attrib[name]
                element.set("href", f"#{names[value[1:]]}")
            elif "url(#" in value:
                element.set(name, re.sub(r"url\(#([^)]+)\)", lambda m: f"url(#{names[m[1]]})", value))


def _simplify(element: ET.Element) -> None:
    for name, value in _declarations(element.attrib.pop("style", "")):
        if DEFAULTS.get(name) != value:
            element.set(name, value)
    if element.get("transform", "").startswith("rotate(-0 "):
        del element.attrib["transform"]
    for name in ("d", "x", "y", "width", "height", "transform"):
        if name in element.attrib:
            element.set(name, _rounded(element.attrib[name]))


def _declarations(style: str) -> list[tuple[str, str]]:
    """A style as attributes; of the `font` shorthand only size and weight, since the page has its own family."""
    pairs = [tuple(part.strip() for part in each.split(":", 1)) for each in style.split(";") if ":" in each]
    found: list[tuple[str, str]] = []
    for name, value in pairs:
        if name == "font":
            size = re.search(r"([\d.]+)px", value)
            found += [("font-size", size[1])] if size else []
            found += [("font-weight", "700")] if re.search(r"\b(?:bold|700)\b", value) else []
        elif name != "font-family":
            found.append((name, value))
    return found


def _rounded(text: str) -> str:
    """Numbers with one decimal, path letters without spaces."""
    short = re.sub(r"-?\d+\.\d+", lambda found: f"{round(float(found[0]), 1) or 0:g}", text)
    return re.sub(r"\s+", " ", re.sub(r"\s*([MLCQzZ])\s*", r"\1", short)).strip()


def _flatten(parent: ET.Element) -> None:
    """Put the children of groups that say nothing in the groups' place."""
    children: list[ET.Element] = []
    for child in parent:
        _flatten(child)
        plain_group = child.tag == f"{SVG}g" and not child.attrib
        children += list(child) if plain_group else [child]
    for child in list(parent):
        parent.remove(child)
    parent.extend(children)


def _describe(root: ET.Element, description: Description) -> None:
    box = root.attrib["viewBox"]
    root.attrib.clear()
    names = {"title": f"{description.key}-title", "desc": f"{description.key}-desc"}
    root.attrib.update(
        {
            "viewBox": box,
            "role": "img",
            "aria-labelledby": " ".join(names.values()),
            "font-family": FONT_FAMILY,
            "stroke-linejoin": "round",
            "width": "100%",
        }
    )
    for position, (tag, text) in enumerate((("title", description.title), ("desc", description.text))):
        element = ET.Element(f"{SVG}{tag}", {"id": names[tag]})
        element.text = text
        root.insert(position, element)
