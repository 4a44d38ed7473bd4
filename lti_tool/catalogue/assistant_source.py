"""The course's material as the assistant asks for it: the index's passages, checked against the database."""

from collections.abc import Callable

from sqlalchemy import select

from content_index.errors import N_
from lti_tool.catalogue.engines import Engines
from lti_tool.catalogue.finding import LONGEST_QUERY, Asked, ask
from lti_tool.catalogue.models import CourseContent, PassageRow, ResourceRow
from lti_tool.catalogue.reading import fragment
from lti_tool.catalogue.shelves import shelves_of
from lti_tool.db import Database
from widget.conversation import Message, Passage, Scope
from widget.ports import Found

NOT_WHOLE = N_("The course's search index is being rebuilt, so parts of the material may be missing from this answer.")


class CatalogueSource:
    """A `widget.ports.PassageSource` over the catalogue.

    `address` makes the address of a resource's page from its public id and the passage's
    fragment. Every search is a unit of work of its own: it may run while an answer streams,
    long after the request that started it.
    """

    def __init__(self, database: Database, engines: Engines, address: Callable[[str, str], str]) -> None:
        self._database = database
        self._engines = engines
        self._address = address

    def find(self, scope: Scope, question: str, language: str, limit: int) -> Found:
        """Best passages first; what is hidden or removed is never among them, whoever asks."""
        course_id = int(scope.course)
        words = " ".join(question.split())[:LONGEST_QUERY]
        if not words:
            return Found()
        with self._database.transaction(write=False) as session:
            found = ask(session, self._engines, course_id, Asked(words, language, limit=limit))
            # The index may be a moment behind the database, which decides what may be opened.
            statement = (
                select(PassageRow.public_id, PassageRow.ordinal)
                .join(ResourceRow, ResourceRow.id == PassageRow.resource_id)
                .where(
                    ResourceRow.course_id.in_(shelves_of(session, course_id).reach),
                    ResourceRow.removed_at.is_(None),
                    ResourceRow.visible,
                    PassageRow.public_id.in_([hit.passage_id for hit in found.hits]),
                )
            )
            ordinals = dict(session.execute(statement).all())
            generation = session.scalar(select(CourseContent.sequence).where(CourseContent.course_id == course_id))
        passages = tuple(
            Passage(
                id=hit.passage_id,
                resource_id=hit.resource_id,
                title=hit.title,
                text=hit.text,
                language=hit.language,
                url=self._address(hit.resource_id, fragment(ordinals[hit.passage_id])),
                heading=hit.heading,
                score=hit.score,
            )
            for hit in found.hits
            if hit.passage_id in ordinals
        )
        degraded = Message(NOT_WHOLE) if found.degraded else None
        return Found(passages, found.coverage, degraded, generation=str(generation or 0))
