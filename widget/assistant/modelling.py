"""A model's answer: budget, redaction, call, grounding, and the decision whether it stands."""

from collections.abc import Generator

from widget.assistant import wording
from widget.assistant.asked import Asked
from widget.assistant.drafting import Draft, write_draft
from widget.assistant.needs import AssistantNeeds
from widget.assistant.prompting import build_request, prompt_tokens
from widget.assistant.pump import Stop
from widget.assistant.release import Release
from widget.assistant.remembered import key_of
from widget.assistant.retrieval import Retrieved
from widget.conversation import AI_DRAFT, Answer, AnswerEvent, Message, Outcome
from widget.guardrails.redaction import Redaction
from widget.ports import AssistantSettings


class ModelCall:
    """One attempt to answer with a model. `answer` is None when a search answer must do."""

    def __init__(
        self, needs: AssistantNeeds, asked: Asked, found: Retrieved, settings: AssistantSettings, stop: Stop
    ) -> None:
        self._needs = needs
        self._asked = asked
        self._found = found
        self._settings = settings
        self._stop = stop
        self._draft = Draft()
        names = needs.asker.names(asked.scope)
        self._redaction = Redaction(names)
        #: What the answer depends on, "" when it is this person's alone.
        self.key = key_of(asked, found, settings, Redaction(names))
        self.answer: Answer | None = None

    def prepare(self) -> Message | None:
        """Write the prompt and set its cost aside; the note for a search answer when the budget refuses."""
        found, settings = self._found, self._settings
        self._request = build_request(
            found.question, found.passages, found.earlier, settings, self._asked.language, self._redaction
        )
        tokens = prompt_tokens(self._request) + self._request.max_tokens
        self._reservation = self._needs.budget.reserve(self._asked.scope, tokens)
        if not self._reservation.granted:
            return self._reservation.reason or wording.BUDGET_SPENT
        self._release = Release(found.passages, self._redaction, with_questions=settings.hint_first)
        return None

    def events(self, heartbeat_seconds: float) -> Generator[AnswerEvent, None, Message | None]:
        """Stream what is grounded, once prepared; returns the note for the search answer, None when it stands."""
        needs, draft = self._needs, self._draft
        try:
            yield from write_draft(needs, self._request, self._release, self._stop, heartbeat_seconds, draft)
        finally:
            needs.budget.settle(self._asked.scope, self._reservation.id, draft.usage, draft.provider)
        return self._decide()

    def interrupted(self) -> Answer:
        """What had been shown when the person went away."""
        return self._made(Outcome.STOPPED, (wording.STOPPED_EARLY,))

    def _decide(self) -> Message | None:
        draft = self._draft
        if draft.stopped:
            self.answer = self._made(Outcome.STOPPED, (wording.STOPPED,))
            return None
        if draft.failure:
            return wording.MODEL_FAILED
        if draft.refused or not draft.carried:
            return wording.MODEL_UNGROUNDED
        self.answer = self._made(Outcome.ANSWERED, self._withdrawn())
        return None

    def _withdrawn(self) -> tuple[Message, ...]:
        count = self._draft.withdrawn
        if not count:
            return ()
        return (wording.ONE_WITHDRAWN if count == 1 else Message(wording.SOME_WITHDRAWN.text, {"count": count}),)

    def _made(self, outcome: Outcome, notes: tuple[Message, ...]) -> Answer:
        draft = self._draft
        return Answer(
            outcome,
            AI_DRAFT,
            self._asked.language,
            text=draft.text,
            citations=draft.citations,
            notes=notes,
            provider=draft.provider,
            withdrawn=draft.withdrawn,
            usage=draft.usage,
        )
