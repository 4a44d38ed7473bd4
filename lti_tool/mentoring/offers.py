"""The request clock: a reminder on day 3, another mentor after day 7, free places to those who wait.

Runs at any time, any number of times: what is not due is left alone.
"""

from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from lti_tool.errors import ConflictError
from lti_tool.mentoring import notices, pairs
from lti_tool.mentoring.matching.proposing import propose
from lti_tool.mentoring.models import MatchingRound, Pair, PairState
from lti_tool.mentoring.pool import pool_of

REMIND_AFTER = timedelta(days=3)
REROUTE_AFTER = pairs.ANSWER_WITHIN


def run_clock(session: Session, now: datetime) -> None:
    """Remind, re-route and offer in every course."""
    for pair in session.scalars(
        select(Pair).where(Pair.state == PairState.ASKED, Pair.asked_at <= now - REROUTE_AFTER)
    ):
        pairs.expire(session, pair, now)
    for pair in session.scalars(
        select(Pair).where(Pair.state == PairState.ASKED, Pair.asked_at <= now - REMIND_AFTER, Pair.reminded == 0)
    ):
        pair.reminded = 1
        notices.offered(session, pair, pair.asked_at + REROUTE_AFTER, now, again=True)
    session.flush()
    for course_id in session.scalars(select(MatchingRound.course_id).distinct()).all():
        offer_free_places(session, course_id, now)


def offer_free_places(session: Session, course_id: int, now: datetime) -> int:
    """Offer free places to those who wait, by the weights an instructor approved last; return how many.

    Before the first approved round nothing is offered by itself, and never a pair that an
    instructor left unticked. A mentor who let an offer
    expire is not proposed to that learner again.
    """
    weights = pairs.weights_of(session, course_id)
    if weights is None:
        return 0
    pool, kept_apart = pool_of(session, course_id), pairs.held_back(session, course_id)
    learners = [
        replace(one, excluded=one.excluded | {mentor for learner, mentor in kept_apart if learner == one.id})
        for one in pool.learners
    ]
    offered = 0
    for match in propose(learners, pool.mentors, weights).matches:
        try:
            pairs.approve(session, course_id, [(int(match.learner), int(match.mentor))], weights, None, now)
            offered += 1
        except ConflictError:  # somebody else was a moment faster: the next run sees it
            continue
    return offered


def days_left(pair: Pair, now: datetime) -> int:
    """Return in how many days an unanswered offer goes to somebody else."""
    return max((pair.asked_at + REROUTE_AFTER - now).days, 0)
