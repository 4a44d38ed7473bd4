"""The crisis check: code, before retrieval and model, in questions, drafts and notes.

It answers one question: does this text say outright that somebody is in danger? It cannot
see what is only hinted at. Nothing is sent to anybody because of it.
"""

from dataclasses import dataclass

from widget.guardrails.folding import fold
from widget.guardrails.phrase_lists import phrases

#: Longer texts are read up to this many characters; a draft never comes near it.
READ_AT_MOST = 60_000


@dataclass(frozen=True, slots=True)
class CrisisSign:
    """What was seen: the language of the phrase and the folded words themselves."""

    language: str
    phrase: str


def find_crisis(text: str) -> CrisisSign | None:
    """The first direct sign of danger in a text, or None."""
    folded = fold(text[:READ_AT_MOST])
    for language in ("fr", "en"):
        lists = phrases(f"crisis.{language}")
        found = lists["direct"].search(lists["innocent"].sub("_", folded))
        if found:
            return CrisisSign(language, found.group().strip())
    return None
