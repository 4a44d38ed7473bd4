"""Search a course: the index answers, the database says what the reader did with each hit."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from content_index.errors import N_, Message
from content_index.index import Filters
from content_index.index import Hit as EngineHit
from content_index.search import Query, SearchResult
from content_index.search import search as search_index
from lti_tool.catalogue import synonyms
from lti_tool.catalogue.cards import Cards
from lti_tool.catalogue.engines import Engines
from lti_tool.catalogue.models import PassageRow, ResourceRow
from lti_tool.catalogue.reading import fragment
from lti_tool.catalogue.records import Hit, SearchPage

#: Nobody reads more than this, and a question of a megabyte is answered like its beginning.
LONGEST_QUERY = 2000

NOT_READY = N_("The search index is being rebuilt. Results are not complete yet: try again in a minute.")


@dataclass(frozen=True, slots=True)
class SearchFilters:
    """What a search page lets people choose; empty values set no limit.

    `seen` is True or False for what the reader opened or not, None for both; `include_hidden`
    is for those who may see what is hidden from learners.
    """

    languages: frozenset[str] = frozenset()
    skills: frozenset[str] = frozenset()
    kinds: frozenset[str] = frozenset()
    max_minutes: int | None = None
    seen: bool | None = None
    include_hidden: bool = False


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
    narrowed = _filters(session, cards, chosen)
    if not asked or narrowed is None:
        return SearchPage(asked)
    found = ask(session, engines, course_id, asked, language=language, filters=narrowed, limit=limit)
    return SearchPage(
        text=asked,
        hits=_hits(session, course_id, cards, found.hits, include_hidden=chosen.include_hidden),
        total=found.total,
        did_you_mean=found.did_you_mean,
        relaxed=found.relaxed,
        coverage=found.coverage,
        state=Message(NOT_READY) if found.degraded else None,
    )


def ask(
    session: Session,
    engines: Engines,
    course_id: int,
    text: str,
    *,
    language: str,
    filters: Filters,
    limit: int,
    per_resource: int | None = 2,
) -> SearchResult:
    """Ask the course's index in the words of the course; for callers that want passages, not a page."""
    query = Query(
        text,
        language=language,
        filters=filters,
        synonyms=synonyms.read(session, course_id),
        per_resource=per_resource,
    )
    return search_index([engines.of(course_id)], query, limit)


def _filters(session: Session, cards: Cards, chosen: SearchFilters) -> Filters | None:
    """Return the index's filters; None when nothing can match."""
    only: frozenset[str] = frozenset()
    exclude: frozenset[str] = frozenset()
    if chosen.seen is not None:
        seen = frozenset(session.scalars(select(ResourceRow.public_id).where(ResourceRow.id.in_(list(cards.did)))))
        if chosen.seen and not seen:
            return None
        only, exclude = (seen, exclude) if chosen.seen else (only, seen)
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
            .where(ResourceRow.course_id == course_id, PassageRow.public_id.in_([hit.passage_id for hit in found]))
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
