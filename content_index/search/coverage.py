"""How much of a question the passages found speak of: the base for saying "I found nothing"."""

from collections.abc import Iterable, Mapping

from content_index.schema.analysis import analyser
from content_index.schema.layout import field_language


def coverage(
    question: str, passages: Iterable[str], language: str, weights: Mapping[str, float] | None = None
) -> float:
    """Share (0..1) of the question's content words, by weight, that occur in the passages.

    `weights` gives the weight of a stem (`SearchEngine.weights`); without it all weigh the
    same. A question without content words is not covered.
    """
    field = field_language(language)
    asked = analyser(field).stems(question)
    held: set[str] = set()
    for passage in passages:
        held |= asked & analyser(field).stems(passage)
    known = weights or {}
    heaviest = max(known.values(), default=1.0)
    whole = sum(known.get(stem, heaviest) for stem in asked)
    return sum(known.get(stem, heaviest) for stem in held) / whole if whole else 0.0
