"""Letting a model's sentences out one by one, each only once a source carries it."""

import re
from collections.abc import Sequence

from widget.assistant.searching import cite
from widget.conversation import Citation, Passage
from widget.grounding.matching import Sources, Support, plain_claim
from widget.grounding.sentences import split_complete
from widget.guardrails.injection import is_order_to_a_machine
from widget.guardrails.redaction import Redaction

_LIST_MARK = re.compile(r"^\s*(?:[-*•–]|\d{1,2}[.)])\s+")
_TEASING = re.compile(r"\b(?:did you know|saviez-vous|sais-tu|have you heard)\b", re.IGNORECASE)


class Release:
    """Takes the raw stream, gives back text that may be shown; keeps the citations."""

    def __init__(self, passages: Sequence[Passage], redaction: Redaction, *, with_questions: bool = False) -> None:
        self._sources = Sources([p for p in passages if p.text])
        self._redaction = redaction
        self._with_questions = with_questions
        self._buffer = ""
        self._break = ""
        self._in_list = False
        self.shown = ""
        self.citations: list[Citation] = []
        self.carried = 0
        self.withdrawn = 0

    def feed(self, text: str) -> str:
        """What may be shown after this piece of the stream; often nothing yet."""
        complete, self._buffer = split_complete(self._buffer + text)
        return "".join(self._judge(piece) for piece in complete)

    def finish(self, *, whole: bool) -> str:
        """The last sentence, if the answer is whole; a cut one is dropped."""
        rest, self._buffer = self._buffer, ""
        return self._judge(rest) if whole else ""

    def _judge(self, piece: str) -> str:
        sentence = self._redaction.restore(piece)
        after = "\n" * (len(sentence) - len(sentence.rstrip("\n")))
        claim = sentence.strip()
        if not any(c.isalnum() for c in claim):
            self._break = max(self._break, "\n" * piece.count("\n"), key=len)
            return ""
        shown = self._shown(claim)
        self._break = max(self._break, after, key=len) if not shown else after
        return shown

    def _shown(self, claim: str) -> str:
        plain = plain_claim(_LIST_MARK.sub("", claim))
        if plain.rstrip(' »"”').endswith("?"):
            return self._join(claim, plain) if self._may_ask(plain) else ""
        support = None if claim.startswith("#") or is_order_to_a_machine(plain) else self._sources.support(plain)
        if support is None:
            self.withdrawn += 1
            return ""
        self.carried += 1
        return self._join(claim, f"{plain} [{self._number(support)}]")

    def _may_ask(self, question: str) -> bool:
        return self._with_questions and self._sources.knows(question) and not _TEASING.search(question)

    def _join(self, claim: str, text: str) -> str:
        item = bool(_LIST_MARK.match(claim))
        lead = ""
        if self.shown:
            lead = "\n" if item and self._in_list else "\n\n" if item or self._in_list or "\n\n" in self._break else " "
        self._in_list = item
        piece = f"{lead}{'- ' if item else ''}{text}"
        self.shown += piece
        return piece

    def _number(self, support: Support) -> int:
        for citation in self.citations:
            if citation.passage_id == support.passage.id and citation.quote == support.quote:
                return citation.number
        citation = cite(len(self.citations) + 1, support.passage, support.quote)
        self.citations.append(citation)
        return citation.number
