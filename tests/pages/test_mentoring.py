"""From "I would like a mentor" to the closing words, through the pages of all three."""

import re
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from lti_tool.db import Database
from lti_tool.gradebook.models import Interaction
from lti_tool.mentoring.meeting_models import Meeting
from lti_tool.mentoring.models import MatchingRound, Pair, View
from lti_tool.people.roles import Role
from tests.factories import mentoring, viewers
from tests.fakes.clock import StillClock
from tests.pages.conftest import Arrive, Browser, words

PROFILE = {
    "goals": "write a CV",
    "values": "calm",
    "languages": ["fr", "en"],
    "slots": ["thu-eve", "mon-am"],
    "zone": "Europe/Paris",
}

LEARNERS = "/learn/mentor/profile"


@pytest.fixture
def waits(learner: Browser) -> Browser:
    assert learner.post("/learn/mentor/profile", data=PROFILE).status_code == 200
    assert "You are on the list" in words(learner.post(f"{LEARNERS}/wish", data={"wanted": "yes"}))
    return learner


@pytest.fixture
def offers(mentor: Browser) -> Browser:
    assert mentor.post("/mentor/profile", data={**PROFILE, "capacity": "2"}).status_code == 200
    assert "You take new people" in words(mentor.post("/mentor/profile/wish", data={"wanted": "yes"}))
    return mentor


@pytest.fixture
def asked(waits: Browser, offers: Browser, instructor: Browser, database: Database) -> int:
    """A pair that an instructor has approved; its number."""
    page = instructor.get("/teach/matching/").get_data(as_text=True)
    [learner_id] = re.findall(r'name="pair-(\d+)"', page)
    [mentor_id] = re.findall(r'<option value="(\d+)" selected', page)
    form = {f"pair-{learner_id}": "on", f"mentor-{learner_id}": mentor_id, "goals": "40"}
    assert "1 pair is asked" in words(instructor.post("/teach/matching/", data=form))
    with database.transaction(write=False) as session:
        return session.scalars(select(Pair)).one().id


@pytest.fixture
def together(asked: int, waits: Browser, offers: Browser) -> int:
    """The same pair once both have said yes."""
    assert "Your yes is noted." in words(offers.post(f"/mentor/pairs/{asked}/answer", data={"answer": "yes"}))
    assert "Marc Delorme" in words(waits.post("/learn/mentor/answer", data={"answer": "yes"}))
    return asked


def confirmed(waits: Browser, offers: Browser, pair: int, database: Database) -> str:
    offers.post(f"/together/{pair}/sessions", data={"time1": "2026-03-06T18:30", "minutes": "45", "place": "Room 2"})
    with database.transaction(write=False) as session:
        meeting = session.scalars(select(Meeting)).one()
    waits.post(f"/together/sessions/{meeting.public_id}/confirm", data={"time": meeting.times[0]})
    return meeting.public_id


