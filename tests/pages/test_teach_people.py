"""Everybody in the course: parts, the platform's list, mentors named by the instructor; what each activity counts."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from lti_tool.course_settings import GradePolicy
from lti_tool.db import Database
from lti_tool.gradebook import record_interaction, remember_endpoints
from lti_tool.gradebook.models import FailureCode, InteractionKind, ScoreRow, ScoreState
from lti_tool.gradebook.policies import Policy, choose_activity_policy, policy_for
from lti_tool.lti.launch import AgsEndpoint
from lti_tool.lti.roles import Role as LaunchRole
from lti_tool.lti.roster import Member, Roster
from lti_tool.lti.service_errors import AccessRefusedError
from lti_tool.mentoring import absences
from lti_tool.mentoring.models import Pair, PairState
from lti_tool.people import roster_sync
from lti_tool.people.frame_sessions import Viewer
from lti_tool.people.models import Course, Enrolment, ResourceLink, User
from lti_tool.people.roles import Role
from lti_tool.people.roster import merge
from tests.factories import gradebook, viewers
from tests.fakes.clock import StillClock
from tests.pages.conftest import Arrive, Browser, parsed, words


@pytest.fixture
def listed(database: Database, clock: StillClock, course_id: int) -> int:
    """The course of a platform whose list names a learner who never came, and a parent who observes."""
    with database.transaction() as session:
        course = session.get_one(Course, course_id)
        course.platform_id = gradebook.platform(session).id
        roster_sync.remember_roster(session, course_id, "https://lms.example/members", clock.now())
        reading = roster_sync.claim(session, clock.now())
        assert reading
        members = (
            Member("amara", frozenset({LaunchRole.LEARNER}), name="Amara Diallo"),
            Member("parent", frozenset({LaunchRole.OBSERVER}), name="Paul Diallo"),
        )
        roster = Roster(members)
        merge(session, course_id, roster, read_at=clock.now() - timedelta(minutes=1), now=clock.now())
        roster_sync.settle(session, reading, roster, clock.now())
    return course_id


def number_of(database: Database, course_id: int, name: str) -> int:
    with database.transaction(write=False) as session:
        return session.scalars(
            select(Enrolment.id).join(User).where(User.name == name, Enrolment.course_id == course_id)
        ).one()


def test_everybody_with_part_and_last_visit(instructor: Browser, listed: int, arrive: Arrive) -> None:
    arrive(Role.MENTOR, name="Marc Delorme")
    arrive(Role.LEARNER, name="")
    page = instructor.page("/teach/people")
    assert "Claire Dubois Teaches" in page
    assert "Marc Delorme Mentor" in page
    assert "Amara Diallo Learner not yet" in page
    assert "Paul Diallo observes, without access" in page
    assert "No name given (no. " in page
    assert "the platform’s list as of 2 Mar, 12:00" in page


@pytest.mark.parametrize(
    ("address", "part"),
    [("/teach/people", "/teach/learners"), ("/teach/items", "/teach/learners"), ("/teach/skills", "/teach/content")],
)
def test_a_page_under_tabs_names_the_part_that_the_navigation_marks(
    instructor: Browser, address: str, part: str
) -> None:
    [tabs] = [one for one in parsed(instructor.get(address)).all("nav") if "data-part" in one.attributes]
    assert tabs.attributes["data-part"] == part


def test_a_course_without_a_list_says_how_to_get_one(instructor: Browser) -> None:
    page = instructor.page("/teach/people")
    assert "has not offered its list of members yet" in page
    assert "Sync now" not in page
    assert "There is no list to read here." in words(instructor.post("/teach/people/sync", target="table"))


def test_sync_now_asks_the_worker(instructor: Browser, listed: int, database: Database, clock: StillClock) -> None:
    answer = words(instructor.post("/teach/people/sync", target="table"))
    assert "the list is being read" in answer
    assert "The background worker does not answer." in answer
    with database.transaction() as session:
        reading = roster_sync.claim(session, clock.now())
        assert reading
        assert reading.course_id == listed
        roster_sync.settle_failure(session, reading, AccessRefusedError.message, clock.now())
    answer = words(instructor.get("/teach/people", htmx=True, target="table"))
    assert "The learning platform refuses access." in answer
    assert "1 try, the last at 2 Mar, 12:00; the next at 2 Mar, 12:05 UTC." in answer
    assert "Sync now" in answer
    assert "could not be read" not in instructor.page("/teach/"), "once may be chance"
    with database.transaction() as session:
        reading = roster_sync.claim(session, clock.advance(minutes=5))
        assert reading
        roster_sync.settle_failure(session, reading, AccessRefusedError.message, clock.now())
    assert "list of members could not be read. It is tried again by itself." in instructor.page("/teach/")


def test_a_learner_is_named_a_mentor_at_once_and_not_any_more(
    instructor: Browser, arrive: Arrive, database: Database, course_id: int
) -> None:
    tom = arrive(Role.LEARNER, name="Tom Whitfield")
    assert tom.person
    address = f"/teach/people/{tom.person.viewer.enrolment_id}/mentor"
    answer = words(instructor.post(address, target="table"))
    assert "Named a mentor." in answer
    assert "Tom Whitfield Mentor" in answer
    assert tom.get("/learn/").status_code == 401, "the learner's page is over"
    answer = words(instructor.post(f"{address}/end", target="table"))
    assert "No longer a mentor." in answer
    assert "Tom Whitfield Learner" in answer


def test_an_observer_gets_in_only_while_named(instructor: Browser, listed: int, database: Database) -> None:
    number = number_of(database, listed, "Paul Diallo")
    assert "Paul Diallo Mentor" in words(instructor.post(f"/teach/people/{number}/mentor", target="table"))
    answer = words(instructor.post(f"/teach/people/{number}/mentor/end", target="table"))
    assert "Paul Diallo observes, without access" in answer
    with database.transaction(write=False) as session:
        assert not session.get_one(Enrolment, number).active


@pytest.mark.parametrize(("state", "then"), [(PairState.ACTIVE, PairState.ENDED), (PairState.ASKED, PairState.EXPIRED)])
def test_pairs_end_with_the_appointment(
    instructor: Browser, arrive: Arrive, database: Database, clock: StillClock, state: PairState, then: PairState
) -> None:
    marc, tom = arrive(Role.LEARNER, name="Marc"), arrive(Role.LEARNER, name="Tom")
    assert marc.person
    assert tom.person
    address = f"/teach/people/{marc.person.viewer.enrolment_id}/mentor"
    instructor.post(address, target="table")
    with database.transaction() as session:
        session.add(
            Pair(
                course_id=marc.person.viewer.course_id,
                learner_id=tom.person.viewer.user_id,
                mentor_id=marc.person.viewer.user_id,
                state=state,
                score=1.0,
                reasons=[],
                asked_at=clock.now(),
                waited_since=clock.now(),
            )
        )
    assert instructor.post(f"{address}/end", target="table").status_code == 200
    with database.transaction(write=False) as session:
        assert session.scalars(select(Pair.state)).one() == then


def test_a_mentor_whom_the_list_takes_out_leaves_the_pair_paused(
    instructor: Browser, arrive: Arrive, database: Database, clock: StillClock, course_id: int
) -> None:
    marc, tom = arrive(Role.MENTOR, name="Marc Delorme"), arrive(Role.LEARNER, name="Tom Whitfield")
    assert marc.person
    assert tom.person
    with database.transaction() as session:
        pair = Pair(
            course_id=course_id,
            learner_id=tom.person.viewer.user_id,
            mentor_id=marc.person.viewer.user_id,
            state=PairState.ACTIVE,
            score=1.0,
            reasons=[],
            asked_at=clock.now(),
            waited_since=clock.now(),
        )
        session.add(pair)
        session.get_one(Enrolment, marc.person.viewer.enrolment_id).active = False
        session.flush()
        absences.follow(session, clock.now())
        number = pair.id
    page = tom.page("/learn/mentor/")
    assert "Your pair is paused" in page
    assert "Since 2 March your mentor is no longer" in page
    assert "Share with my mentor" not in page
    assert "1 pair is paused" in instructor.page("/teach/")
    assert "The mentor is not in the course since 2 Mar." in instructor.page("/teach/matching/")
    stranger = arrive(Role.INSTRUCTOR, into=viewers.course(database, "Another course"))
    assert stranger.post(f"/teach/matching/pairs/{number}/another").status_code == 404
    answer = words(instructor.post(f"/teach/matching/pairs/{number}/another"))
    assert "The learner waits for another mentor" in answer
    assert "is your place" in tom.page("/learn/mentor/")
    assert instructor.post(f"/teach/matching/pairs/{number}/another").status_code == 409
    assert tom.post("/learn/mentor/another").status_code == 409


def test_a_learner_looks_for_another_mentor_in_a_pause(
    arrive: Arrive, database: Database, clock: StillClock, course_id: int
) -> None:
    marc, tom = arrive(Role.MENTOR, name="Marc Delorme"), arrive(Role.LEARNER, name="Tom Whitfield")
    assert marc.person
    assert tom.person
    with database.transaction() as session:
        session.add(
            Pair(
                course_id=course_id,
                learner_id=tom.person.viewer.user_id,
                mentor_id=marc.person.viewer.user_id,
                state=PairState.ACTIVE,
                score=1.0,
                reasons=[],
                asked_at=clock.now(),
                waited_since=clock.now(),
                paused_at=clock.now(),
            )
        )
    assert "Noted. You keep the time you waited." in words(tom.post("/learn/mentor/another"))
    assert "is your place" in tom.page("/learn/mentor/")


def test_staff_and_people_who_left_are_not_named(
    instructor: Browser, listed: int, arrive: Arrive, database: Database, clock: StillClock
) -> None:
    assert instructor.person
    refused = instructor.post(f"/teach/people/{instructor.person.viewer.enrolment_id}/mentor")
    assert refused.status_code == 409
    number = number_of(database, listed, "Amara Diallo")
    with database.transaction() as session:
        session.get_one(Enrolment, number).active = False
    assert instructor.post(f"/teach/people/{number}/mentor").status_code == 409
    assert "Amara Diallo" not in instructor.page("/teach/people")


def test_a_mentor_of_the_platform_stays_one(
    instructor: Browser, listed: int, database: Database, clock: StillClock
) -> None:
    number = number_of(database, listed, "Amara Diallo")
    instructor.post(f"/teach/people/{number}/mentor")
    with database.transaction() as session:
        roster = Roster((Member("amara", frozenset({LaunchRole.MENTOR})),), is_complete=False)
        merge(session, listed, roster, read_at=clock.now(), now=clock.now())
    answer = words(instructor.post(f"/teach/people/{number}/mentor/end", target="table"))
    assert "The platform itself says that this person is a mentor." in answer
    assert "Amara Diallo Mentor not yet by the platform" in answer
    answer = words(instructor.post(f"/teach/people/{number}/mentor/end", target="table"))
    assert "Amara Diallo Mentor" in answer


def test_another_courses_people_are_not_there(arrive: Arrive, database: Database, learner: Browser) -> None:
    stranger = arrive(Role.INSTRUCTOR, into=viewers.course(database, "Another course"))
    assert learner.person
    for end in ("", "/end"):
        address = f"/teach/people/{learner.person.viewer.enrolment_id}/mentor{end}"
        assert stranger.post(address).status_code == 404
    assert "Tom Whitfield" not in stranger.page("/teach/people")


def test_learners_without_a_name_can_be_told_apart(instructor: Browser, arrive: Arrive) -> None:
    one, two = arrive(Role.LEARNER, name=""), arrive(Role.LEARNER, name="")
    page, table = instructor.page("/teach/learners"), instructor.get("/teach/learners.csv").get_data(as_text=True)
    for browser in (one, two):
        assert browser.person
        shown = f"No name given (no. {browser.person.viewer.user_id})"
        assert shown in page
        assert shown in table
    assert parsed(instructor.get("/teach/learners")).all("nav")


@pytest.fixture
def link_id(database: Database, course_id: int, clock: StillClock) -> int:
    with database.transaction() as session:
        link = ResourceLink(course_id=course_id, link_id="7001", title="Weekly practice", created_at=clock.now())
        session.add(link)
        session.flush()
        return link.id


def chosen(database: Database, course_id: int, link_id: int) -> Policy:
    with database.transaction(write=False) as session:
        return policy_for(session, course_id, link_id)


def form(link_id: int, kind: str = "participation", target: str = "4", maximum: str = "20") -> dict[str, str]:
    return {f"kind-{link_id}": kind, f"target-{link_id}": target, f"maximum-{link_id}": maximum}


def test_an_activity_counts_as_the_course_until_it_has_a_choice_of_its_own(
    instructor: Browser, database: Database, course_id: int, link_id: int
) -> None:
    page = instructor.page("/teach/activities")
    assert "Weekly practice" in page
    assert "As in the course’s settings (Participation)" in page
    answer = instructor.post(f"/teach/activities/{link_id}", data=form(link_id, "validated_drafts", maximum="12,5"))
    assert "Saved. Scores that change by it are on their way." in words(answer)
    assert chosen(database, course_id, link_id) == Policy(GradePolicy.VALIDATED_DRAFTS, 4, 12.5)
    instructor.post(f"/teach/activities/{link_id}", data=form(link_id, "course"))
    assert chosen(database, course_id, link_id) == Policy()


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        ("target", "many", "Choose a target between 1 and 1000."),
        ("target", "1001", "Choose a target between 1 and 1000."),
        ("maximum", "nan", "Choose a number of points between 1 and 10000."),
        ("maximum", "x", "Choose a number of points between 1 and 10000."),
    ],
)
def test_a_wrong_number_is_said_beside_its_field_and_nothing_is_kept(
    instructor: Browser, database: Database, course_id: int, link_id: int, field: str, typed: str, sentence: str
) -> None:
    answer = instructor.post(f"/teach/activities/{link_id}", data=form(link_id, **{field: typed}))
    assert answer.status_code == 422
    assert sentence in words(answer)
    [input_] = [e for e in parsed(answer).all("input") if e.attributes["name"] == f"{field}-{link_id}"]
    assert (input_.attributes["value"], input_.attributes["aria-invalid"]) == (typed, "true")
    assert chosen(database, course_id, link_id) == Policy()


def test_a_choice_that_is_none_and_another_courses_activity_are_refused(
    instructor: Browser, arrive: Arrive, database: Database, link_id: int
) -> None:
    assert instructor.post(f"/teach/activities/{link_id}", data=form(link_id, "everything")).status_code == 422
    stranger = arrive(Role.INSTRUCTOR, into=viewers.course(database, "Another course"))
    assert stranger.post(f"/teach/activities/{link_id}", data=form(link_id)).status_code == 404
    assert "No activity yet" in stranger.page("/teach/activities")


def stopped(session: Session, viewer: Viewer, other_id: int, link_id: int, now: datetime) -> int:
    """One interaction that counts in an activity with a grade item, and its score stopped at a teacher's own grade."""
    platform_id = gradebook.platform(session).id
    session.get_one(Course, viewer.course_id).platform_id = platform_id
    session.get_one(User, viewer.user_id).platform_id = platform_id
    for number in (other_id, link_id):
        item = f"https://campus.example/items/{number}"
        offered = AgsEndpoint(gradebook.ALL_GRADES, "https://campus.example/items", item)
        remember_endpoints(session, viewer.course_id, number, offered, now=now)
    record_interaction(
        session,
        InteractionKind.SESSION_HELD,
        user_id=viewer.user_id,
        course_id=viewer.course_id,
        subject="meeting:1",
        now=now,
        resource_link_id=link_id,
    )
    row = session.scalars(select(ScoreRow)).one()
    row.state, row.failure, row.reason = ScoreState.DEAD, FailureCode.TEACHER_GRADE, "stopped"
    return row.line_item_id


