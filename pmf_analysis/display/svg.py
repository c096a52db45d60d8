"""Inline SVG: text as text, small, the same bytes every time, readable without sight.

Styles are attributes, since a page's security policy may forbid inline styles.
"""

import re
from dataclasses import dataclass
from xml.sax.saxutils import escape

from markupsafe import Markup

from pmf_analysis.display.house_style import FONT_FAMILY

QUOTED = {'"': "&quot;"}


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


def whole_svg(elements: str, description: Description, *, width: float, height: float) -> Markup:
    """The `<svg>` element that stands in a page by itself, with its description in front of what it draws."""
    told = ("title", description.title), ("desc", description.text)
    names = {tag: f"{description.key}-{tag}" for tag, _ in told}
    words = "".join(element(tag, {"id": names[tag]}, text) for tag, text in told)
    look = {
        "viewBox": f"0 0 {width:g} {height:g}",
        "role": "img",
        "aria-labelledby": " ".join(names.values()),
        "font-family": FONT_FAMILY,
        "stroke-linejoin": "round",
        "width": "100%",
    }
    return Markup(f"<svg{_written(look)}>{words}{elements}</svg>")


def element(tag: str, attributes: dict[str, str], text: str | None = None) -> str:
    """An element with its attributes, empty or with a text."""
    if text is None:
        return f"<{tag}{_written(attributes)} />"
    return f"<{tag}{_written(attributes)}>{escape(text)}</{tag}>"


def short(value: float) -> str:
    """A number with one decimal, and none where it is whole.

    >>> short(12.3456), short(12.0), short(-0.04)
    ('12.3', '12', '0')
    """
    text = plain(value)
    return f"{round(float(text), 1) or 0:g}" if "." in text else text


def plain(value: float) -> str:
    """A number with the decimals that it needs, six at most: a width, a dash."""
    return f"{value:.6f}".rstrip("0").rstrip(".")


def slug(text: str) -> str:
    """A text as part of an id: letters, digits, dots and hyphens."""
    return re.sub(r"[^A-Za-z0-9.]+", "-", text).strip("-")


def _written(attributes: dict[str, str]) -> str:
    return "".join(f' {name}="{escape(value, QUOTED)}"' for name, value in attributes.items())
