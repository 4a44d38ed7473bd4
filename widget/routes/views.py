"""What the templates show of a turn: everything decided here, nothing left to a template's `if`."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import cast
from urllib.parse import urlsplit, urlunsplit

from flask_babel import format_datetime, gettext
from markupsafe import Markup

from widget.assistant.needs import AssistantNeeds
from widget.conversation import Answer, Citation, Feedback, LabelKind, Message, Outcome, Scope, Turn
from widget.guardrails.help_lines import CARD_LIMITS, HelpLine, help_lines
from widget.ports import Contact, Exercise
from widget.routes.rendering import render_answer

_OFFERS_FEEDBACK = frozenset({Outcome.ANSWERED})


@dataclass(frozen=True, slots=True)
class AnswerView:
    """One answer as it is shown."""

    dom_id: str
    answer_id: str
    label: str
    ai: bool
    crisis: bool
    html: Markup
    language: str
    notes: tuple[str, ...]
    next_steps: tuple[str, ...]
    citations: tuple[tuple[Citation, str], ...]
    lines: tuple[HelpLine, ...]
    limits: str
    exercise: Exercise | None
    feedback: Feedback | None
    offers_feedback: bool
    contact: Contact
    headline: str
    #: When the person meets the mentor next, as a sentence; it is said once, under the latest answer.
    session: str


@dataclass(frozen=True, slots=True)
class TurnView:
    """A question with its answer; `answer` is None while it is being made or after a crash."""

    dom_id: str
    question: str
    language: str
    answer: AnswerView | None


def say(message: Message) -> str:
    """A sentence of the product in the reader's language; times in the reader's way."""
    parameters = {name: _shown(name, value) for name, value in message.parameters.items()}
    return cast("str", gettext(message.text, **parameters))


def turn_views(needs: AssistantNeeds, scope: Scope, turns: Sequence[Turn]) -> list[TurnView]:
    """The stored turns of one thread."""
    if not turns:
        return []
    contact = needs.contact.of(scope)
    earlier = replace(contact, next_session=None)
    return [turn_view(needs, scope, turn, contact if turn is turns[-1] else earlier) for turn in turns]


def turn_view(needs: AssistantNeeds, scope: Scope, turn: Turn, contact: Contact) -> TurnView:
    """One stored turn."""
    dom_id = f"turn-{turn.question.request_id}"
    answer = None
    if turn.answer is not None:
        answer = answer_view(needs, scope, turn.answer, turn.answer_id, dom_id, contact, turn.feedback)
    return TurnView(dom_id, turn.question.text, turn.question.language, answer)


def answer_view(
    needs: AssistantNeeds,
    scope: Scope,
    answer: Answer,
    answer_id: str,
    dom_id: str,
    contact: Contact,
    feedback: Feedback | None = None,
) -> AnswerView:
    """One answer, stored or not."""
    exercise = needs.exercises.get(scope, answer.exercise_id, answer.language) if answer.exercise_id else None
    crisis = answer.outcome is Outcome.CRISIS
    return AnswerView(
        dom_id=dom_id,
        answer_id=answer_id,
        label=say(answer.label.message) if answer.text or answer.citations else "",
        ai=answer.label.kind is LabelKind.AI,
        crisis=crisis,
        html=render_answer(answer.text, dom_id, {c.number for c in answer.citations}),
        language=_language_of(answer),
        notes=tuple(say(note) for note in answer.notes),
        next_steps=tuple(say(step) for step in answer.next_steps),
        citations=tuple((citation, followed(citation.url, answer_id)) for citation in answer.citations),
        lines=_lines(contact) if crisis else (),
        limits=say(CARD_LIMITS) if crisis else "",
        exercise=exercise,
        feedback=feedback,
        offers_feedback=answer.outcome in _OFFERS_FEEDBACK and bool(answer_id),
        contact=contact,
        headline=_headline(answer),
        session=_session(contact),
    )


def followed(url: str, answer_id: str) -> str:
    """The address of a source, saying which answer led there; only paths and http(s) are links."""
    parts = urlsplit(url)
    if not url or parts.scheme not in ("", "http", "https") or (not parts.scheme and parts.netloc):
        return ""
    if parts.scheme or not answer_id:
        return url
    query = f"{parts.query}&answer={answer_id}" if parts.query else f"answer={answer_id}"
    return urlunsplit(parts._replace(query=query))


def _session(contact: Contact) -> str:
    if contact.next_session is None or not contact.mentor:
        return ""
    at = format_datetime(contact.next_session, "d MMMM, HH:mm", rebase=False)
    return cast("str", gettext("You meet %(mentor)s next on %(at)s.", mentor=contact.mentor, at=at))


def _lines(contact: Contact) -> tuple[HelpLine, ...]:
    local = [HelpLine(line.name, line.number, line.url, line.hours) for line in contact.local_lines]
    return help_lines(contact.country, local)


def _language_of(answer: Answer) -> str:
    languages = {citation.language for citation in answer.citations}
    return languages.pop() if len(languages) == 1 else answer.language


def _headline(answer: Answer) -> str:
    """What the polite status says once the answer stands."""
    if answer.outcome is Outcome.CRISIS:
        return cast("str", gettext("Help lines are shown."))
    if answer.text or answer.citations:
        count = len(answer.citations)
        label = say(answer.label.message)
        return cast("str", gettext("The answer is ready: %(label)s, sources: %(count)s.", label=label, count=count))
    return say(answer.notes[0]) if answer.notes else ""


def _shown(name: str, value: str | int) -> str | int:
    if name == "resets_at":
        return f"{format_datetime(datetime.fromisoformat(str(value)), 'short')} UTC"
    return value