class TestTheWayToAMentor:
    def test_a_newcomer_is_asked_and_then_on_the_list(self, learner: Browser) -> None:
        assert "Would you like a mentor?" in learner.page("/learn/mentor/")
        asked = learner.page("/learn/mentor/profile")
        assert "never your name, age, gender or origin" in asked
        assert "Nobody else reads this page." in asked
        assert asked.count("Two people need") + asked.count("Why we ask") == 4
        assert "You are not on the list" in words(learner.post(LEARNERS, data=PROFILE)), "saving asks for nobody"
        page = words(learner.post(f"{LEARNERS}/wish", data={"wanted": "yes"}))
        assert "You are on the list, and 1 is your place." in page
        assert "1 is your place" in learner.page("/learn/mentor/")

    def test_a_wrong_answer_keeps_what_was_typed(self, learner: Browser, mentor: Browser) -> None:
        response = learner.post("/learn/mentor/profile", data={**PROFILE, "zone": "Mars/Base"})
        assert response.status_code == 422
        assert 'value="Mars/Base"' in response.get_data(as_text=True)
        assert mentor.post("/mentor/profile", data={**PROFILE, "capacity": "many"}).status_code == 422
        assert mentor.get("/mentor/profile").status_code == 200

    def test_a_mentor_who_said_nothing_is_told_so(self, mentor: Browser) -> None:
        page = mentor.page("/mentor/")
        assert "before that nobody is proposed to you" in page
        assert "Nobody has been proposed to you yet." in page

    def test_the_preview_follows_the_weights(self, waits: Browser, offers: Browser, instructor: Browser) -> None:
        response = instructor.get("/teach/matching/?profession=0&values=0&goals=100", htmx=True, target="proposals")
        text = response.get_data(as_text=True)
        assert "Goals: write a CV. 1 of 1 answered, weight 100 %." in words(response)
        assert "<h1" not in text
        assert "Give weights from 0 to 100" in words(instructor.get("/teach/matching/?profession=-1&goals=x"))

    def test_nobody_to_match_says_what_will_be_here(self, instructor: Browser) -> None:
        assert "Nobody has said anything yet" in instructor.page("/teach/matching/")

    def test_who_waits_is_told_why_to_the_instructor(self, waits: Browser, instructor: Browser) -> None:
        page = instructor.page("/teach/matching/")
        assert "Tom Whitfield: There are no mentors to choose from." in page

    def test_both_see_the_reasons_and_may_decline(self, asked: int, waits: Browser, offers: Browser) -> None:
        assert "Goals: write a CV" in waits.page("/learn/mentor/")
        for page in (waits.page("/learn/mentor/"), offers.page("/mentor/")):
            assert "They share a language: English, French." in page
            assert "They share a time: Monday morning, Thursday evening." in page
        assert "7 days left" in offers.page("/mentor/")
        assert "Nobody is told why." in words(offers.post(f"/mentor/pairs/{asked}/answer", data={"answer": "no"}))
        assert "You are on the list" in waits.page("/learn/mentor/")

    def test_who_asks_for_a_mentor_is_offered_a_free_place_at_once(self, asked: int, arrive: Arrive) -> None:
        newcomer = arrive(Role.LEARNER, name="Aïcha")
        newcomer.post(LEARNERS, data=PROFILE)
        assert "A mentor for you" not in newcomer.page("/learn/mentor/"), "an answer asks nobody"
        newcomer.post(f"{LEARNERS}/wish", data={"wanted": "yes"})
        assert "A mentor for you" in newcomer.page("/learn/mentor/")

    def test_a_learner_who_said_yes_waits_for_the_mentor(self, asked: int, waits: Browser, offers: Browser) -> None:
        assert "You said yes" in words(waits.post("/learn/mentor/answer", data={"answer": "yes"}))
        offers.post(f"/mentor/pairs/{asked}/answer", data={"answer": "yes"})
        assert "Tom Whitfield" in offers.page("/mentor/")

    def test_the_instructor_sees_where_pairs_stand(self, asked: int, instructor: Browser) -> None:
        assert "asked, 7 days left" in instructor.page("/teach/matching/")

    def test_an_approval_without_a_tick_asks_nobody(
        self, waits: Browser, offers: Browser, instructor: Browser, database: Database
    ) -> None:
        response = instructor.post("/teach/matching/", data={"goals": "1"})
        assert response.status_code == 422
        assert "Tick at least one pair first." in words(response)
        with database.transaction(write=False) as session:
            assert session.scalars(select(MatchingRound)).all() == []

    def test_a_forged_choice_is_refused(self, waits: Browser, instructor: Browser) -> None:
        assert instructor.post("/teach/matching/", data={"pair-x": "on", "goals": "1"}).status_code == 422
        assert instructor.post(
            "/teach/matching/", data={"pair-1": "on", "mentor-1": "99", "goals": "1"}
        ).status_code in {409, 422}


