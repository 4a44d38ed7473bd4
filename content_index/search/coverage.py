"""How much of a question the passages found speak of: the base for saying "I found nothing"."""

from collections.abc import Iterable, Mapping

from content_index.index.layout import field_language
from content_index.schema.analysis import analyser
from content_index.schema.word_finder import WordFinder
from content_index.search.embedding import Embedder
from content_index.search.records import SearchResult

#: Coverage from which the material speaks of a question, judged by words alone.
COVERED = 0.35
#: Coverage from which it does whatever the model of meaning says.
WELL_COVERED = 0.75


def coverage(
    question: str,
    passages: Iterable[str],
    language: str,
    weights: Mapping[str, float] | None = None,
    finder: WordFinder | None = None,
) -> float:
    """Share (0..1) of the question's content words, by weight, that occur in the passages.

    `weights` gives the weight of a stem (`SearchEngine.weights`); without it all weigh the
    same. A question without content words is not covered. `finder` may have looked for the
    question's stems before.
    """
    field = field_language(language)
    asked = analyser(field).stems(question)
    finder = finder or WordFinder(field, asked)
    held: set[str] = set()
    for passage in passages:
        held |= asked & finder.stems_in(passage)
    known = weights or {}
    heaviest = max(known.values(), default=1.0)
    whole = sum(known.get(stem, heaviest) for stem in asked)
    return sum(known.get(stem, heaviest) for stem in held) / whole if whole else 0.0


def speaks_of_it(result: SearchResult, embedder: Embedder | None = None) -> bool:
    """Whether the material searched speaks of the question: when not, say "I found nothing".

    Meaning decides where there is a model, since people seldom use the material's words.
    """
    if embedder is None or result.nearness is None:
        return result.coverage >= COVERED
    return result.nearness >= embedder.near or result.coverage >= WELL_COVERED
