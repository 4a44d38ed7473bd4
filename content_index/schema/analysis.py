"""From text to the tokens that are indexed and asked for, the same way for both.

Elided articles and possessives are cut off (both apostrophes), accents and ligatures folded,
then stop words dropped, then words stemmed: in this order a query typed without accents finds
what the accented one finds. Languages without a stemmer here keep whole words.
"""

import re
from collections.abc import Callable, Iterator
from functools import cache
from typing import NamedTuple

from whoosh.lang.snowball.english import EnglishStemmer
from whoosh.lang.snowball.french import FrenchStemmer

from content_index.schema.folding import compose, fold
from content_index.schema.stopwords import stop_words

APOSTROPHES = "'’ʼ＇"
#: A word, without what is elided before it and what is contracted after it; keeps "c++" and "c#".
WORD = re.compile(
    r"(?:(?<![^\W_])(?:[cdjlmnst]|qu|jusqu|lorsqu|puisqu|quoiqu|presqu|quelqu)['’ʼ＇](?=[^\W_]))?"
    r"([^\W_]+(?:\+\+|#(?![^\W_]))?)"
    r"(?:['’ʼ＇](?:s|t|re|ll|ve|d|m)(?![^\W_]))?",
    re.IGNORECASE,
)
#: Longer words are noise (hashes, encoded data); cut, they still match themselves.
_LONGEST = 40
_MEMORY = 200_000
_STEMMERS: dict[str, Callable[[], object]] = {"en": EnglishStemmer, "fr": FrenchStemmer}


class Token(NamedTuple):
    """A content word: `stem` is matched, `word` is the folded form, the rest is where it stands.

    `start` and `end` are character offsets in the composed text; `position` counts words,
    stop words included.
    """

    stem: str
    word: str
    start: int
    end: int
    position: int


class Analyser:
    """The analysis of one language; remembers the words it has met."""

    def __init__(self, language: str) -> None:
        self.language = language
        self._stops = stop_words(language)
        stemmer = _STEMMERS.get(language)
        self._stem: Callable[[str], str] = stemmer().stem if stemmer else str  # type: ignore[attr-defined]
        self._known: dict[str, tuple[str, str] | None] = {}

    def forms(self, raw: str) -> tuple[str, str] | None:
        """Stem and folded word of one raw word; None when it is a stop word."""
        try:
            return self._known[raw]
        except KeyError:
            if len(self._known) > _MEMORY:
                self._known.clear()
            forms = self._known[raw] = self._analyse(raw)
            return forms

    def _analyse(self, raw: str) -> tuple[str, str] | None:
        word = fold(raw)[:_LONGEST]
        if not word or word in self._stops:
            return None
        return (self._stem(word) if word.isalpha() else word), word

    def tokens(self, text: str) -> Iterator[Token]:
        """Every content word of a composed text, in order."""
        for position, match in enumerate(WORD.finditer(text)):
            forms = self.forms(match[1])
            if forms is not None:
                yield Token(*forms, match.start(1), match.end(1), position)

    def stems(self, text: str) -> set[str]:
        """The different stems of a text."""
        forms = self.forms
        return {found[0] for raw in set(WORD.findall(compose(text))) if (found := forms(raw)) is not None}

    def pairs(self, text: str) -> list[tuple[str, str]]:
        """(stem, word) of every content word: the fast way when places do not matter."""
        forms = self.forms
        return [found for raw in WORD.findall(compose(text)) if (found := forms(raw)) is not None]


@cache
def analyser(language: str) -> Analyser:
    """The analyser of a language; those without one of their own share the neutral one."""
    return Analyser(language) if language in _STEMMERS else _neutral()


@cache
def _neutral() -> Analyser:
    return Analyser("")


def analyse(text: str, language: str) -> list[str]:
    """The stems of the content words of `text`, in order: what two texts share, they share here."""
    return [stem for stem, _ in analyser(language).pairs(text)]


def raw_words(text: str) -> list[tuple[str, int, int]]:
    """Every word of a composed text as written, stop words included, with its offsets."""
    return [(match[1], match.start(1), match.end(1)) for match in WORD.finditer(text)]
