"""From a person's query to an answer, over a course's index and the libraries it shares."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from content_index.index.engine import SearchEngine
from content_index.index.layout import field_language
from content_index.index.records import Hit, Plan
from content_index.schema.analysis import analyse, raw_words
from content_index.schema.folding import compose
from content_index.schema.word_finder import WordFinder
from content_index.search.coverage import WELL_COVERED, coverage
from content_index.search.embedding import Embedder
from content_index.search.fusion import DEPTH, by_score, limited, woven
from content_index.search.highlighting import highlight
from content_index.search.meaning import by_meaning
from content_index.search.parsing import MAX_CHARACTERS, plan_of, relaxed
from content_index.search.records import Query, SearchResult

#: Hits that are read to tell how well the material covers a query.
JUDGED = 3
#: Words of a query whose spelling is looked at.
SPELLED = 8
#: With more unknown words than this, the question is about something else, or in another language.
MISSPELT = 2


def search(
    engines: SearchEngine | Sequence[SearchEngine],
    query: Query,
    limit: int = 10,
    embedder: Embedder | None = None,
) -> SearchResult:
    """The best `limit` passages of all engines; the first engine wins ties. Never raises for a query.

    With an `embedder`, passages that say it in other words (or another language) are found
    too, as far as they have been embedded; a first question then costs some 75 ms more.
    """
    sources = list(engines) if isinstance(engines, Sequence) else [engines]
    plan = plan_of(query)
    depth = limit if embedder is None else max(limit, DEPTH)
    found = [source.search(plan, depth) for source in sources]
    loosened = plan.narrows and not any(answer.total for answer in found)
    if loosened:
        found = [source.search(relaxed(plan), depth) for source in sources]
    words = by_score(found)
    meaning = by_meaning(sources, plan, embedder, depth) if embedder and (loosened or not plan.narrows) else []
    hits = limited(woven(words, meaning) if meaning else words, query.per_resource, limit)
    finders = _Finders(plan)
    covered = _coverage(sources, plan, words[:JUDGED], finders)
    return SearchResult(
        hits=tuple(replace(hit, highlights=highlight(hit.text, finders.of(hit.language))) for hit in hits),
        total=max(sum(answer.total for answer in found), len(hits)),
        did_you_mean=_respelled(sources, query.text) if covered < WELL_COVERED else None,
        coverage=covered,
        nearness=meaning[0].score if meaning else None,
        relaxed=loosened and bool(hits),
        degraded=next((answer.problem for answer in found if answer.problem), None),
    )


class _Finders:
    """What finds a plan's words in passages of each language; each passage is marked as its own language reads it."""

    def __init__(self, plan: Plan) -> None:
        self._asked = " ".join((plan.words, *plan.prefixes, *(words for words, _ in plan.expansions)))
        self._made: dict[str, WordFinder] = {}

    def of(self, language: str) -> WordFinder:
        field = field_language(language)
        if field not in self._made:
            self._made[field] = WordFinder(field, frozenset(analyse(self._asked, field)))
        return self._made[field]


def _coverage(sources: Iterable[SearchEngine], plan: Plan, hits: Sequence[Hit], finders: _Finders) -> float:
    """The best coverage in any one language of the judged hits."""
    texts: dict[str, list[str]] = {}
    for hit in hits:
        texts.setdefault(field_language(hit.language), []).extend((hit.title, hit.heading, hit.text))
    shares = [
        coverage(plan.words, passages, language, _weights(sources, plan.words, language), finders.of(language))
        for language, passages in texts.items()
    ]
    return max(shares, default=0.0)


def _weights(sources: Iterable[SearchEngine], words: str, language: str) -> Mapping[str, float]:
    """A stem is as telling as where it is least so: common in one index is common."""
    weights: dict[str, float] = {}
    for source in sources:
        for stem, weight in source.weights(words, language).items():
            weights[stem] = min(weight, weights.get(stem, weight))
    return weights


def _respelled(sources: Sequence[SearchEngine], text: str) -> str | None:
    """The query with words that no index knows replaced by near ones; None when nothing is replaced."""
    written = compose(text[:MAX_CHARACTERS])
    words = raw_words(written)[:SPELLED]
    unknown = {word for word, _, _ in words}
    for source in sources:
        unknown = source.unknown(unknown) if unknown else unknown
    if len(unknown) > MISSPELT:
        return None
    better = {word: found for word in unknown if (found := _suggested(sources, word))}
    if not better:
        return None
    pieces, place = [], 0
    for word, start, stop in words:
        pieces += [written[place:start], better.get(word, word)]
        place = stop
    return "".join((*pieces, written[place:]))


def _suggested(sources: Iterable[SearchEngine], word: str) -> str | None:
    return next((near for source in sources if (near := source.suggest(word))), None)
