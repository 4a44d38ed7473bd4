"""What can be read as a question, and the plain sentence when it cannot."""

import unicodedata

from widget.conversation import Message
from widget.errors import QuestionRefusedError

#: Characters of one question; about two pages.
QUESTION_CHARACTERS = 4000

EMPTY = Message("Write a question first. One sentence is enough.")
TOO_LONG = Message(
    "Your question has %(length)s characters and the limit is %(limit)s. "
    "Keep the part that matters most, or ask in two steps."
)
NO_WORDS = Message("There are no words in your question. Write what you want to know in a few words.")


def clean_question(text: str) -> str:
    """The question without control and direction characters; refuses what holds no words."""
    if len(text) > QUESTION_CHARACTERS:
        raise QuestionRefusedError(TOO_LONG.text, length=len(text), limit=QUESTION_CHARACTERS)
    kept = "".join(c for c in text if c in "\n\t" or unicodedata.category(c) not in ("Cc", "Cf", "Cs", "Co"))
    cleaned = "\n".join(" ".join(line.split()) for line in kept.splitlines()).strip()
    if not cleaned:
        raise QuestionRefusedError(EMPTY.text)
    if not any(c.isalpha() for c in cleaned):
        raise QuestionRefusedError(NO_WORDS.text)
    return cleaned
