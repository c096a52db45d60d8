"""What a page says, and where on the page it says it."""

from pmf_analysis.publishing.sentences import Sentence, page_sentences

PAGE = """<body><header><p>Sample Council</p></header><main id="main">
<p class="note">For <b>two</b>
 indicators.</p>
<section aria-labelledby="exception-A1"><h3 id="exception-A1">Bins</h3><p>Up by 2.<br>Worse.</p>
<ul><li>One &amp; only</li></ul><svg><text><p>drawn</p></text></svg></section>
<table><tr id="B2"><td>3</td><td><p>Visits</p></td></tr></table>
<p></p><p>After all.</p></main><footer><p>Fingerprint</p></footer></body>"""


def test_sentences_stand_in_the_innermost_named_part() -> None:
    assert page_sentences(PAGE) == (
        Sentence("", "For two indicators."),
        Sentence("exception-A1", "Up by 2.Worse."),
        Sentence("exception-A1", "One & only"),
        Sentence("B2", "Visits"),
        Sentence("", "After all."),
    )
