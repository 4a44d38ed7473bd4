"""Answers of a model that somebody else may get again: same words, same course, same everything.

Only first questions of a conversation, short and without anything personal, are remembered, and
only what was released sentence by sentence from the course's own text. Nothing of the person is
kept: the question goes in as a hash. Held in the process's memory, bounded, gone with a change
of the course's content.
"""

import hashlib
import json
import threading
from collections import OrderedDict
from dataclasses import replace

from widget.assistant.asked import Asked
from widget.assistant.prompting import PROMPT_VERSION
from widget.assistant.retrieval import Retrieved
from widget.conversation import Answer, Outcome
from widget.grounding.words import plain_words
from widget.guardrails.feelings import speaks_of_hard_feelings
from widget.guardrails.redaction import Redaction
from widget.ports import AssistantSettings

#: Answers kept in one process, about 5 KB each.
MOST = 500
#: A longer question tells something about whoever asks.
LONGEST = 160


def key_of(asked: Asked, found: Retrieved, settings: AssistantSettings, redaction: Redaction) -> str:
    """What an answer depends on, as a hash; "" for a question whose answer is nobody else's.

    No answer is remembered for a follow-up, a question that names somebody or something that is
    replaced, one of feelings, or a long one.
    """
    question = found.question
    personal = redaction.apply(question) != question or speaks_of_hard_feelings(question)
    if found.earlier or personal or len(question) > LONGEST or not found.generation:
        return ""
    depends = [
        PROMPT_VERSION,
        asked.scope.tenant,
        asked.scope.course,
        asked.language,
        " ".join(plain_words(question)),
        [(passage.id, passage.url, passage.text) for passage in found.passages],
        [settings.models, settings.hint_first, settings.tone, settings.formal, settings.max_tokens],
    ]
    return hashlib.sha256(json.dumps(depends).encode()).hexdigest()


class AnswerCache:
    """The remembered answers of one process; the one that was not asked for longest goes first."""

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._lock = threading.Lock()
        self._answers: OrderedDict[tuple[str, str], Answer] = OrderedDict()
        self._generations: dict[str, str] = {}

    def get(self, course: str, generation: str, key: str) -> Answer | None:
        """The answer, marked as remembered; None when there is none for this state of the content."""
        with self._lock:
            self._follow(course, generation)
            found = self._answers.get((course, key))
            if found is not None:
                self._answers.move_to_end((course, key))
            return found

    def put(self, course: str, generation: str, key: str, answer: Answer) -> None:
        """Remember a whole answer; its tokens were paid for already."""
        if answer.outcome is not Outcome.ANSWERED:
            return
        with self._lock:
            self._follow(course, generation)
            self._answers[(course, key)] = replace(answer, remembered=True, usage=None)
            while len(self._answers) > self._most:
                self._answers.popitem(last=False)

    def _follow(self, course: str, generation: str) -> None:
        """Forget everything of a course whose content changed."""
        if self._generations.get(course, generation) != generation:
            for place in [place for place in self._answers if place[0] == course]:
                del self._answers[place]
        self._generations[course] = generation
