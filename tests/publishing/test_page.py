"""Pages: one file, nothing that runs, nothing that is fetched, everything named."""

import re
from typing import Any

import pytest
from nbformat import v4

from pmf_analysis.errors import ReportError
from pmf_analysis.publishing.page import PageFacts, render_page, report_title, style
from pmf_analysis.publishing.page_check import check_page, ids_of, parse

FACTS = PageFacts(
    council="City of York Council",
    quarter="2025/26 Q3",
    scope="Place",
    as_at="14 May 2026",
    fingerprint="0123456789ab",
    framework="Framework 2023-27",
)
TITLE = "# Exception report\n\nWhat needs us?"


def notebook(*outputs: Any, title: str = TITLE, after: str = "## Caveats") -> Any:
    cells = [
        v4.new_markdown_cell(title),
        v4.new_code_cell("secret_code()", outputs=list(outputs)),
        v4.new_markdown_cell(after),
    ]
    return v4.new_notebook(cells=cells)


def html_output(html: str) -> Any:
    return v4.new_output("execute_result", data={"text/html": html, "text/plain": "plain"}, execution_count=1)


def page(*outputs: Any, **parts: str) -> str:
    return render_page(notebook(*outputs, **parts), FACTS)


def test_a_page_passes_its_own_check() -> None:
    assert check_page(page(html_output("<h2>Counts</h2><p id='A'>1</p>"))) == ()


def test_the_title_says_report_scope_quarter_and_council() -> None:
    html = page()
    assert "<title>Exception report: Place, 2025/26 Q3 – City of York Council</title>" in html
    assert re.findall(r"<h1[^>]*>(.*?)</h1>", html) == ["Exception report: Place"]


def test_a_page_shows_outputs_and_no_code() -> None:
    html = page(
        html_output("<h2>Counts</h2>"),
        v4.new_output("stream", name="stdout", text="printed"),
        v4.new_output("stream", name="stderr", text="warned"),
    )
    assert "<h2>Counts</h2>" in html
    for hidden in ("secret_code", "printed", "warned", "plain"):
        assert hidden not in html


def test_plain_output_is_shown_as_text() -> None:
    output = v4.new_output("execute_result", data={"text/plain": "<b>1</b> & 2"}, execution_count=1)
    assert "&lt;b&gt;1&lt;/b&gt; &amp; 2" in page(output)


def test_html_in_markdown_is_shown_as_text() -> None:
    html = page(after="## Note <script>alert(1)</script>\n\n<img src=x onerror=y>")
    assert "<script" not in html
    assert "<img" not in html
    assert check_page(html) == ()


def test_a_link_to_a_script_in_markdown_is_defused_and_found_out() -> None:
    html = page(after="[x](javascript:alert(1))")
    assert "javascript:" not in html
    assert check_page(html) == ("a link leads to '#harmful-link', which is not on the page",)


def test_facts_are_shown_as_text() -> None:
    facts = PageFacts("<b>C</b>", "2025/26 Q3", "A & <i>B</i>", "14 May 2026", "0")
    html = render_page(notebook(), facts)
    assert "<b>" not in html
    assert "A &amp; &lt;i&gt;B&lt;/i&gt;" in html


def test_a_page_is_small_and_the_same_each_time() -> None:
    assert page() == page()
    assert len(page()) < 20_000


def test_a_page_has_landmarks_a_skip_link_and_its_fingerprint() -> None:
    html = page()
    for part in (
        '<html lang="en-GB">',
        "<header",
        '<main id="main"',
        "<footer",
        'href="#main"',
        "0123456789ab",
        "14 May 2026",
    ):
        assert part in html
    assert "default-src 'none'" in html
    assert "¶" not in html


@pytest.mark.parametrize("title", ["No heading", "# One\n\n# Two"])
def test_a_notebook_has_one_title(title: str) -> None:
    with pytest.raises(ReportError, match="should have one first-level heading"):
        report_title(notebook(title=title))


def test_the_stylesheet_fetches_nothing_and_prints() -> None:
    assert "url(" not in style()
    assert "@import" not in style()
    for part in (
        "@media print",
        "table-header-group",
        "forced-colors",
        "prefers-contrast",
        ":focus-visible",
        "A4",
    ):
        assert part in style()


COLOURS = dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{3,6});", style().split("@media")[0]))


