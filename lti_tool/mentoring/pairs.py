"""A pair's life: approved by an instructor, asked, both say yes or one says no, ended with a few words."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from lti_tool.errors import N_, ConflictError, InvalidInputError, NotFoundError
from lti_tool.mentoring import meetings, notices, waiting
from lti_tool.mentoring.matching.constraints import Constraint, broken
from lti_tool.mentoring.matching.explaining import fit_of, reasons
from lti_tool.mentoring.matching.weights import Weights
from lti_tool.mentoring.models import MatchingRound, MentoringProfile, Pair, PairState
from lti_tool.mentoring.pool import Pool, pool_of

LONGEST_WORDS = 2000
#: After this an unanswered offer goes to somebody else.
ANSWER_WITHIN = timedelta(days=7)
WEIGHTS = ("profession", "values", "goals")
HELD_BACK = "held_back"
NOT_WAITING = N_("This learner does not wait for a mentor any more.")
NO_SUCH_MENTOR = N_("This person is no mentor of the course, or has not said yet what they can help with.")
IS_FULL = N_("This mentor has no free place any more.")
RULED_OUT = N_("This pair is ruled out: language, times or a pause, or one of the two does not wish it.")
HAS_PAIR = N_("This learner has been offered a mentor meanwhile.")
ALREADY_ANSWERED = N_("This offer is no longer open.")
TOO_LONG = N_("Use at most 2,000 characters.")


def approve(
    session: Session,
    course_id: int,
    chosen: Sequence[tuple[int, int]],
    weights: Weights,
    by: int | None,
    now: datetime,
    *,
    held_back: Sequence[tuple[int, int]] = (),
) -> list[Pair]:
    """Ask both people of each (learner id, mentor id); the weights hold for automatic offers from now on.

    Pairs `held_back` are never offered by themselves; the instructor may still ask them later.

    Raises `ConflictError` or `InvalidInputError` for a pair that cannot be, and asks nobody then.
    """
    if by is not None:
        kept = {
            "profession": weights.profession,
            "values": weights.values,
            "goals": weights.goals,
            HELD_BACK: [list(pair) for pair in held_back],
        }
        session.add(MatchingRound(course_id=course_id, weights=kept, approved_by=by, approved_at=now))
    return [_ask(session, course_id, learner, mentor, weights, by, now) for learner, mentor in chosen]


def weights_of(session: Session, course_id: int) -> Weights | None:
    """Return the weights of the last approved round; None before there was one."""
    row = session.scalars(
        select(MatchingRound).where(MatchingRound.course_id == course_id).order_by(MatchingRound.id.desc()).limit(1)
    ).first()
    return Weights(**{name: row.weights[name] for name in WEIGHTS}) if row else None


def held_back(session: Session, course_id: int) -> set[tuple[str, str]]:
    """Return the pairs (ids as text) that an instructor left unticked in any round."""
    rounds = session.scalars(select(MatchingRound.weights).where(MatchingRound.course_id == course_id)).all()
    return {(str(learner), str(mentor)) for kept in rounds for learner, mentor in kept.get(HELD_BACK, ())}


def find_pair(session: Session, pair_id: int, user_id: int) -> Pair:
    """Return a pair to one of its two people; for anybody else it does not exist."""
    pair = session.get(Pair, pair_id)
    if pair is None or not pair.has(user_id):
        raise NotFoundError
    return pair


def pair_of_learner(session: Session, course_id: int, user_id: int) -> Pair | None:
    """Return a learner's open pair."""
    return session.scalars(
        select(Pair).where(Pair.course_id == course_id, Pair.learner_id == user_id, Pair.state.in_(waiting.OPEN))
    ).first()


def last_ended(session: Session, course_id: int, user_id: int) -> Pair | None:
    """Return the learner's last pair that came to its end, whose closing words may still be written."""
    return session.scalars(
        select(Pair)
        .where(Pair.course_id == course_id, Pair.learner_id == user_id, Pair.state == PairState.ENDED)
        .order_by(Pair.closed_at.desc())
        .limit(1)
    ).first()


def pairs_of_mentor(session: Session, course_id: int, user_id: int) -> list[Pair]:
    """Return a mentor's open pairs, those who wait for an answer first, then by name."""
    found = session.scalars(
        select(Pair).where(Pair.course_id == course_id, Pair.mentor_id == user_id, Pair.state.in_(waiting.OPEN))
    ).all()
    return sorted(found, key=lambda pair: (pair.state != PairState.ASKED, pair.learner.shown_name.casefold(), pair.id))


def pairs_of_course(session: Session, course_id: int) -> list[Pair]:
    """Return the open pairs of a course for its instructor."""
    found = session.scalars(select(Pair).where(Pair.course_id == course_id, Pair.state.in_(waiting.OPEN))).all()
    return sorted(found, key=lambda pair: (pair.state != PairState.ASKED, pair.learner.shown_name.casefold(), pair.id))