class TestTogether:
    def test_a_session_from_proposal_to_the_grade(
        self, together: int, waits: Browser, offers: Browser, database: Database, clock: StillClock
    ) -> None:
        public_id = confirmed(waits, offers, together, database)
        assert "Friday 6 March, 18:30" in waits.page("/learn/mentor/")
        calendar = waits.get(f"/together/sessions/{public_id}.ics")
        assert calendar.mimetype == "text/calendar"
        assert b"DTSTART:20260306T173000Z" in calendar.data
        clock.advance(days=5)
        held = viewers_renewed(offers, database, clock)
        page = words(
            held.post(
                f"/together/sessions/{public_id}/close",
                data={"held": "yes", "recap": "We chose a goal.", "preparation_minutes": "10"},
            )
        )
        assert "Noted." in page
        assert "We chose a goal." in page
        with database.transaction(write=False) as session:
            assert [row.kind for row in session.scalars(select(Interaction))] == ["session_held"]

    def test_times_that_cannot_be_are_said_beside_the_field(self, together: int, offers: Browser) -> None:
        response = offers.post(f"/together/{together}/sessions", data={"time1": "2026-03-29T02:30", "minutes": "45"})
        assert response.status_code == 422
        assert "clocks go forward" in words(response)
        assert "2026-03-29T02:30" in response.get_data(as_text=True)

    def test_none_of_the_times_suits(self, together: int, waits: Browser, offers: Browser, database: Database) -> None:
        offers.post(f"/together/{together}/sessions", data={"time1": "2026-03-06T18:30", "minutes": "45"})
        assert "Marc Delorme proposes:" in waits.page("/learn/mentor/")
        with database.transaction(write=False) as session:
            public_id = session.scalars(select(Meeting)).one().public_id
        assert waits.get(f"/together/sessions/{public_id}.ics").status_code == 404
        assert "Called off." in words(waits.post(f"/together/sessions/{public_id}/cancel"))

    def test_what_is_shared_reaches_the_desk_and_can_be_taken_back(
        self, together: int, waits: Browser, offers: Browser
    ) -> None:
        response = waits.post(
            "/learn/mentor/shares", data={"text": "My interview <b>friday</b>", "kind": "talk", "for_session": "on"}
        )
        [share] = re.findall(r'id="share-(\d+)"', response.get_data(as_text=True))
        assert "1 new thing shared" in offers.page("/mentor/")
        page = offers.page(f"/mentor/people/{together}")
        assert "You wanted to talk about “My interview <b>friday</b>”" in page
        assert "1 new thing shared" not in offers.page("/mentor/")
        assert "Marc Delorme" in waits.page("/learn/who-sees/")
        assert "Taken back." in words(waits.post(f"/learn/mentor/shares/{share}/withdraw"))
        assert "My interview" not in offers.page(f"/mentor/people/{together}")
        assert waits.post("/learn/mentor/shares", data={"text": " "}).status_code == 422

    def test_notes_say_who_reads_them(self, together: int, waits: Browser, offers: Browser) -> None:
        offers.post(f"/together/{together}/notes", data={"note": "thinks fast", "readers": "me"})
        response = offers.post(f"/together/{together}/notes", data={"note": "well begun", "readers": "both"})
        assert "read by you alone" in words(response)
        page = waits.page("/learn/mentor/")
        assert "well begun" in page
        assert "thinks fast" not in page
        for note in re.findall(r'id="note-(\d+)"', response.get_data(as_text=True)):
            assert waits.post(f"/together/{together}/notes/{note}/delete").status_code == 404
            assert offers.post(f"/together/{together}/notes/{note}/delete").status_code == 200
        assert offers.post(f"/together/{together}/notes", data={"note": ""}).status_code == 422

    def test_actions(self, together: int, waits: Browser, offers: Browser) -> None:
        response = waits.post(
            f"/together/{together}/actions", data={"action": "Call the school", "owner": "me", "due_on": "2026-03-01"}
        )
        [action] = re.findall(r'id="action-(\d+)"', response.get_data(as_text=True))
        assert "overdue" in offers.page(f"/mentor/people/{together}")
        done = waits.post(f"/together/{together}/actions/{action}", data={"done": "yes"})
        assert "Open again" in words(done)
        assert waits.post(f"/together/{together}/actions", data={"action": "x", "due_on": "soon"}).status_code == 422
        assert "until" in words(
            waits.post(
                f"/together/{together}/actions", data={"action": "Read", "owner": "other", "due_on": "2026-04-01"}
            )
        )

    def test_more_time_reaches_the_mentor_who_answers(self, together: int, waits: Browser, offers: Browser) -> None:
        assert "You asked for more time together." in words(waits.post("/learn/mentor/more-time"))
        response = offers.get("/mentor/")
        assert "The learner asked for more time together." in words(response)
        [alert] = re.findall(r'id="alert-(\d+)"', response.get_data(as_text=True))
        assert "It comes back in a week." in words(offers.post(f"/mentor/alerts/{alert}", data={"what": "snooze"}))
        assert "Closed." in words(offers.post(f"/mentor/alerts/{alert}", data={"what": "useful"}))
        waits.post("/learn/mentor/more-time")
        [again] = re.findall(r'id="alert-(\d+)"', waits.get("/learn/mentor/").get_data(as_text=True))[:1]
        assert "Closed." in words(waits.post(f"/learn/mentor/alerts/{again}/close"))

    def test_the_end_and_its_words(self, together: int, waits: Browser, offers: Browser) -> None:
        waits.post("/learn/mentor/shares", data={"text": "still private?", "kind": "note"})
        assert "You came to an end" in words(waits.post("/learn/mentor/end", data={"words": "Thank you."}))
        page = words(offers.post(f"/mentor/people/{together}/end", data={"words": "I learned too."}))
        assert "Thank you." in page
        assert "still private?" not in page
        assert "I learned too." in waits.page("/learn/mentor/")
        assert waits.post(f"/together/{together}/notes", data={"note": "x"}).status_code == 409
        assert waits.post("/learn/mentor/end", data={"words": "x" * 2001}).status_code == 422
        assert offers.post(f"/mentor/people/{together}/end", data={"words": "x" * 2001}).status_code == 422

    def test_without_a_mentor_there_is_nobody_to_share_with(self, learner: Browser) -> None:
        assert learner.post("/learn/mentor/shares", data={"text": "x"}).status_code == 409
        assert learner.post("/learn/mentor/end").status_code == 409
        assert "Nobody has looked yet" in learner.page("/learn/who-sees/")


