"""Answers as plain JSON data and back, for whoever stores them.

Sentences of the product stay English source sentences with parameters, so that a stored
answer is read in the language of whoever opens it.
"""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from widget.conversation import (
    Answer,
    AnswerLabel,
    Citation,
    Conversation,
    LabelKind,
    Message,
    Outcome,
    Turn,
    Usage,
)


def answer_to_data(answer: Answer) -> dict[str, Any]:
    """JSON-ready; `answer_from_data` is its inverse."""
    data = asdict(answer)
    data["notes"] = [_message_to_data(note) for note in answer.notes]
    data["next_steps"] = [_message_to_data(step) for step in answer.next_steps]
    data["citations"] = [asdict(citation) for citation in answer.citations]
    data["label"] = {"kind": answer.label.kind.value, "mentor": answer.label.mentor}
    data["outcome"] = answer.outcome.value
    return data


def answer_from_data(data: dict[str, Any]) -> Answer:
    """Fields that a later version added or dropped fall back to their defaults."""
    usage = data.get("usage")
    return Answer(
        outcome=Outcome(data["outcome"]),
        label=AnswerLabel(LabelKind(data["label"]["kind"]), data["label"].get("mentor", "")),
        language=data["language"],
        text=data.get("text", ""),
        citations=tuple(Citation(**citation) for citation in data.get("citations", ())),
        notes=tuple(_message_from_data(note) for note in data.get("notes", ())),
        next_steps=tuple(_message_from_data(step) for step in data.get("next_steps", ())),
        exercise_id=data.get("exercise_id", ""),
        provider=data.get("provider", "search"),
        withdrawn=data.get("withdrawn", 0),
        usage=Usage(**usage) if usage else None,
        remembered=data.get("remembered", False),
    )


def conversation_to_data(thread: Conversation, turns: Sequence[Turn]) -> dict[str, Any]:
    """One thread with everything in it, JSON-ready, for whoever takes their conversations along."""
    return {
        "title": thread.title,
        "started_at": thread.started_at.isoformat(),
        "turns": [
            {
                "question": turn.question.text,
                "language": turn.question.language,
                "asked_at": turn.question.asked_at.isoformat(),
                "answer": answer_to_data(turn.answer) if turn.answer else None,
                "feedback": asdict(turn.feedback) if turn.feedback else None,
            }
            for turn in turns
        ],
    }


def _message_to_data(message: Message) -> dict[str, Any]:
    return {"text": message.text, "parameters": dict(message.parameters)}


def _message_from_data(data: dict[str, Any]) -> Message:
    text = data["text"]
    return Message(text, dict(data.get("parameters", {})))
