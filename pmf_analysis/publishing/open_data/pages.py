"""The way into a publication, and its accessibility statement."""

from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

from markupsafe import Markup

from pmf_analysis.publishing.open_data.columns import PublicTable
from pmf_analysis.publishing.open_data.metadata import About
from pmf_analysis.publishing.page import POLICY, TEMPLATES, style

if TYPE_CHECKING:
    from jinja2 import Environment


def index_page(about: About, pages: Sequence[tuple[str, str]], tables: Sequence[PublicTable]) -> str:
    """The page that leads to all others.

    Args:
        about: what the publication says of itself.
        pages: title and path of each report.
        tables: the published tables.
    """
    return _render("index.html.j2", about, pages=pages, tables=tables)


def accessibility_page(about: About) -> str:
    """The accessibility statement, with what only the council can fill in marked as such."""
    return _render("accessibility.html.j2", about)


def licence_text(about: About) -> str:
    """The licence and the attribution, as plain text."""
    lines = [f"This publication is licensed under the {about.licence_name}:", about.licence_url]
    if about.attribution:
        lines += ["", "You must acknowledge its source with these words:", about.attribution]
    return "\n".join(lines) + "\n"


def _render(name: str, about: About, **facts: object) -> str:
    template = _environment().get_template(name)
    return template.render(about=about, policy=POLICY, style=Markup(style()), **facts)


@lru_cache(maxsize=1)
def _environment() -> "Environment":
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    return Environment(
        loader=FileSystemLoader(TEMPLATES / "open_data"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