def answer(session: Session, pair_id: int, user_id: int, *, yes: bool, now: datetime) -> Pair:
    """Note the yes or no of one of the two; nobody has to say why. Two yes start the pair."""
    pair = _locked(session, pair_id, user_id)
    if pair.state != PairState.ASKED:
        raise ConflictError(ALREADY_ANSWERED)
    if not yes:
        _close(session, pair, PairState.DECLINED, now)
        return pair
    if user_id == pair.learner_id:
        pair.learner_yes_at = pair.learner_yes_at or now
    else:
        pair.mentor_yes_at = pair.mentor_yes_at or now
    if pair.learner_yes_at and pair.mentor_yes_at:
        pair.state, pair.started_at = PairState.ACTIVE, now
    session.flush()
    return pair


def expire(session: Session, pair: Pair, now: datetime) -> None:
    """Close an offer that was not answered in time."""
    _close(session, pair, PairState.EXPIRED, now)


def end(session: Session, pair_id: int, user_id: int, words: str, now: datetime) -> Pair:
    """End a pair, or add one's words to a pair that ended; either of the two may, without saying why."""
    if len(words) > LONGEST_WORDS:
        raise InvalidInputError(fields={"words": TOO_LONG})
    pair = _locked(session, pair_id, user_id)
    if PairState(pair.state) not in {PairState.ACTIVE, PairState.ENDED}:
        raise ConflictError(ALREADY_ANSWERED)
    if user_id == pair.learner_id:
        pair.learner_words = words.strip() or pair.learner_words
    else:
        pair.mentor_words = words.strip() or pair.mentor_words
    if pair.state == PairState.ACTIVE:
        for meeting in meetings.meetings_of(session, pair.id):
            if meeting.state in meetings.COMING:
                meetings.cancel(session, meeting, user_id, now)
        _close(session, pair, PairState.ENDED, now, wait=False)
    session.flush()
    return pair


def _ask(
    session: Session, course_id: int, learner_id: int, mentor_id: int, weights: Weights, by: int | None, now: datetime
) -> Pair:
    # The mentor's row is locked first: of two offers for the last place one waits, then finds none.
    session.scalars(
        select(MentoringProfile)
        .where(MentoringProfile.course_id == course_id, MentoringProfile.user_id == mentor_id)
        .with_for_update()
    ).first()
    pool = pool_of(session, course_id)
    score, why = _judged(pool, learner_id, mentor_id, weights)
    pair = Pair(
        course_id=course_id,
        learner_id=learner_id,
        mentor_id=mentor_id,
        state=PairState.ASKED,
        score=score,
        reasons=why,
        approved_by=by,
        asked_at=now,
        waited_since=waiting.since(session, course_id, learner_id) or now,
    )
    try:
        with session.begin_nested():
            session.add(pair)
    except IntegrityError:
        raise ConflictError(HAS_PAIR) from None
    waiting.leave(session, course_id, learner_id)
    notices.offered(session, pair, now + ANSWER_WITHIN, now)
    return pair


def _judged(pool: Pool, learner_id: int, mentor_id: int, weights: Weights) -> tuple[float, list[dict[str, object]]]:
    """Return fit and reasons of a pair, or say why it cannot be."""
    learner, mentor = pool.learner(learner_id), pool.mentor(mentor_id)
    if learner is None:
        raise ConflictError(NOT_WAITING)
    if mentor is None:
        raise InvalidInputError(NO_SUCH_MENTOR)
    wrong = broken(learner, mentor)
    if wrong == [Constraint.PLACES]:
        raise ConflictError(IS_FULL)
    if wrong:
        raise ConflictError(RULED_OUT)
    why: list[dict[str, object]] = [
        {"text": one.text, "parameters": one.parameters} for one in reasons(learner, mentor, weights)
    ]
    return fit_of(learner, mentor, weights), why


def _locked(session: Session, pair_id: int, user_id: int) -> Pair:
    pair = session.scalars(select(Pair).where(Pair.id == pair_id).with_for_update(of=Pair)).first()
    if pair is None or not pair.has(user_id):
        raise NotFoundError
    return pair


def _close(session: Session, pair: Pair, state: PairState, now: datetime, *, wait: bool = True) -> None:
    pair.state, pair.closed_at = state, now
    session.flush()
    if wait:
        # Whose offer came to nothing keeps the time already waited.
        waiting.rejoin(session, pair.course_id, pair.learner_id, pair.waited_since)


def count_pairs(session: Session, course_id: int) -> dict[PairState, int]:
    """Return how many pairs of a course stand where."""
    rows = session.execute(select(Pair.state, func.count()).where(Pair.course_id == course_id).group_by(Pair.state))
    return {PairState(state): number for state, number in rows}
