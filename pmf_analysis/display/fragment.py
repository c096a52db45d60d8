"""What a notebook shows: safe HTML and the same in plain text.

All HTML of this package comes from the Jinja2 templates beside this module, with autoescape on: a name, a note or a commentary that
holds HTML, a script or Markdown is shown as the text that it is.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from html import unescape
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from pmf_analysis.display.receipt_attributes import NAME, PIECES, with_attributes
from pmf_analysis.framework.receipts import unmarked

if TYPE_CHECKING:
    from jinja2 import Environment

LINE_TAGS = {"p", "div", "section", "table", "caption", "tr", "li", "h3", "h4", "figcaption", "summary", "dt"}
CELL_TAGS = {"td", "th", "dd"}
CHART = re.compile(r"<svg\b.*?</svg>", re.DOTALL)  # charts are left to their sentences and tables


@dataclass(frozen=True)
class Fragment:
    """A piece of a report.

    Attributes:
        html: markup that is safe to put in a page; it holds no style, no script and no address outside the page.
        text: the same for a reader of plain text; charts are left to their sentences and tables.
    """

    html: str
    text: str

    @classmethod
    def of(cls, html: str) -> "Fragment":
        """The fragment of some markup, with its text taken from the markup, so that the two cannot differ."""
        return cls(html=with_attributes(str(html)), text=plain_text(str(html)))

    @classmethod
    def join(cls, fragments: Iterable["Fragment"]) -> "Fragment":
        """Several fragments, one after the other."""
        parts = tuple(fragments)
        return cls("\n".join(part.html for part in parts), "\n\n".join(part.text for part in parts))

    def _repr_html_(self) -> str:
        return self.html

    def _repr_mimebundle_(self, **_: Any) -> dict[str, str]:
        return {"text/html": self.html, "text/plain": self.text}

    def __repr__(self) -> str:
        return self.text


def render(template: str, **values: Any) -> Markup:
    """The markup of one template: `render("table", table=table)` fills `templates/table.html.j2`.

    Raises:
        jinja2.UndefinedError: if the template names a value that was not given.
    """
    markup = _environment().get_template(f"{template}.html.j2").render(**values)
    return Markup(re.sub(r"\n\s*\n+", "\n", markup).strip())


def load_templates() -> None:
    """Compile all templates ahead of the first that is filled."""
    environment = _environment()
    for name in environment.list_templates(extensions=["j2"]):
        environment.get_template(name)


def plain_text(html: str) -> str:
    r"""What the markup says, a line for each paragraph, item and table row.

    >>> plain_text("<p>Now <b>red</b> &amp; late</p><ul><li>one</li><li>two</li></ul>")
    'Now red & late\none\ntwo'
    """
    pieces = PIECES.split(unmarked(CHART.sub("", html)))
    lines = (" ".join(line.split()).strip(" |") for line in "".join(map(_said, pieces)).split("\n"))
    return "\n".join(line for line in lines if line)


def _said(piece: str) -> str:
    """A text as it is read; for a tag the line break or the cell's bar that it stands for."""
    tag = NAME.match(piece)
    if not tag:
        return "" if piece.startswith("<!--") else unescape(piece).replace("\n", " ")
    if tag[2] in LINE_TAGS:
        return "\n"
    return " | " if tag[1] and tag[2] in CELL_TAGS else ""


@lru_cache(maxsize=1)
def _environment() -> "Environment":
    from jinja2 import Environment, PackageLoader, StrictUndefined

    return Environment(
        loader=PackageLoader("pmf_analysis.display"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