def viewers_renewed(browser: Browser, database: Database, clock: StillClock) -> Browser:
    """Let the same person in again after days."""
    assert browser.person is not None
    with database.transaction() as session:
        enrolment = session.get_one(mentoring.Enrolment, browser.person.viewer.enrolment_id)
        return Browser(browser.client, viewers.opened(session, enrolment, clock.now()))


class TestStrangers:
    def test_another_mentors_person_does_not_exist_and_the_log_alone_has_the_try(
        self, together: int, arrive: Arrive, database: Database, capsys: pytest.CaptureFixture[str]
    ) -> None:
        stranger = arrive(Role.MENTOR, name="Lena Roth")
        capsys.readouterr()
        assert stranger.get(f"/mentor/people/{together}").status_code == 404
        assert "pair refused" in (logged := capsys.readouterr().err)
        assert "Tom" not in logged
        assert stranger.get(f"/mentor/people/{together}/path").status_code == 404
        assert stranger.post(f"/mentor/people/{together}/end").status_code == 404
        assert stranger.post(f"/mentor/pairs/{together}/answer", data={"answer": "no"}).status_code == 404
        for what in ("notes", "actions", "sessions"):
            assert stranger.post(f"/together/{together}/{what}", data={"note": "x", "action": "x"}).status_code == 404
        assert capsys.readouterr().err.count("pair refused") == 6
        with database.transaction(write=False) as session:
            assert session.scalars(select(View)).all() == []

    def test_the_same_people_in_another_course_see_nothing(
        self, app: Flask, together: int, offers: Browser, database: Database, clock: StillClock
    ) -> None:
        elsewhere = viewers.course(database, "Another course")
        with database.transaction() as session:
            pair = session.get_one(Pair, together)
            enrolment = mentoring.people.enrolment(
                session, of=pair.mentor, into=session.get_one(mentoring.people.Course, elsewhere), role=Role.MENTOR
            )
            there = Browser(app.test_client(), viewers.opened(session, enrolment, clock.now()))  # type: ignore[arg-type]
        assert there.get(f"/mentor/people/{together}").status_code == 404
        assert there.post(f"/together/{together}/notes", data={"note": "x"}).status_code == 404
        assert there.post(f"/mentor/pairs/{together}/answer", data={"answer": "no"}).status_code == 404
        assert "Tom Whitfield" not in there.page("/mentor/")


