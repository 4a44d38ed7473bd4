"""Finding the words of a question in texts, many texts for one question."""

import re
from collections.abc import Collection, Iterable

from content_index.schema.analysis import APOSTROPHES, WORD, analyser
from content_index.schema.folding import compose

#: Nearly the same as a word in half the time, for a first look.
_LETTERS = re.compile(r"[^\W_]+")
#: The same where a text fits into one byte a letter, as French and English do: half the time again.
_ONE_BYTE = "cp1252"
_APART = bytes(byte if bytes([byte]).decode(_ONE_BYTE, "replace").isalnum() else ord(" ") for byte in range(256))


class WordFinder:
    """Finds words by their stem, for one question: it remembers the texts, and the words that they share."""

    def __init__(self, language: str, stems: Collection[str]) -> None:
        self._forms = analyser(language).forms
        self._stems = stems
        self._signs = any(stem.endswith(("+", "#")) for stem in stems)
        self._looked_at: set[str] = set()
        self._wanted: dict[str, str] = {}
        self._texts: dict[str, set[str]] = {}

    def stems_in(self, text: str) -> set[str]:
        """The stems that occur in a text."""
        return {self._wanted[raw] for raw in self._raw_words(compose(text))}

    def occurrences(self, text: str) -> list[tuple[int, int, str]]:
        """Where the words stand in a composed text, neither as parts of others nor elided: (start, end, stem)."""
        found = []
        bounded = f" {text} "
        for raw in self._raw_words(text):
            stem, size = self._wanted[raw], len(raw)
            start = text.find(raw)
            while start >= 0:
                after = bounded[start + size + 1]
                if not (bounded[start].isalnum() or after.isalnum()) and (
                    (after not in APOSTROPHES and not self._signs) or self._is_word(text, raw, start)
                ):
                    found.append((start, start + size, stem))
                start = text.find(raw, start + size)
        return sorted(found)

    @staticmethod
    def _is_word(text: str, raw: str, start: int) -> bool:
        match = WORD.match(text, start)
        return match is not None and match[1] == raw and match.start(1) == start

    def _raw_words(self, text: str) -> set[str]:
        """The different words of a text that have one of the stems, as they are written."""
        known = self._texts.get(text)
        if known is not None:
            return known
        raws = set(WORD.findall(text) if self._signs else _letters_in(text))
        new = raws - self._looked_at
        for raw in new:
            forms = self._forms(raw)
            if forms is not None and forms[0] in self._stems:
                self._wanted[raw] = forms[0]
        self._looked_at |= new
        found = self._texts[text] = raws & self._wanted.keys()
        return found


def _letters_in(text: str) -> Iterable[str]:
    """Every run of letters and digits."""
    try:
        return text.encode(_ONE_BYTE).translate(_APART).decode(_ONE_BYTE).split()
    except UnicodeError:
        return _LETTERS.findall(text)
