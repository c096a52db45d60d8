"""An executed notebook as a page: one file that opens offline, runs nothing and fetches nothing."""

import re
from copy import copy
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from pmf_analysis.errors import ReportError, SetupError
from pmf_analysis.publishing.notebooks import note_cell

TEMPLATES = Path(__file__).parent / "templates"
POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'"
TITLE_LINE = re.compile(r"^# +(.+?)\s*#*\s*$", re.MULTILINE)


@dataclass(frozen=True)
class PageFacts:
    """What a page says about itself besides what its notebook shows.

    Attributes:
        council: the council's name.
        quarter: the quarter, as readers write it.
        scope: what the report is about.
        as_at: the day up to which results could have arrived, as readers write it.
        fingerprint: stands for everything that the page was made from.
        framework: the framework's name; empty if it has none.
        index: the address of the quarter's index from this page; empty for no link.
        colophon: where the numbers come from, if not from the folder that the page is issued in.
    """

    council: str
    quarter: str
    scope: str
    as_at: str
    fingerprint: str
    framework: str = ""
    index: str = "../index.html"
    colophon: str = ""


@dataclass(frozen=True)
class PageFrame:
    """What the template needs around the notebook's own content."""

    report: str
    facts: PageFacts
    style: str
    policy: str = POLICY

    @property
    def title(self) -> str:
        """The page's name in a browser's tab, a bookmark or a file manager."""
        return page_title(self.report, self.facts)


def page_title(report: str, facts: PageFacts) -> str:
    """Report, scope, quarter and council, the most telling first."""
    return f"{report}: {facts.scope}, {facts.quarter} – {facts.council}"


def render_page(notebook: Any, facts: PageFacts) -> str:
    """The page of an executed notebook.

    The notebook's first heading is the report's name: it becomes the page's only first-level heading, with the scope behind it.

    Raises:
        ReportError: if the notebook has no first-level heading, or more than one.
        SetupError: if the template is missing.
    """
    report, body = _split_title(notebook)
    frame = PageFrame(report, facts, style())
    html, _ = _exporter().from_notebook_node(body, resources={"page": frame})
    return re.sub(r"\n{3,}", "\n\n", html)


def report_title(notebook: Any) -> str:
    """The report's name: the notebook's first-level heading.

    Raises:
        ReportError: if it has none, or more than one.
    """
    titles = [
        title
        for cell in notebook.cells
        if cell.cell_type == "markdown"
        for title in TITLE_LINE.findall(cell.source)
    ]
    if len(titles) != 1:
        raise ReportError(
            f"a notebook should have one first-level heading (# Title), its report's name; it has {len(titles)}"
        )
    return str(titles[0])


def load_template() -> None:
    """Load exporter, templates and stylesheet ahead of the first page: nbconvert compiles some of them only when a page is made.

    Raises:
        SetupError: if the template is missing.
    """
    from nbformat.v4 import new_notebook

    nobody = PageFacts(council="", quarter="", scope="", as_at="", fingerprint="")
    render_page(new_notebook(cells=[note_cell("# Nothing", name="nothing")]), nobody)  # type: ignore[no-untyped-call]


@lru_cache(maxsize=1)
def style() -> str:
    """The one stylesheet, without its comments and indents."""
    try:
        text = (TEMPLATES / "pmf" / "page.css").read_text(encoding="utf-8")
    except OSError as error:
        raise SetupError(f"the page's stylesheet is missing: {error.strerror}") from None
    return re.sub(r"\n\s*", "\n", re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)).strip()


@lru_cache(maxsize=1)
def markdown() -> Any:
    """Markdown to HTML; HTML inside it is shown as the text that it is."""
    import mistune

    return mistune.create_markdown(escape=True, plugins=["table"])


@lru_cache(maxsize=1)
def _exporter() -> Any:
    """Nbconvert's exporter with our template, loaded once for all reports."""
    from jinja2 import TemplateNotFound
    from nbconvert.exporters.templateexporter import TemplateExporter

    exporter = TemplateExporter(  # type: ignore[no-untyped-call]
        file_extension=".html",
        template_name="pmf",
        extra_template_basedirs=[str(TEMPLATES)],
        default_preprocessors=[],
        filters={"pmf_markdown": lambda text: markdown()(text)},
    )
    exporter.output_mimetype = "text/html"
    try:
        _ = exporter.template  # looked up here, once
    except (TemplateNotFound, ValueError) as error:
        raise SetupError(f"the page's template is missing: {error}; install nbconvert again") from None
    return exporter


def _split_title(notebook: Any) -> tuple[str, Any]:
    report = report_title(notebook)
    body = copy(notebook)
    body["cells"] = [
        _without_title(cell) if cell.cell_type == "markdown" else cell for cell in notebook.cells
    ]
    return report, body


def _without_title(cell: Any) -> Any:
    bare = copy(cell)
    bare["source"] = TITLE_LINE.sub("", cell.source, count=1).strip()
    return bare
