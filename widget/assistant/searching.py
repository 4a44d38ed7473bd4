"""Answers that need no model: sentences of the course word for word, or a hint where to read."""

from collections.abc import Sequence

from widget.assistant.wording import HINT_FIRST, OTHER_LANGUAGE
from widget.conversation import SEARCH_ANSWER, Answer, Citation, Message, Outcome, Passage
from widget.grounding.extraction import pick_sentences
from widget.guardrails.injection import is_order_to_a_machine

#: Sentences of one search answer.
SENTENCES = 3
_HINT_CHARACTERS = 90


def search_answer(
    question: str, passages: Sequence[Passage], language: str, notes: Sequence[Message] = ()
) -> Answer | None:
    """Up to three verbatim sentences with their sources; None when none fits the question."""
    picked = pick_sentences(question, passages, SENTENCES, leave_out=is_order_to_a_machine)
    if not picked:
        return None
    citations = tuple(cite(number, choice.passage, choice.text) for number, choice in enumerate(picked, start=1))
    lines = [f"> {' '.join(citation.quote.split())} [{citation.number}]" for citation in citations]
    return Answer(
        Outcome.ANSWERED,
        SEARCH_ANSWER,
        language,
        text="\n\n".join(lines),
        citations=citations,
        notes=(*notes, *_language_note(citations, language)),
    )


def hint(passages: Sequence[Passage], language: str, notes: Sequence[Message] = ()) -> Answer:
    """Where to read, without the sentence that answers."""
    chosen: dict[str, Passage] = {}
    for passage in passages:
        chosen.setdefault(passage.resource_id, passage)
    citations = tuple(
        cite(number, passage, _beginning(passage.text))
        for number, passage in enumerate(list(chosen.values())[:SENTENCES], start=1)
    )
    return Answer(Outcome.ANSWERED, SEARCH_ANSWER, language, citations=citations, notes=(*notes, HINT_FIRST))


def cite(number: int, passage: Passage, quote: str) -> Citation:
    """A citation of words that stand in the passage."""
    return Citation(
        number=number,
        passage_id=passage.id,
        resource_id=passage.resource_id,
        title=passage.title,
        heading=passage.heading,
        quote=quote,
        url=passage.url,
        language=passage.language,
    )


def _beginning(text: str) -> str:
    start = text.strip()[:_HINT_CHARACTERS]
    return start if len(start) < _HINT_CHARACTERS else start.rsplit(" ", 1)[0]


def _language_note(citations: Sequence[Citation], language: str) -> tuple[Message, ...]:
    foreign = all(citation.language != language for citation in citations)
    return (OTHER_LANGUAGE,) if foreign else ()
