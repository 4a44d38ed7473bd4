"""Passages are data: they may be quoted, never obeyed.

A document can hold sentences addressed to a machine. They are left out of what a model
reads and of what a search answer quotes, and the delimiters around a passage cannot be
closed from inside it.
"""

import re
import secrets
import string
from collections.abc import Sequence
from functools import lru_cache

from widget.conversation import Passage
from widget.guardrails.folding import fold
from widget.guardrails.phrase_lists import phrases

_MARKUP = re.compile(
    r"<\|[^<>]{0,60}\|>|</?(?:system|assistant|user|human|instructions?|prompt|tool)\b[^>]{0,60}>|\[/?INST\]|<</?SYS>>"
    r"|^#{1,6} *(?:system|assistant|user)\b.*$",
    re.IGNORECASE | re.MULTILINE,
)


@lru_cache(maxsize=4096)
def is_order_to_a_machine(sentence: str) -> bool:
    """True when a sentence of a document speaks to the software rather than to a reader."""
    return bool(_MARKUP.search(sentence) or phrases("documents")["orders"].search(fold(sentence)))


def delimit(passages: Sequence[Passage], sentences_of: Sequence[Sequence[str]]) -> tuple[str, str]:
    """The passages as numbered data between marks that nobody can guess; (text, mark).

    `sentences_of` holds the sentences of each passage, in order.
    """
    # Letters only: the redaction that follows takes long digits for somebody's number.
    mark = "".join(secrets.choice(string.ascii_lowercase) for _ in range(14))
    blocks = []
    for number, (passage, sentences) in enumerate(zip(passages, sentences_of, strict=True), start=1):
        safe = [_MARKUP.sub(" ", sentence) for sentence in sentences if not is_order_to_a_machine(sentence)]
        title = _MARKUP.sub(" ", passage.title).replace("\n", " ")[:200]
        blocks.append(f"[[{mark} {number} | {title}]]\n{' '.join(safe)}\n[[/{mark} {number}]]")
    return "\n\n".join(blocks), mark
