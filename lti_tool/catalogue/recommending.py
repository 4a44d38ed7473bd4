"""Recommend resources to a learner: profile, skills and feedback in, a short list with reasons out."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from content_index.recommendation import Config, Learner, recommend
from lti_tool.catalogue import holdings
from lti_tool.catalogue.candidates import Pools
from lti_tool.catalogue.engines import Engines
from lti_tool.catalogue.facts import Facts
from lti_tool.catalogue.goals import goal_scores
from lti_tool.catalogue.learner_models import Exposure, FeedbackKind
from lti_tool.catalogue.records import Recommended

#: A week's hours are spent in so many sittings.
SITTINGS = 3
#: A skill that needs another look is known no better than this share, whatever was said of it.
NOT_YET = 0.25
#: Opening the page again within this time is the same showing.
SAME_SHOWING = timedelta(minutes=30)


def recommendations(
    session: Session,
    pools: Pools,
    engines: Engines,
    user_id: int,
    course_id: int,
    *,
    language: str,
    now: datetime,
    size: int = 5,
) -> tuple[Recommended, ...]:
    """Return the learner's list: each with its reasons, one labelled as something different.

    The same learner gets the same list until something changes: the profile, a mark, the
    course, or the day. Nothing is written; call `note_shown` when the list was shown.
    """
    course = pools.of(session, course_id, now)
    facts = Facts.of(session, user_id, course.shelves, course.ids, now)
    spoken = facts.language or language
    hours = facts.hours_per_week
    failed = facts.failed({resource.id: resource.skills for resource in course.resources})
    learner = Learner(
        id=f"{course_id}:{user_id}",
        goals=facts.goal_skills,
        known={skill: min(share, NOT_YET) if skill in failed else share for skill, share in facts.shares.items()},
        language=spoken,
        minutes=round(hours * 60 / SITTINGS) if hours else None,
        goal_scores=goal_scores(engines, course.shelves.reach, facts.goal_text, spoken),
        liked=facts.did(FeedbackKind.LIKED),
        dismissed=facts.did(FeedbackKind.NOT_FOR_ME),
        done=facts.did(FeedbackKind.DONE),
        later=facts.later,
        shown=facts.shown,
        reader=language,
    )
    chosen = recommend(learner, course.pool, Config(today=now.date(), size=size))
    cards = course.cards(session, language, user_id).by_id(session, course_id, [c.resource_id for c in chosen])
    return tuple(
        Recommended(
            card=cards[item.resource_id],
            reasons=item.reasons,
            different=item.slot == "different",
            new=item.new,
            score=item.score,
            parts=dict(item.parts),
        )
        for item in chosen
        if item.resource_id in cards
    )


def note_shown(session: Session, user_id: int, course_id: int, items: Iterable[Recommended], now: datetime) -> None:
    """Count that the learner saw these; a page opened again within half an hour counts once."""
    shown = {item.card.id: "different" if item.different else "regular" for item in items}
    row_ids = holdings.row_ids(session, course_id, shown)
    held = {
        (row.resource_id, row.slot): row
        for row in session.scalars(
            select(Exposure).where(Exposure.user_id == user_id, Exposure.resource_id.in_(list(row_ids.values())))
        )
    }
    for public_id, slot in shown.items():
        row_id = row_ids.get(public_id)
        row = held.get((row_id, slot)) if row_id is not None else None
        if row is not None and now - row.last_at >= SAME_SHOWING:
            row.times, row.last_at = row.times + 1, now
        elif row is None and row_id is not None:
            session.add(
                Exposure(
                    user_id=user_id,
                    course_id=course_id,
                    resource_id=row_id,
                    slot=slot,
                    times=1,
                    first_at=now,
                    last_at=now,
                )
            )
    session.flush()
