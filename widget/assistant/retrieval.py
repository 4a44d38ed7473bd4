"""What the course says about a question: the search, the thread before it, and whether it is enough."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass

from widget.assistant.asked import Asked, question_language
from widget.assistant.needs import AssistantNeeds
from widget.conversation import Message, Outcome, Passage, Turn
from widget.grounding.extraction import share_carried, unknown_names
from widget.grounding.words import content_stems, plain_words
from widget.ports import AssistantSettings, Found

logger = logging.getLogger(__name__)

#: A question with fewer content words than this is read together with the one before it.
STANDS_ALONE = 3
#: Words of one's own that count as an attempt in hint-first work.
ATTEMPT_WORDS = 30
#: So much of a question (content words, 0..1) one passage must hold, whatever the search says.
LEAST_SHARE = 1 / 4
#: ... and so much where the search's coverage is just at the course's floor. A passage that holds more makes up for a
#: lower coverage, up to half as much again; one that holds less needs a higher one.
USUAL_SHARE, MOST_MADE_UP = 1 / 3, 1.5
_EARLIER = 4
_LEANING = frozenset(
    {"and", "et", "it", "this", "that", "these", "those", "they", "so", "then", "cela", "ceci", "ca"}
    | {"elle", "elles", "ils", "il", "celui", "celle", "alors", "donc"}
)


@dataclass(frozen=True, slots=True)
class Retrieved:
    """`question` is what was searched (a follow-up carries the question before it)."""

    question: str
    passages: tuple[Passage, ...]
    covered: bool
    earlier: tuple[Turn, ...] = ()
    notes: tuple[Message, ...] = ()
    down: bool = False
    generation: str = ""


def retrieve(
    needs: AssistantNeeds, asked: Asked, text: str, conversation_id: str, settings: AssistantSettings
) -> Retrieved:
    """Search the course; a search that fails is said, never raised."""
    turns = needs.store.turns(asked.scope, conversation_id, _EARLIER + 1) if conversation_id else ()
    earlier = tuple(turn for turn in turns if turn.question.request_id != asked.request_id)
    language = question_language(text, asked.language)
    question = follow_up(text, earlier, language)
    try:
        found = needs.passages.find(asked.scope, question, language, settings.passages)
    except Exception:
        logger.exception("the search failed")
        return Retrieved(question, (), covered=False, earlier=earlier, down=True)
    covered = _speaks_of(question, found, settings.coverage_floor) and not unknown_names(
        question, found.passages, needs.asker.names(asked.scope)
    )
    return Retrieved(question, found.passages, covered, earlier, _notes(found), generation=found.generation)


def _speaks_of(question: str, found: Found, floor: float) -> bool:
    """True when the search's coverage, weighed by one passage's share of the words, reaches the floor.

    Coverage weighs words by their rarity over several passages; the share counts them in one. Each errs on
    questions of which the other is sure.
    """
    share = max((share_carried(question, passage) for passage in found.passages), default=0.0)
    return share >= LEAST_SHARE and found.coverage * min(share / USUAL_SHARE, MOST_MADE_UP) >= floor


def follow_up(text: str, earlier: Sequence[Turn], language: str) -> str:
    """The question to search; a short or leaning one brings the question before it along."""
    if not earlier:
        return text
    words = plain_words(text)
    leans = bool(words) and words[0] in _LEANING
    if len(set(content_stems(text, language))) >= STANDS_ALONE and not leans:
        return text
    return f"{earlier[-1].question.text}\n{text}"


def wants_hint(question: str, earlier: Sequence[Turn]) -> bool:
    """True until the person shows an attempt: words of their own, or a second go at the subject."""
    if len(question.split()) >= ATTEMPT_WORDS:
        return False
    asked = set(content_stems(question, "fr")) | set(content_stems(question, "en"))
    for turn in earlier:
        before = set(content_stems(turn.question.text, "fr")) | set(content_stems(turn.question.text, "en"))
        answered = turn.answer is not None and turn.answer.outcome is Outcome.ANSWERED
        if answered and len(asked & before) * 2 >= min(len(asked), len(before)) > 0:
            return False
    return True


def _notes(found: Found) -> tuple[Message, ...]:
    return (found.degraded,) if found.degraded else ()
