"""Text as it is kept: clean characters, counted words, an estimated reading time."""

import re
import unicodedata

#: Words a minute when reading to learn, slower than reading for pleasure (about 240).
WORDS_PER_MINUTE = 160

_WORD = re.compile(r"\w+(?:['’-]\w+)*")
_SPACES = re.compile(r"[ \t\u00a0\u202f\f\v]+")
_LINES = re.compile(r"\s*\n\s*")
# Control characters, bidirectional overrides and invisible joiners change what a reader sees.
_UNSEEN = re.compile(
    r"[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]"
)
_LONE_SURROGATE = re.compile(r"[\ud800-\udfff]")


def clean(text: str) -> str:
    """One line or paragraph: composed characters, single spaces, nothing invisible."""
    text = _unseen_removed(text)
    return _SPACES.sub(" ", _LINES.sub(" ", text)).strip()


def clean_lines(text: str) -> str:
    """Like `clean` but line ends and indentation stay (code, verse)."""
    text = _unseen_removed(text).replace("\r\n", "\n").replace("\r", "\n")
    return "\n".join(line.rstrip() for line in text.split("\n")).strip("\n")


def word_count(text: str) -> int:
    """Number of words, numbers included."""
    return sum(1 for _ in _WORD.finditer(text))


def reading_minutes(words: int) -> int:
    """Whole minutes to read `words` words in order to learn; at least 1."""
    return max(1, round(words / WORDS_PER_MINUTE))


def _unseen_removed(text: str) -> str:
    text = _LONE_SURROGATE.sub("\ufffd", text)
    return _UNSEEN.sub("", unicodedata.normalize("NFC", text))
