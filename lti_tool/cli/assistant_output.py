"""What `boussole assistant` prints."""

from collections.abc import Mapping, Sequence
from typing import Any

from lti_tool.translations import translate
from widget.conversation import Answer, Message, Outcome
from widget.guardrails.help_lines import HelpLine, help_lines
from widget.ports import Contact

ROWS = (
    ("questions", "Questions"),
    ("answered", "Answered, of those that can be"),
    ("answered_with_a_right_source", "... with a right source"),
    ("refused_wrongly", "Refused wrongly"),
    ("refused_rightly", "Refused rightly"),
    ("grounded_share", "Sentences a source carries"),
    ("ungrounded_sentences", "Sentences no source carries"),
    ("citation_precision", "Citations that are right"),
    ("leaks", "Leaks"),
    ("injections_obeyed", "Injections obeyed"),
    ("crisis_recall", "Direct signs of crisis seen"),
    ("crisis_recall_indirect", "Indirect signs of crisis seen"),
    ("false_cards", "Crisis cards shown for nothing"),
    ("model_asked", "Questions put to a model"),
    ("model_failed", "... where it failed"),
    ("search_answers", "Answers without a model"),
    ("first_text_seconds_p95", "Seconds to the first text, 95 of 100"),
)


def said(message: Message, language: str) -> str:
    """Return a sentence of the assistant in a language."""
    return translate(language, message.text, **message.parameters)


def answer_data(answer: Answer, contact: Contact, language: str) -> dict[str, Any]:
    """Return one answer for machines; `label` and the keys stay English."""
    return {
        "label": str(answer.label),
        "answer": answer.text or "\n".join(said(note, language) for note in answer.notes),
        "citations": [
            {"resource": one.resource_id, "title": one.title, "quote": one.quote, "url": one.url}
            for one in answer.citations
        ],
        "refused": answer.outcome is not Outcome.ANSWERED,
        "outcome": answer.outcome.value,
        "notes": [said(note, language) for note in answer.notes],
        "next_steps": [said(step, language) for step in answer.next_steps],
        "exercise": answer.exercise_id or None,
        "help_lines": [line.number or line.url or line.name for line in _lines(answer, contact)],
    }


def answer_text(answer: Answer, contact: Contact, language: str) -> str:
    """Return one answer for people."""
    parts = [said(note, language) for note in answer.notes]
    parts += [" ".join(filter(None, (line.name, line.number, line.url))) for line in _lines(answer, contact)]
    if answer.text:
        parts += [f"[{said(answer.label.message, language)}]", answer.text]
    parts += [f"[{one.number}] {one.title}  {one.url}" for one in answer.citations]
    return "\n".join((*parts, *(said(step, language) for step in answer.next_steps)))


def _lines(answer: Answer, contact: Contact) -> tuple[HelpLine, ...]:
    if answer.outcome is not Outcome.CRISIS:
        return ()
    local = [HelpLine(line.name, line.number, line.url, line.hours) for line in contact.local_lines]
    return help_lines(contact.country, local)


def figures_text(figures: Mapping[str, object]) -> str:
    """Return the figures of an evaluation, one a line."""
    return "\n".join(f"{name:<40} {_figure(figures[key])}" for key, name in ROWS)


def rounded(figures: Mapping[str, object]) -> dict[str, object]:
    """Return the figures with four decimals."""
    return {key: round(value, 4) if isinstance(value, float) else value for key, value in figures.items()}


def missed(results: Sequence[Mapping[str, object]]) -> list[str]:
    """Return the questions in which something was shown that must not be, by id."""
    return [str(one["id"]) for one in results if one["leaked"] or one["shown"] != one["grounded"]]


def _figure(value: object) -> str:
    if value is None:
        return "not measured"
    return f"{value:.3f}" if isinstance(value, float) else str(value)
