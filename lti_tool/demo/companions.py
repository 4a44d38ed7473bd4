"""Mentors and learners of the demonstration who have worked together for some weeks, in both languages.

Made once, with the functions that the pages call, at the times at which people would have called
them. Nobody waits and no round is approved: what a visitor then does at the campus begins fresh.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from lti_tool.demo.platform.people import PEOPLE
from lti_tool.mentoring import goal_scaling, meetings, notebook, pairs, sharing
from lti_tool.mentoring.matching.weights import Weights
from lti_tool.mentoring.meeting_models import Meeting
from lti_tool.mentoring.models import Pair
from lti_tool.mentoring.profile_answers import MentoringAnswers, save_profile
from lti_tool.people.models import Enrolment, User
from lti_tool.people.roles import Role
from lti_tool.translations import best_language

DAY = timedelta(days=1)
EVENING = ("tue-eve", "thu-eve")

LEA = MentoringAnswers(
    "médiation culturelle", "utilité, calme", "refaire mon CV, préparer un entretien", ("fr",), EVENING
)
MALIK = MentoringAnswers("logistique", "équipe", "préparer un entretien, trouver un réseau", ("fr",), EVENING)
GRACE = MentoringAnswers("data analysis", "learning, fairness", "write a CV, find a network", ("en",), EVENING)
MARC = MentoringAnswers(
    "médiation culturelle, logistique",
    "utilité, calme, équipe",
    "refaire mon CV, préparer un entretien, trouver un réseau",
    ("fr", "en"),
    EVENING,
    capacity="4",
)
JOANNA = MentoringAnswers(
    "data analysis, teaching",
    "learning, fairness",
    "write a CV, find a network, prepare an interview",
    ("en",),
    EVENING,
    capacity="3",
)


@dataclass(frozen=True, slots=True)
class Campus:
    """Where these people are: the course, their platform, and the moment from which times are counted."""

    course_id: int
    platform_id: int
    now: datetime


def introduce(session: Session, campus: Campus) -> int:
    """Make the pairs; return how many. Does nothing in a course that has pairs already."""
    if session.scalar(select(Pair.id).where(Pair.course_id == campus.course_id).limit(1)) is not None:
        return 0
    marc, joanna = _arrived(session, campus, "marc", Role.MENTOR), _arrived(session, campus, "joanna", Role.MENTOR)
    for mentor, answers in ((marc, MARC), (joanna, JOANNA)):
        save_profile(session, campus.course_id, mentor.id, Role.MENTOR, answers, campus.now - 40 * DAY)
    _lea_and_marc(session, campus, _paired(session, campus, "lea", LEA, marc))
    _malik_and_marc(session, campus, _paired(session, campus, "malik", MALIK, marc))
    _grace_and_joanna(session, campus, _paired(session, campus, "grace", GRACE, joanna))
    return 3


def _lea_and_marc(session: Session, campus: Campus, pair: Pair) -> None:
    """They have met, and meet again in two days."""
    now = campus.now
    _met(session, pair, now - 10 * DAY, "Garder trois expériences sur le CV et dire pour chacune ce qu’elle a changé.")
    notebook.add_action(
        session,
        pair,
        pair.learner_id,
        "Réécrire le haut du CV en trois lignes",
        f"{now - 2 * DAY:%Y-%m-%d}",
        now - 10 * DAY,
    )
    notebook.add_action(
        session,
        pair,
        pair.mentor_id,
        "Présenter Léa à une collègue du musée",
        f"{now + 5 * DAY:%Y-%m-%d}",
        now - 10 * DAY,
    )
    notebook.write_note(
        session,
        pair,
        pair.mentor_id,
        "Bravo pour la première version : elle te ressemble.",
        for_both=True,
        now=now - 9 * DAY,
    )
    sharing.share(
        session,
        pair,
        "talk",
        "J’ai un entretien dans trois semaines. Comment parler de mes deux années sans emploi ?",
        now - DAY,
        for_session=True,
    )
    sharing.share(session, pair, "goal", "Retrouver un poste dans la culture avant l’été.", now - 12 * DAY)
    _agreed(session, pair, _evening(now + 2 * DAY), "https://visio.campus.example/lea-marc")


def _malik_and_marc(session: Session, campus: Campus, pair: Pair) -> None:
    """Times are proposed and wait for the mentor."""
    now = campus.now
    sharing.share(
        session, pair, "talk", "Je ne sais pas par où commencer pour me faire un réseau dans la logistique.", now - DAY
    )
    times = [_evening(now + days * DAY) for days in (3, 5)]
    meetings.propose(session, pair, pair.learner_id, times, 45, "Salle 204", now - DAY)


def _grace_and_joanna(session: Session, campus: Campus, pair: Pair) -> None:
    """They have met, and meet again in four days."""
    now = campus.now
    _met(session, pair, now - 8 * DAY, "Name three people who do the job already, and write to one of them.")
    notebook.add_action(
        session,
        pair,
        pair.learner_id,
        "Write to one person who works with data",
        f"{now - DAY:%Y-%m-%d}",
        now - 8 * DAY,
    )
    sharing.share(
        session, pair, "talk", "I wrote to two people and one answered. What do I ask her?", now - DAY, for_session=True
    )
    goal_scaling.write_goal(
        session,
        pair.learner_id,
        pair.course_id,
        "Talk to people who do the job",
        {
            -2: "I wrote to nobody",
            -1: "I wrote, nobody answered",
            0: "I talked to two people",
            1: "to four",
            2: "one of them knows of an opening",
        },
        -2,
        now - 15 * DAY,
    )
    _agreed(session, pair, _evening(now + 4 * DAY), "Library, second floor")


def _paired(session: Session, campus: Campus, key: str, answers: MentoringAnswers, mentor: User) -> Pair:
    """Let somebody say what they look for, be asked and say yes, three weeks ago."""
    learner, then = _arrived(session, campus, key, Role.LEARNER), campus.now - 21 * DAY
    save_profile(session, campus.course_id, learner.id, Role.LEARNER, answers, then - 6 * DAY)
    [pair] = pairs.approve(session, campus.course_id, [(learner.id, mentor.id)], Weights(), None, then - DAY)
    for user_id in (learner.id, mentor.id):
        pairs.answer(session, pair.id, user_id, yes=True, now=then)
    return pair


def _met(session: Session, pair: Pair, day: datetime, recap: str) -> None:
    at = _evening(day)
    made = _agreed(session, pair, at, "Salle 204", now=at - 5 * DAY)
    meetings.close(
        session, made, meetings.Held(held=True, recap=recap, preparation_minutes="15"), at + timedelta(hours=1)
    )


def _agreed(session: Session, pair: Pair, at: datetime, place: str, now: datetime | None = None) -> Meeting:
    now = now or at - 5 * DAY
    made = meetings.propose(session, pair, pair.mentor_id, [at], 45, place, now)
    meetings.confirm(session, made, pair.learner_id, at.isoformat(), now)
    return made


def _evening(day: datetime) -> datetime:
    """Return an evening hour of that day."""
    return day.replace(hour=17, minute=30, second=0, microsecond=0)


def _arrived(session: Session, campus: Campus, key: str, role: Role) -> User:
    """Return a person of the campus as their first launch makes them."""
    person, then = PEOPLE[key], campus.now - 45 * DAY
    subject = str(person.number)
    user = session.scalars(select(User).where(User.platform_id == campus.platform_id, User.subject == subject)).first()
    if user is None:
        user = User(
            platform_id=campus.platform_id,
            subject=subject,
            name=person.name,
            email=person.email,
            locale=best_language(person.locale),
            created_at=then,
            last_seen_at=campus.now - DAY,
        )
        session.add(user)
        session.flush()
    enrolled = session.scalar(
        select(Enrolment.id).where(Enrolment.user_id == user.id, Enrolment.course_id == campus.course_id)
    )
    if enrolled is None:
        session.add(
            Enrolment(
                user_id=user.id,
                course_id=campus.course_id,
                role=role,
                active=True,
                created_at=then,
                last_seen_at=campus.now - DAY,
            )
        )
        session.flush()
    return user
