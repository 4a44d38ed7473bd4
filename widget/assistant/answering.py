"""One answer, in the order that keeps people safe.

crisis -> readable -> stored -> switched on -> in scope -> a turn left -> search -> covered ->
model sentence by sentence (or what it answered before), or search answer -> stored -> next
human step. Whatever breaks on the way, the question is kept and the person gets a labelled
answer or a plain sentence.
"""

import logging
from collections.abc import Iterator
from dataclasses import dataclass, replace

from content_index.extraction.language import is_foreign
from widget.assistant import wording
from widget.assistant.asked import Asked
from widget.assistant.gate import Gate
from widget.assistant.human import crisis_card, next_steps
from widget.assistant.modelling import ModelCall
from widget.assistant.needs import AssistantNeeds
from widget.assistant.pump import Stop
from widget.assistant.remembered import AnswerCache
from widget.assistant.retrieval import Retrieved, retrieve, wants_hint
from widget.assistant.searching import hint, search_answer
from widget.conversation import SEARCH_ANSWER, Answer, AnswerEvent, EventKind, Message, Outcome, Question, Scope
from widget.errors import WidgetError
from widget.guardrails.crisis import find_crisis
from widget.guardrails.feelings import SOUNDS_HARD, speaks_of_hard_feelings
from widget.guardrails.input_limits import clean_question
from widget.guardrails.scope import SENTENCES, off_scope
from widget.ports import AssistantSettings, OpenQuestion

logger = logging.getLogger(__name__)