def test_everything_is_french_too(arrive: Arrive, database: Database, clock: StillClock, course_id: int) -> None:
    ines, marc = arrive(Role.LEARNER, locale="fr"), arrive(Role.MENTOR, locale="fr", name="Marc")
    claire = arrive(Role.INSTRUCTOR, locale="fr")
    assert "Souhaitez-vous un mentor" in ines.page("/learn/mentor/")
    assert "Mon fuseau horaire" in ines.page("/learn/mentor/profile")
    with database.transaction() as session:
        for browser, role in ((ines, Role.LEARNER), (marc, Role.MENTOR)):
            assert browser.person is not None
            enrolment = session.get_one(mentoring.Enrolment, browser.person.viewer.enrolment_id)
            mentoring.say(session, enrolment, goals="cv", now=clock.now())
            assert enrolment.role == role
    assert "Objectifs : cv" in claire.page("/teach/matching/")
    with database.transaction() as session:
        pair = mentoring.active(
            session,
            session.get_one(mentoring.Enrolment, ines.person.viewer.enrolment_id),  # type: ignore[union-attr]
            session.get_one(mentoring.Enrolment, marc.person.viewer.enrolment_id),  # type: ignore[union-attr]
            clock.now() - timedelta(days=1),
        )
        number = pair.id
    assert "Prochaine séance" in ines.page("/learn/mentor/")
    assert "Avant la rencontre" in marc.page(f"/mentor/people/{number}")
    assert "Mes personnes" in marc.page("/mentor/")


def test_pages_work_without_htmx(together: int, waits: Browser) -> None:
    response = waits.post("/learn/mentor/shares", htmx=False, data={"text": "plain", "kind": "note"})
    assert response.status_code == 200
    assert response.get_data(as_text=True).lstrip().startswith("<!doctype html>")


GOAL = {"goal": "Find work", "start": "-1", **{f"level{level}": f"outcome {level}" for level in range(-2, 3)}}


