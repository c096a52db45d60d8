"""Our own words are short and plain: notebooks, headings, the key and its rules, caveats, decisions."""

import json
import re
from pathlib import Path

import pytest

from pmf_analysis import display
from pmf_analysis.analysis.results import QuarterResults, View
from pmf_analysis.display.exceptions import DECISIONS
from pmf_analysis.display.fragment import plain_text
from pmf_analysis.display.front_facts import DECISION
from pmf_analysis.display.heading import ASKS
from pmf_analysis.display.key import CAVEATS
from tests.display.reading import grade, sentences, syllables, words

NOTEBOOKS = sorted((Path(__file__).parents[2] / "notebooks").glob("*.ipynb"))
MOST_WORDS, MOST_GRADE, MOST_MEAN = 25, 9.0, 14.0


def prose(notebook: Path) -> str:
    """The words of a notebook's own text: its headings are left out."""
    cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
    text = "\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "markdown")
    return re.sub(r"^#+ .*$", "", text, flags=re.MULTILINE)


def test_the_measure_finds_long_sentences_and_hard_words() -> None:
    assert sentences("One is here. Is 1.5 two? No.") == ["One is here.", "Is 1.5 two?", "No."]
    assert words("the 2025/26 council’s re-use") == ["the", "council’s", "re-use"]
    assert [syllables(word) for word in ("range", "tolerance", "improving", "the")] == [1, 3, 3, 1]
    plain, hard = (
        "The cat sat on the mat.",
        "Organisational capability determines intervention prioritisation.",
    )
    assert grade(plain) < 2 < 20 < grade(hard)


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda path: path.stem)
def test_no_sentence_of_a_notebook_is_long(notebook: Path) -> None:
    assert [each for each in sentences(prose(notebook)) if len(words(each)) > MOST_WORDS] == []


def test_notebooks_can_be_read_by_a_pupil_of_fourteen() -> None:
    text = " ".join(prose(notebook) for notebook in NOTEBOOKS)
    lengths = [len(words(each)) for each in sentences(text)]
    assert sum(lengths) / len(lengths) <= MOST_MEAN
    assert grade(text) <= MOST_GRADE


def test_no_sentence_of_the_key_asks_or_decisions_is_long(york: QuarterResults) -> None:
    view: View = york.scope("directorate", "place")
    opened = plain_text(re.sub(r"<details>.*</details>", "", display.key(view).html, flags=re.DOTALL))
    texts = [
        *opened.split("\n"),
        *ASKS.values(),
        *CAVEATS,
        *DECISIONS.values(),
        DECISION,
    ]
    long = [each for text in texts for each in re.split(r"[.:;] ", text) if len(words(each)) > MOST_WORDS]
    assert long == []
