"""Everything lists and paths of a course are made from, kept in memory until the course changes."""

import threading
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from content_index.paths import PathResource
from content_index.recommendation import Candidate, Pool
from content_index.skills import SkillGraph
from lti_tool.catalogue.cards import Cards, did_with
from lti_tool.catalogue.facets import Facets
from lti_tool.catalogue.learner_models import Exposure
from lti_tool.catalogue.models import ResourceRow
from lti_tool.catalogue.shelves import Shelves, shelves_of, versions
from lti_tool.catalogue.skills import graph

#: How often others were shown a resource moves slowly; counting it on every request would not.
EXPOSURE_AGE = timedelta(minutes=10)
#: Minutes of a resource that does not say.
UNKNOWN_MINUTES = 10


@dataclass(frozen=True, slots=True)
class CoursePool:
    """One course's candidates as of `version`; `ids` maps row ids to public ids, `facets` counts them.

    What its libraries hold is among them; where both hold an id, the course's own is meant.
    """

    shelves: Shelves
    version: tuple[tuple[int, int, int], ...]
    made_at: datetime
    graph: SkillGraph
    pool: Pool
    resources: tuple[PathResource, ...]
    ids: dict[int, str]
    facets: Facets

    def cards(self, session: Session, language: str, user_id: int | None = None) -> Cards:
        """Return what makes cards, with the names the pool holds already."""
        names = {key: skill.name_in(language) for key, skill in self.graph.skills.items()}
        did = did_with(session, user_id, self.shelves) if user_id is not None else {}
        return Cards(names, did, self.shelves.libraries)


class Pools:
    """The pools of this process by course; safe to share between threads."""

    def __init__(self) -> None:
        self._held: dict[int, CoursePool] = {}
        self._lock = threading.Lock()

    def of(self, session: Session, course_id: int, now: datetime) -> CoursePool:
        """Return the course's pool, made anew when the course changed or its counts grew old."""
        shelves = shelves_of(session, course_id)
        current = versions(session, shelves)
        held = self._held.get(course_id)
        if (
            held is not None
            and (held.shelves, held.version) == (shelves, current)
            and now - held.made_at < EXPOSURE_AGE
        ):
            return held
        with self._lock:
            held = self._held.get(course_id)
            fresh = held is not None and (held.shelves, held.version) == (shelves, current)
            if held is None or not fresh or now - held.made_at >= EXPOSURE_AGE:
                held = self._held[course_id] = build(session, shelves, current, now)
            return held


def build(session: Session, shelves: Shelves, current: tuple[tuple[int, int, int], ...], now: datetime) -> CoursePool:
    """Read the visible resources and skills of a course and its libraries into a pool."""
    rows = _rows(session, shelves)
    shown = dict(
        session.execute(
            select(Exposure.resource_id, func.sum(Exposure.times))
            .where(Exposure.course_id == shelves.course_id)
            .group_by(Exposure.resource_id)
        ).all()
    )
    skills = graph(session, shelves.course_id, also=(key for row in rows for key in row.skills))
    candidates = [
        Candidate(
            id=row.public_id,
            title=row.title,
            language=row.language,
            skills=tuple(row.skills),
            minutes=row.minutes,
            kind=row.kind,
            added_on=row.added_at.date(),
            pinned=row.pinned,
            exposure=int(shown.get(row.id, 0)),
        )
        for row in rows
    ]
    resources = tuple(
        PathResource(
            row.public_id, row.title, row.minutes or UNKNOWN_MINUTES, row.language, tuple(row.skills), row.kind
        )
        for row in rows
    )
    ids = {row.id: row.public_id for row in rows}
    return CoursePool(
        shelves, current, now, skills, Pool.build(candidates, skills), resources, ids, Facets.of(candidates)
    )


def _rows(session: Session, shelves: Shelves) -> list[Any]:
    """The resources in the order of the course, then of its libraries; of one id the first."""
    rows = session.execute(
        select(
            ResourceRow.id,
            ResourceRow.course_id,
            ResourceRow.public_id,
            ResourceRow.title,
            ResourceRow.language,
            ResourceRow.skills,
            ResourceRow.minutes,
            ResourceRow.kind,
            ResourceRow.added_at,
            ResourceRow.pinned,
        )
        .where(ResourceRow.course_id.in_(shelves.reach), ResourceRow.removed_at.is_(None), ResourceRow.visible)
        .order_by(ResourceRow.origin, ResourceRow.position, ResourceRow.id)
    ).all()
    if not shelves.libraries:
        return list(rows)
    first: dict[str, Any] = {}
    for row in sorted(rows, key=lambda row: shelves.place(row.course_id)):
        first.setdefault(row.public_id, row)
    return list(first.values())
