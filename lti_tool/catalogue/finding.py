"""Search a course: the index answers, the database says what the reader did with each hit."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.orm import Session

from content_index.errors import N_, Message
from content_index.index import Filters
from content_index.index import Hit as EngineHit
from content_index.index.engine import MeaningIndex
from content_index.search import Query, SearchResult, speaks_of_it
from content_index.search import search as search_index
from content_index.search.parsing import plan_of
from lti_tool.catalogue import synonyms
from lti_tool.catalogue.cards import Cards
from lti_tool.catalogue.engines import Engines
from lti_tool.catalogue.learner_models import FeedbackKind
from lti_tool.catalogue.models import PassageRow, ResourceRow
from lti_tool.catalogue.reading import fragment
from lti_tool.catalogue.records import Hit, SearchPage
from lti_tool.catalogue.shelves import shelves_of

#: What somebody did with a resource that they have seen.
SEEN = frozenset({FeedbackKind.OPENED, FeedbackKind.DONE})
#: A filter that no resource passes.
NOTHING = frozenset({""})
#: Nobody reads more than this, and a question of a megabyte is answered like its beginning.
LONGEST_QUERY = 2000

NOT_READY = N_("The search index is being rebuilt. Results are not complete yet: try again in a minute.")


@dataclass(frozen=True, slots=True)
class SearchFilters:
    """What a search page lets people choose; empty values set no limit.

    `seen` is True or False for what the reader opened or not, None for both; `include_hidden`
    is for those who may see what is hidden from learners. `words_only` answers by words at once;
    the page then says in `refinable` whether meaning could add to it.
    """

    languages: frozenset[str] = frozenset()
    skills: frozenset[str] = frozenset()
    kinds: frozenset[str] = frozenset()
    max_minutes: int | None = None
    seen: bool | None = None
    include_hidden: bool = False
    words_only: bool = False


@dataclass(frozen=True, slots=True)
class Asked:
    """A question to the indexes of a course; `filters` are the index's own."""

    text: str
    language: str
    filters: Filters = field(default_factory=Filters)
    limit: int = 10
    per_resource: int | None = 2
    words_only: bool = False


def search(
    session: Session,
    engines: Engines,
    course_id: int,
    text: str,
    *,
    language: str,
    filters: SearchFilters | None = None,
    limit: int = 10,
    user_id: int | None = None,
) -> SearchPage:
    """Search the course's content; hidden resources are found only where the filters include them.

    Never raises for what was typed: operators, quotes or a megabyte are words like others.
    """
    asked = " ".join(text.split())[:LONGEST_QUERY]
    cards = Cards.of(session, course_id, language, user_id)
    chosen = filters or SearchFilters()
    if not asked:
        return SearchPage(asked)
    question = Asked(asked, language, narrowings(session, cards, chosen), limit, words_only=chosen.words_only)
    found = ask(session, engines, course_id, question)
    by_words = _conditions(asked, found)
    return SearchPage(
        text=asked,
        hits=_hits(session, course_id, cards, found.hits, include_hidden=chosen.include_hidden),
        total=found.total,
        did_you_mean=found.did_you_mean,
        relaxed=found.relaxed,
        coverage=found.coverage,
        speaks=bool(found.hits) and (by_words or speaks_of_it(found, engines.embedder)),
        refinable=chosen.words_only and not by_words and _reads_meaning(engines, (course_id, *cards.libraries)),
        state=Message(NOT_READY) if found.degraded else None,
    )


def ask(session: Session, engines: Engines, course_id: int, asked: Asked) -> SearchResult:
    """Ask the indexes of the course and its libraries; for callers that want passages, not a page."""
    query = Query(
        asked.text,
        language=asked.language,
        filters=asked.filters,
        synonyms=synonyms.read(session, course_id),
        per_resource=asked.per_resource,
    )
    embedder = None if asked.words_only else engines.embedder
    reach = shelves_of(session, course_id).reach
    return search_index([engines.of(held) for held in reach], query, asked.limit, embedder)


def _reads_meaning(engines: Engines, reach: Sequence[int]) -> bool:
    """True when some passages were read for meaning: before that, asking for it would only take time."""
    embedder = engines.embedder
    if embedder is None:
        return False
    able = [engine for engine in map(engines.of, reach) if isinstance(engine, MeaningIndex)]
    return any(engine.embedded(embedder.model, embedder.dimension) > 0 for engine in able)


def _conditions(text: str, found: SearchResult) -> bool:
    """True when quotes or other conditions were met: a matter of words only."""
    return plan_of(Query(text)).narrows and bool(found.hits) and not found.relaxed


def narrowings(session: Session, cards: Cards, chosen: SearchFilters) -> Filters:
    """Return the index's filters for what the reader of `cards` chose."""
    only: frozenset[str] = frozenset()
    exclude: frozenset[str] = frozenset()
    if chosen.seen is not None:
        opened = [row_id for row_id, did in cards.did.items() if did & SEEN]
        seen = frozenset(session.scalars(select(ResourceRow.public_id).where(ResourceRow.id.in_(opened))))
        only, exclude = (seen or NOTHING, exclude) if chosen.seen else (only, seen)
    return Filters(
        languages=chosen.languages,
        skills=chosen.skills,
        kinds=chosen.kinds,
        max_minutes=chosen.max_minutes,
        only=only,
        exclude=exclude,
        include_hidden=chosen.include_hidden,
    )


def _hits(
    session: Session, course_id: int, cards: Cards, found: Sequence[EngineHit], *, include_hidden: bool
) -> tuple[Hit, ...]:
    held = cards.by_id(session, course_id, [hit.resource_id for hit in found])
    ordinals = dict(
        session.execute(
            select(PassageRow.public_id, PassageRow.ordinal)
            .join(ResourceRow, ResourceRow.id == PassageRow.resource_id)
            .where(
                ResourceRow.course_id.in_((course_id, *cards.libraries)),
                PassageRow.public_id.in_([hit.passage_id for hit in found]),
            )
        ).all()
    )
    hits = []
    for hit in found:
        # The index may be a moment behind: what was removed or hidden since is not shown.
        card = held.get(hit.resource_id)
        if card is None or not (card.visible or include_hidden):
            continue
        place = fragment(ordinals.get(hit.passage_id, 0))
        excerpt = hit.highlights or ((hit.text, False),)
        hits.append(Hit(card, hit.passage_id, place, hit.heading, hit.text, excerpt, hit.score))
    return tuple(hits)
