"""Cutting French and English text into sentences that stand verbatim in it."""

import re
from dataclasses import dataclass

from widget.grounding.words import word_list

_END = re.compile(r"(?:[.!?…]+[ \u00a0\u202f]?»|[.!?…]+[\"'»”’)\]]*)(?=\s|$)|\n\s*")
_BULLET = re.compile(r"\s*(?:[-*•–·]|\d{1,2}[.)])\s+")
_LAST_WORD = re.compile(r"([\w.°-]+)$")


@dataclass(frozen=True, slots=True)
class Sentence:
    """`text` is `source[start:end]`, without the list mark before it."""

    text: str
    start: int
    end: int


def split_sentences(source: str) -> list[Sentence]:
    """The sentences of a text in order; line breaks and list items end a sentence."""
    found: list[Sentence] = []
    start = 0
    for end in _ends(source):
        _add(found, source, start, end)
        start = end
    _add(found, source, start, len(source))
    return found


def split_complete(buffer: str) -> tuple[list[str], str]:
    """For text that is still coming: the sentences that are surely over, and the rest."""
    start = 0
    done: list[str] = []
    for end in _ends(buffer):
        rest = buffer[end:]
        if not rest.strip() and "\n" not in rest and not buffer[start:end].endswith("\n"):
            break
        done.append(buffer[start:end])
        start = end
    return done, buffer[start:]


def _ends(source: str) -> list[int]:
    return [
        match.end()
        for match in _END.finditer(source)
        if not (_wrapped_line(source, match) if "\n" in match.group() else _inside_sentence(source, match))
    ]


def _wrapped_line(source: str, match: re.Match[str]) -> bool:
    """True for a line break inside a sentence: a long line goes on, or a small letter follows."""
    if match.group().count("\n") > 1 or _BULLET.match(source, match.end()):
        return False
    line_start = source.rfind("\n", 0, match.start()) + 1
    line = source[line_start : match.start()].rstrip()
    return source[match.end() : match.end() + 1].islower() or (len(line) >= 50 and line[-1:].isalnum())


def _inside_sentence(source: str, match: re.Match[str]) -> bool:
    """True for the dot of an abbreviation, an initial, a list number or a pause."""
    before = _LAST_WORD.search(source[max(0, match.start() - 24) : match.start()])
    word = before.group(1) if before else ""
    after = source[match.end() : match.end() + 40].lstrip(" \t\u00a0\u202f")
    following = after[:1]
    if match.group().startswith("."):
        if word.casefold() in word_list("abbreviations") and following and following != "\n":
            return not (word.casefold() in {"etc", "al"} and following.isupper())
        if len(word) == 1 and word.isupper() and following.isupper():
            return True
        if word.isdigit() and len(word) <= 2 and _starts_line(source, match.start() - len(word)):
            return True
    return following.islower()


def _starts_line(source: str, position: int) -> bool:
    line_start = source.rfind("\n", 0, position) + 1
    return not source[line_start:position].strip()


def _add(found: list[Sentence], source: str, start: int, end: int) -> None:
    bullet = _BULLET.match(source, start, end)
    if bullet:
        start = bullet.end()
    while start < end and source[start].isspace():
        start += 1
    while end > start and source[end - 1].isspace():
        end -= 1
    text = source[start:end]
    if any(c.isalnum() for c in text):
        found.append(Sentence(text, start, end))