class TestGoalsAndFigures:
    def test_a_goal_from_writing_to_scoring(self, learner: Browser) -> None:
        assert "A new goal" in learner.page("/learn/goals/")
        response = learner.post("/learn/goals/", data=GOAL)
        [goal] = re.findall(r'id="goal-(\d+)"', response.get_data(as_text=True))
        assert "where I began" in words(response)
        assert "where I came" in words(learner.post(f"/learn/goals/{goal}/score", data={"reached": "1"}))
        assert learner.post(f"/learn/goals/{goal}/score", data={"reached": "1"}).status_code == 409

    def test_words_of_danger_in_a_goal_bring_the_help_lines(self, learner: Browser) -> None:
        response = learner.post("/learn/goals/", data={**GOAL, "level-2": "I want to die"})
        assert "tel:3114" in response.get_data(as_text=True)

    def test_a_level_without_words_is_named(self, learner: Browser) -> None:
        response = learner.post("/learn/goals/", data={**GOAL, "level2": "", "start": "x"})
        assert response.status_code == 422
        assert "outcome -2" in response.get_data(as_text=True)

    def test_figures_say_when_there_is_nothing(self, learner: Browser, instructor: Browser) -> None:
        page = instructor.page("/teach/outcomes/")
        assert "too few people to show" in page
        assert "nothing to count yet" in page
        table = instructor.get("/teach/outcomes/outcomes.csv")
        assert table.mimetype == "text/csv"
        assert b"Engaged learners" in table.data

    def test_figures_of_many(self, instructor: Browser, database: Database, clock: StillClock, course_id: int) -> None:
        with database.transaction() as session:
            course = session.get_one(mentoring.people.Course, course_id)
            for _ in range(10):
                pair = mentoring.active(session, mentoring.waiting(session, course), mentoring.mentor(session, course))
                mentoring.held(session, pair, clock.now() - timedelta(hours=2))
        page = instructor.page("/teach/outcomes/")
        assert "Learners with a mentor 100%" in page
        assert "10 people" in page
        shown = instructor.get("/teach/outcomes/").get_data(as_text=True)
        assert 'id="weeks-met-title">Learners who met their mentor<' in shown  # the picture, beside the table
        assert 'id="weeks-asked-title"' not in shown


class TestTraining:
    def test_a_lesson_from_reading_to_the_next(self, mentor: Browser) -> None:
        assert "0 of 8 lessons done" in mentor.page("/mentor/training/")
        assert "A scene" in mentor.page("/mentor/training/role")
        assert "Choose one of the answers." in words(mentor.post("/mentor/training/role"))
        assert "Another answer helps more." in words(mentor.post("/mentor/training/role", data={"option": "0"}))
        assert "Next lesson: How the page" in words(mentor.post("/mentor/training/role", data={"option": "1"}))
        assert "1 of 8 lessons done" in mentor.page("/mentor/training/")
        assert mentor.get("/mentor/training/nothing").status_code == 404

    def test_the_last_lesson_leads_back_to_the_list(self, arrive: Arrive) -> None:
        mentor = arrive(Role.MENTOR, locale="fr")
        assert "Toutes les leçons" in words(mentor.post("/mentor/training/ending", data={"option": "2"}))


class TestFairness:
    def test_a_gap_in_waiting_is_named_and_nothing_is_kept(
        self, instructor: Browser, database: Database, clock: StillClock, course_id: int
    ) -> None:
        lines = []
        with database.transaction() as session:
            course = session.get_one(mentoring.people.Course, course_id)
            mentor = mentoring.mentor(session, course, capacity=50)
            for number in range(40):
                waits = mentoring.waiting(session, course, email=f"p{number}@example.org")
                lines.append(f"P{number}@example.org; {'evening' if number % 2 else 'day'}")
                if number % 2:
                    mentoring.active(session, waits, mentor, clock.now() + timedelta(days=3 + number % 3))
                elif number % 4:
                    mentoring.asked(session, waits, mentor)
        page = words(
            instructor.post("/teach/fairness/", data={"groups": "\n".join([*lines, "nobody@example.org; day"])})
        )
        assert "A gap was found." in page
        assert "evening: +100.0 points in the share of people matched" in page
        assert "1 line names nobody of this course." in page
        assert "p1@example.org" not in page

    def test_what_cannot_be_compared_is_said(self, instructor: Browser, learner: Browser) -> None:
        assert "not kept" in instructor.page("/teach/fairness/")
        assert instructor.post("/teach/fairness/", data={"groups": "x;y"}).status_code == 422
        assert instructor.post("/teach/fairness/", data={"groups": "x;y\n" * 20_001}).status_code == 422
        assert learner.person is not None
        few = f"{learner.person.viewer.user_id}\tday"
        page = words(instructor.post("/teach/fairness/", data={"groups": few}))
        assert "Cannot tell" in page
        assert "1 group is too small to be shown." in page