class Assistant:
    """Answers questions of all threads of a process; what it holds is the gate and what models answered before."""

    def __init__(self, needs: AssistantNeeds, heartbeat_seconds: float = 12.0) -> None:
        self._needs = needs
        self._heartbeat_seconds = heartbeat_seconds
        self._remembered = AnswerCache()
        #: Before whatever keeps the interpreter busy around an answer; never held while somebody reads.
        self.gate = Gate()

    def answer(self, asked: Asked, stop: Stop | None = None) -> Iterator[AnswerEvent]:
        """The events of one answer; the last is FINAL or ERROR. Closing it cancels the model."""
        if find_crisis(asked.text):
            yield from self._crisis(asked)
            return
        try:
            yield from self._answer(asked, stop or Stop())
        except WidgetError as error:
            yield AnswerEvent(EventKind.ERROR, message=Message(error.message, error.parameters))
        except Exception:
            logger.exception("an answer failed")
            yield AnswerEvent(EventKind.ERROR, message=wording.FAILED)

    def _crisis(self, asked: Asked) -> Iterator[AnswerEvent]:
        """The card first, whatever else works; then the history, for the person alone."""
        answer = crisis_card(asked.language)
        yield AnswerEvent(EventKind.FINAL, answer=answer)
        try:
            opened = self._open(asked, asked.text)
            self._needs.store.store_answer(asked.scope, opened.question_id, answer)
        except Exception:
            logger.exception("a question could not be kept")

    def _answer(self, asked: Asked, stop: Stop) -> Iterator[AnswerEvent]:
        text = clean_question(asked.text)
        with self.gate:
            opened = self._open(asked, text)
        if opened.answer is not None:
            yield _final(opened.answer, opened.answer_id, opened.question_id)
            return
        yield AnswerEvent(EventKind.STATUS, question_id=opened.question_id, message=wording.SEARCHING)
        with self.gate:
            first = self._without_model(asked, text, opened, stop)
        if isinstance(first, Answer):
            yield self._keep(asked.scope, opened, first)
            return
        yield AnswerEvent(EventKind.STATUS, question_id=opened.question_id, message=wording.WRITING)
        yield from self._modelled(first, asked, opened)

    def _without_model(self, asked: Asked, text: str, opened: OpenQuestion, stop: Stop) -> "Answer | _Prepared":
        """The answer, where it needs no model call; else the call, prepared."""
        settings = self._needs.switches.read(asked.scope)
        refused = self._refusal(asked, text, settings)
        if refused is not None:
            return refused
        found = retrieve(self._needs, asked, text, opened.conversation_id, settings)
        if speaks_of_hard_feelings(text):
            found = replace(found, notes=(SOUNDS_HARD, *found.notes))
        if not found.covered:
            nothing = _refuse(Outcome.NOTHING_FOUND, asked, *_why_nothing(text, found))
            return self._complete(asked, found, settings, nothing)
        settings = replace(settings, hint_first=settings.hint_first and wants_hint(found.question, found.earlier))
        if not (settings.model_on and self._needs.providers and asked.scope.role != "anonymous"):
            return self._complete(asked, found, settings, self._read(found, asked, settings, ()))
        call = ModelCall(self._needs, asked, found, settings, stop)
        known = self._remembered.get(asked.scope.course, found.generation, call.key) if call.key else None
        if known is not None:
            return self._complete(asked, found, settings, known)
        note = call.prepare()
        if note is not None:
            return self._complete(asked, found, settings, self._read(found, asked, settings, (note,)))
        return _Prepared(call, found, settings)

    def _modelled(self, prepared: "_Prepared", asked: Asked, opened: OpenQuestion) -> Iterator[AnswerEvent]:
        """Stream a model's answer; a person who leaves finds in the history what was shown."""
        call, found = prepared.call, prepared.found
        try:
            note = yield from call.events(self._heartbeat_seconds)
        except GeneratorExit:
            self._store(asked.scope, opened, call.interrupted())
            raise
        if call.answer is not None:
            if call.key:
                self._remembered.put(asked.scope.course, found.generation, call.key, call.answer)
            made = call.answer
        else:
            made = self._read(found, asked, prepared.settings, (note or wording.MODEL_FAILED,))
        yield self._keep(asked.scope, opened, self._complete(asked, found, prepared.settings, made))

    def _read(self, found: Retrieved, asked: Asked, settings: AssistantSettings, notes: tuple[Message, ...]) -> Answer:
        """An answer without a model: a hint where to read, or verbatim sentences."""
        if settings.hint_first:
            return hint(found.passages, asked.language, notes)
        answer = search_answer(found.question, found.passages, asked.language, notes)
        return answer or _refuse(Outcome.NOTHING_FOUND, asked, *notes, *_why_nothing(asked.text, found))

    def _refusal(self, asked: Asked, text: str, settings: AssistantSettings) -> Answer | None:
        """Switch, scope and budget, in this order; a question that is refused costs no turn."""
        if not settings.assistant_on:
            return _refuse(Outcome.SWITCHED_OFF, asked, wording.SWITCHED_OFF)
        kind = off_scope(text)
        if kind is not None:
            return _refuse(Outcome.OFF_SCOPE, asked, SENTENCES[kind])
        if self._needs.budget.take_turn(asked.scope) is None:
            left = self._needs.budget.turns(asked.scope)
            parameters: dict[str, str | int] = {"limit": left.limit, "resets_at": left.resets_at.isoformat()}
            return _refuse(Outcome.LIMIT, asked, Message(wording.LIMIT_REACHED.text, parameters))
        return None

    def _complete(self, asked: Asked, found: Retrieved, settings: AssistantSettings, answer: Answer) -> Answer:
        """Add one exercise that fits, unless they are switched off, and what the search had to say."""
        fits = settings.exercises_on
        exercise = self._needs.exercises.match(asked.scope, found.question, asked.language) if fits else None
        return replace(answer, exercise_id=exercise.id if exercise else "", notes=(*found.notes, *answer.notes))

    def _open(self, asked: Asked, text: str) -> OpenQuestion:
        question = Question(text, asked.language, self._needs.now(), asked.request_id, asked.conversation_id)
        return self._needs.store.open_question(asked.scope, question)

    def _keep(self, scope: Scope, opened: OpenQuestion, answer: Answer) -> AnswerEvent:
        """Add the human step, store, and say so when storing failed."""
        with self.gate:
            answer = replace(answer, next_steps=next_steps(self._needs.contact.of(scope), answer.outcome))
            answer_id = self._store(scope, opened, answer)
        if not answer_id:
            answer = replace(answer, notes=(*answer.notes, wording.NOT_STORED))
        return _final(answer, answer_id, opened.question_id)

    def _store(self, scope: Scope, opened: OpenQuestion, answer: Answer) -> str:
        try:
            return self._needs.store.store_answer(scope, opened.question_id, answer)
        except Exception:
            logger.exception("an answer could not be stored")
            return ""


@dataclass(frozen=True, slots=True)
class _Prepared:
    """A model call whose prompt is written and whose cost is set aside."""

    call: ModelCall
    found: Retrieved
    settings: AssistantSettings


def _final(answer: Answer, answer_id: str, question_id: str) -> AnswerEvent:
    return AnswerEvent(EventKind.FINAL, answer=answer, answer_id=answer_id, question_id=question_id)


def _why_nothing(text: str, found: Retrieved) -> tuple[Message, ...]:
    """What was in the way: the search, the language of the question, or the material."""
    if found.down:
        return (wording.SEARCH_DOWN,)
    if is_foreign(text):
        return (wording.UNKNOWN_LANGUAGE,)
    return (wording.NOTHING_FOUND, wording.NOTHING_FOUND_NEXT)


def _refuse(outcome: Outcome, asked: Asked, *notes: Message) -> Answer:
    return Answer(outcome, SEARCH_ANSWER, asked.language, notes=notes)