def test_a_teachers_own_grade_is_replaced_only_when_that_is_ticked(
    instructor: Browser, learner: Browser, database: Database, clock: StillClock, link_id: int
) -> None:
    assert learner.person
    viewer, now = learner.person.viewer, clock.now()
    with database.transaction() as session:
        exam = ResourceLink(course_id=viewer.course_id, link_id="7002", title="", created_at=now)
        session.add(exam)
        session.flush()
        choose_activity_policy(session, exam.id, Policy(target=2, maximum=20), now=now)
        number = stopped(session, viewer, link_id, exam.id, now)
    assert "Send anyway" not in instructor.page("/teach/learners"), "the course's own grade item comes first"
    page = instructor.page(f"/teach/learners?item={number}")
    assert "Weekly practiceActivity without a title" in page
    assert "Send anyway" in page
    assert "1 of 2" in page
    address = f"/teach/learners/{viewer.user_id}/resend?item={number}"
    refused = instructor.post(address, target="table")
    assert refused.status_code == 422
    assert "stays until you tick" in words(refused)
    sent = instructor.post(address, data={"replace_teacher_grade": "on"}, target="table")
    assert "The score is on its way again." in words(sent)
    with database.transaction(write=False) as session:
        newest = session.scalars(select(ScoreRow).order_by(ScoreRow.id.desc()).limit(1)).one()
        assert (newest.line_item_id, newest.state, newest.overrides_teacher) == (number, ScoreState.PENDING, True)
