"""What a person sent, before anything is known about it."""

from dataclasses import dataclass

from widget.conversation import Scope
from widget.grounding.words import plain_words, stopwords


@dataclass(frozen=True, slots=True)
class Asked:
    """`language` is the reader's; `request_id` makes a double click one question."""

    scope: Scope
    text: str
    language: str
    request_id: str
    conversation_id: str = ""


def question_language(text: str, reader: str) -> str:
    """ "fr" or "en" by the small words of the question; the reader's own language in doubt."""
    words = plain_words(text)
    scores = {language: sum(word in stopwords(language) for word in words) for language in ("fr", "en")}
    if scores["fr"] == scores["en"]:
        return reader
    return max(scores, key=lambda language: scores[language])
