"""How easily our own words read: the length of sentences, and the school years that they ask of a reader."""

import re

SENTENCE_END = re.compile(r"(?<=[.!?])\s+(?=[A-Z‘“])")
VOWELS = re.compile(r"[aeiouy]+")


def sentences(text: str) -> list[str]:
    """The sentences of a text.

    >>> sentences("One is here. Is 1.5 two? No.")
    ['One is here.', 'Is 1.5 two?', 'No.']
    """
    return [each for each in SENTENCE_END.split(" ".join(text.split())) if re.search(r"[A-Za-z]", each)]


def words(sentence: str) -> list[str]:
    """The words of a sentence; numbers are not words."""
    return re.findall(r"[A-Za-z][A-Za-z’'-]*", sentence)


def syllables(word: str) -> int:
    """About how many syllables a word has: its groups of vowels, less a silent e.

    >>> [syllables(word) for word in ("range", "tolerance", "improving", "the")]
    [1, 3, 3, 1]
    """
    plain = word.lower().strip("’'-")
    count = len(VOWELS.findall(plain))
    return max(1, count - (plain.endswith("e") and not plain.endswith("le")))


def grade(text: str) -> float:
    """The Flesch-Kincaid grade: years of school that a text asks for."""
    parts = [words(each) for each in sentences(text)]
    count = sum(map(len, parts))
    spoken = sum(syllables(word) for part in parts for word in part)
    return 0.39 * count / len(parts) + 11.8 * spoken / count - 15.59
