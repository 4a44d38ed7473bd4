"""Everything lists and paths of a course are made from, kept in memory until the course changes."""

import threading
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from content_index.paths import PathResource
from content_index.recommendation import Candidate, Pool
from content_index.skills import SkillGraph
from lti_tool.catalogue.cards import Cards, did_with
from lti_tool.catalogue.changes import version
from lti_tool.catalogue.facets import Facets
from lti_tool.catalogue.learner_models import Exposure
from lti_tool.catalogue.models import ResourceRow
from lti_tool.catalogue.skills import graph

#: How often others were shown a resource moves slowly; counting it on every request would not.
EXPOSURE_AGE = timedelta(minutes=10)
#: Minutes of a resource that does not say.
UNKNOWN_MINUTES = 10


@dataclass(frozen=True, slots=True)
class CoursePool:
    """One course's candidates as of `version`; `ids` maps row ids to public ids, `facets` counts them."""

    version: tuple[int, int]
    made_at: datetime
    graph: SkillGraph
    pool: Pool
    resources: tuple[PathResource, ...]
    ids: dict[int, str]
    facets: Facets

    def cards(self, session: Session, course_id: int, language: str, user_id: int | None = None) -> Cards:
        """Return what makes cards, with the names the pool holds already."""
        names = {key: skill.name_in(language) for key, skill in self.graph.skills.items()}
        return Cards(names, did_with(session, user_id, course_id) if user_id is not None else {})


class Pools:
    """The pools of this process by course; safe to share between threads."""

    def __init__(self) -> None:
        self._held: dict[int, CoursePool] = {}
        self._lock = threading.Lock()

    def of(self, session: Session, course_id: int, now: datetime) -> CoursePool:
        """Return the course's pool, made anew when the course changed or its counts grew old."""
        current = version(session, course_id)
        held = self._held.get(course_id)
        if held is not None and held.version == current and now - held.made_at < EXPOSURE_AGE:
            return held
        with self._lock:
            held = self._held.get(course_id)
            if held is None or held.version != current or now - held.made_at >= EXPOSURE_AGE:
                held = self._held[course_id] = build(session, course_id, current, now)
            return held


def build(session: Session, course_id: int, current: tuple[int, int], now: datetime) -> CoursePool:
    """Read a course's visible resources and skills into a pool."""
    rows = session.execute(
        select(
            ResourceRow.id,
            ResourceRow.public_id,
            ResourceRow.title,
            ResourceRow.language,
            ResourceRow.skills,
            ResourceRow.minutes,
            ResourceRow.kind,
            ResourceRow.added_at,
            ResourceRow.pinned,
        )
        .where(ResourceRow.course_id == course_id, ResourceRow.removed_at.is_(None), ResourceRow.visible)
        .order_by(ResourceRow.origin, ResourceRow.position, ResourceRow.id)
    ).all()
    shown = dict(
        session.execute(
            select(Exposure.resource_id, func.sum(Exposure.times))
            .where(Exposure.course_id == course_id)
            .group_by(Exposure.resource_id)
        ).all()
    )
    skills = graph(session, course_id, also=(key for row in rows for key in row.skills))
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
    return CoursePool(current, now, skills, Pool.build(candidates, skills), resources, ids, Facets.of(candidates))
