"""Read lines of text: valence, distress, how sure, and which head answered.

One line says little: at 1 % false positives three flags in four miss. Readings are for a trend
against the writer's own baseline (`signals.baseline`), shown to the writer first; never for an alert.
"""

from collections.abc import Callable, Sequence
from functools import cache
from typing import Any

import numpy as np

from lti_tool.signals.mood import ngrams
from lti_tool.signals.mood.embedding import Embedder, embed, load_embedder
from lti_tool.signals.mood.heads import Head, shipped
from lti_tool.signals.mood.result import EMBEDDING, LANGUAGES, NGRAMS, NOTHING, UNREAD, Reading

Array = np.ndarray[Any, Any]

#: Finds the head of a language and reader.
Heads = Callable[[str, str], Head | None]


def read(
    texts: Sequence[str], *, language: str | None = None, embedder: Embedder | None = None, heads: Heads = shipped
) -> list[Reading]:
    """Return a reading per text; without `language` each text's own is guessed, French or English.

    `embedder` is the model when it is installed; without it the n-gram heads answer.
    """
    found = [UNREAD] * len(texts)
    spoken = [_language(text, language) for text in texts]
    for code in LANGUAGES:
        places = [place for place, text in enumerate(texts) if spoken[place] == code and _has_words(text)]
        if not places:
            continue
        chosen, chances = _chances([texts[place] for place in places], code, embedder, heads)
        for place, row in zip(places, chances, strict=True):
            found[place] = _reading(row, code, chosen)
    return found


def read_with_what_is_there(texts: Sequence[str]) -> list[Reading]:
    """Return a reading per text, by the language model where it is installed."""
    return read(texts, embedder=load_embedder())


def _chances(texts: Sequence[str], language: str, embedder: Embedder | None, heads: Heads) -> tuple[str, Array]:
    head = heads(language, EMBEDDING)
    if embedder is not None and head is not None:
        return EMBEDDING, head.chances(embed(embedder, texts))
    head = heads(language, NGRAMS)
    if head is None or head.idf is None:
        return NOTHING, np.zeros((len(texts), 3))
    return NGRAMS, head.chances(ngrams.weighted(ngrams.counts(texts), head.idf))


def _reading(chances: Array, language: str, head: str) -> Reading:
    if head == NOTHING:
        return UNREAD
    distress, negative, positive = (float(chance) for chance in chances)
    sure = 1 - (_doubt(distress) + max(_doubt(negative), _doubt(positive))) / 2
    return Reading(round(positive - negative, 4), round(distress, 4), round(sure, 4), language, head)


def _doubt(chance: float) -> float:
    """Return the entropy in bits: 1 at even odds, 0 when certain."""
    inside = min(max(chance, 1e-9), 1 - 1e-9)
    return float(-(inside * np.log2(inside) + (1 - inside) * np.log2(1 - inside)))


def _has_words(text: str) -> bool:
    return any(character.isalpha() for character in text)


def _language(text: str, given: str | None) -> str:
    return given or _guesser().classify(text[:500])[0]


@cache
def _guesser() -> Any:
    # Not before it is needed: reading its model takes a third of a second.
    from py3langid.langid import MODEL_FILE, LanguageIdentifier  # noqa: PLC0415

    guesser = LanguageIdentifier.from_model_file(MODEL_FILE)
    guesser.set_languages(list(LANGUAGES))
    return guesser