@pytest.mark.parametrize(
    ("ink", "paper"),
    [
        *((ink, "paper") for ink in ("ink", "soft", "link", "red", "amber", "green", "none")),
        *((f"{name}", f"{name}-wash") for name in ("red", "amber", "green", "none")),
        *((ink, "wash") for ink in ("ink", "soft", "red", "amber", "green", "none", "link")),
    ],
)
def test_text_has_the_contrast_that_wcag_asks_for(ink: str, paper: str) -> None:
    lighter, darker = sorted((luminance(COLOURS[ink]), luminance(COLOURS[paper])), reverse=True)
    assert (lighter + 0.05) / (darker + 0.05) >= 4.5


def luminance(colour: str) -> float:
    digits = colour[1:] if len(colour) == 7 else "".join(digit * 2 for digit in colour[1:])
    parts = [int(digits[place : place + 2], 16) / 255 for place in (0, 2, 4)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


BAD = {
    "<script>1</script>": "the page holds a <script> element",
    "<iframe src='data:,'></iframe>": "the page holds a <iframe> element",
    "<p onclick='x()'>a</p>": "a <p> element has the script attribute onclick",
    "<a href='javascript:x()'>a</a>": "a <a> element links to a script",
    "<img alt='Bins' src='https://example.org/a.png'>": "a <img> element fetches 'https://example.org/a.png'",
    "<img alt='Bins' src='a.png'>": "a <img> element fetches 'a.png'",
    "<link rel='stylesheet' href='//example.org/a.css'>": "a <link> element fetches '//example.org/a.css'",
    "<p style='background: url(https://example.org/a)'>a</p>": "a style fetches something from outside the page",
    "<style>@import 'a.css'</style>": "a style fetches something from outside the page",
    "<h3>Deep</h3>": "the heading 'Deep' skips a level, from 1 to 3",
    "<h1>Again</h1>": "the page should have one first-level heading",
    "<h2></h2>": "a heading of level 2 is empty",
    "<table><tr><th scope='col'>A</th></tr></table>": "a table has no caption; it begins 'A'",
    "<table><caption>C</caption><tr><th>A</th></tr></table>": "the table 'C' has headings without a scope: A",
    "<table><caption>C</caption><tr><td>1</td></tr></table>": "the table 'C' has no headings",
    "<img src='data:,'>": "a picture has no text alternative, or a placeholder: ''",
    "<svg role='img'><title>Chart</title></svg>": "a picture has no text alternative, or a placeholder: 'Chart'",
    "<svg role='img'><title>Bins</title></svg><img alt='Bins' src='data:,'>": "two pictures have the same text alternative: 'Bins'",
    "<p id='a'>1</p><p id='a'>2</p>": "the anchor 'a' is used twice",
    "<a href='#gone'>x</a>": "a link leads to '#gone', which is not on the page",
    "<a href='x.html'></a>": "a link to 'x.html' has no words",
}


@pytest.mark.parametrize(("html", "fault"), BAD.items())
def test_a_page_that_may_not_be_issued_is_found_out(html: str, fault: str) -> None:
    assert fault in check_page(page(html_output(html)))


@pytest.mark.parametrize(
    "html",
    [
        "<svg role='img' aria-labelledby='t1'><title id='t1'>Visits fell from 9 to 7</title><path d=''/></svg>",
        "<svg aria-hidden='true'><path/></svg>",
        "<img alt='Visits fell' src='data:image/png;base64,AA=='>",
        "<svg role='img' aria-label='Visits'><defs><path id='p1'/></defs><use href='#p1'/></svg>",
        "<a href='other.html#A'>Other report</a>",
    ],
)
def test_a_page_that_may_be_issued_passes(html: str) -> None:
    assert check_page(page(html_output(html))) == ()


def test_the_anchors_of_a_page_are_known() -> None:
    assert {"main", "HCLIC.TA1.RATE"} <= ids_of(parse(page(html_output("<p id='HCLIC.TA1.RATE'>1</p>"))))


def test_a_page_without_policy_language_or_main_is_found_out() -> None:
    faults = check_page("<html><head><title>x</title></head><body><h1>x</h1></body></html>")
    assert "the page has no content security policy" in faults
    assert "the page does not say that its language is en-GB" in faults
    assert "the page should have one main landmark" in faults
