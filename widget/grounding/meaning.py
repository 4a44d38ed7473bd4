"""What turns a sentence round although its words stay: negation, must and may, more and less."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from widget.grounding.words import fold, plain_words

#: French negation written with two words counts once: "ne" is left to its partner.
_CONTRACTED = ("n't", "n’t")
_COUNTED = frozenset({"negation", "neither"})
_ONLY_IF = re.compile(
    r"\b(?:only|seulement|uniquement|exclusivement) (?:if|when|after|with|once|si|quand|lorsque|apres|avec)\b"
)


@dataclass(frozen=True, slots=True)
class Meaning:
    """The turning words of a stretch of text."""

    negations: int
    kinds: frozenset[str]
    universals: int
    words: frozenset[str]


def meaning_of(text: str) -> Meaning:
    """Count the negations, list the kinds of cue, keep the words for the opposites."""
    words = plain_words(_spell_out(text))
    cues = _cues()
    negations = sum(word in cues["negation"] for word in words) or int(bool(cues["neither"].intersection(words)))
    kinds = {kind for kind, members in cues.items() if kind not in _COUNTED and members.intersection(words)}
    if _ONLY_IF.search(" ".join(words)):
        kinds.add("condition")
    universals = sum(word in cues["universal"] for word in words)
    return Meaning(negations, frozenset(kinds), universals, frozenset(words))


def same_direction(claim: Meaning, source: Meaning) -> bool:
    """False when the claim says more than, less than or the contrary of the source."""
    if bool(claim.negations) != bool(source.negations) or claim.negations > source.negations:
        return False
    if (source.negations - claim.negations) % 2:
        return False
    if claim.universals > source.universals:
        return False
    for kind in ("exclusive", "never"):
        if kind in claim.kinds and kind not in source.kinds:
            return False
    if "obligation" in claim.kinds and "obligation" not in source.kinds and "possibility" in source.kinds:
        return False
    if "condition" in source.kinds and "condition" not in claim.kinds:
        return False
    return not _contradicts(claim.words, source.words)


def _contradicts(claim: frozenset[str], source: frozenset[str]) -> bool:
    return any(
        (a in claim and b in source and a not in source) or (b in claim and a in source and b not in source)
        for a, b in _opposites()
    )


def _spell_out(text: str) -> str:
    for ending in _CONTRACTED:
        text = text.replace(ending, " not")
    return text.replace("ca not", "can not").replace("wo not", "will not")


@cache
def _cues() -> dict[str, frozenset[str]]:
    kinds = (line.split(":", 1) for line in _lines("cues"))
    return {kind: frozenset(members.split()) for kind, members in kinds}


@cache
def _opposites() -> tuple[tuple[str, str], ...]:
    pairs = (fold(line).split() for line in _lines("opposites"))
    return tuple((a, b) for a, b in pairs)


def _lines(name: str) -> Iterable[str]:
    text = files("widget.grounding").joinpath("lists", f"{name}.txt").read_text("utf-8")
    return [line for line in text.splitlines() if line and not line.startswith("#")]
