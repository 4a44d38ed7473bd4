"""Our tool against Open edX's LTI library: launch, keys, tokens, grades, over real HTTP between processes."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from lti_tool.clock import SystemClock
from lti_tool.gradebook import InteractionKind, record_interaction
from lti_tool.gradebook.models import CourseEndpoint, ScoreRow, ScoreState
from lti_tool.lti.claims import SCOPE_LINE_ITEM, SCOPE_RESULT_READ, SCOPE_SCORE
from lti_tool.lti.launch import AgsEndpoint
from lti_tool.lti.roles import Role as LtiRole
from lti_tool.lti.scores import LineItem, Score
from lti_tool.lti.service_errors import AccessRefusedError, GoneError, ScoreConflictError
from lti_tool.people.models import Course, Enrolment, User
from lti_tool.people.roles import Role
from tests.fakes.graded_campus import wait_until
from tests.interop.conftest import Sides


def test_a_learners_launch_is_accepted(sides: Sides) -> None:
    page = sides.launch(user="learner-1")
    assert page.status == 200, page.text
    with sides.database.transaction(write=False) as session:
        learner = session.scalars(select(User).where(User.subject == "learner-1")).one()
        enrolment = session.scalars(select(Enrolment).where(Enrolment.user_id == learner.id)).unique().one()
        assert (enrolment.role, enrolment.course.title) == (Role.LEARNER, "Transition")


def test_an_instructors_launch_is_accepted(sides: Sides) -> None:
    page = sides.launch(user="teacher-1", role="instructor", link="block-2")
    assert page.status == 200, page.text
    with sides.database.transaction(write=False) as session:
        teacher = session.scalars(select(User).where(User.subject == "teacher-1")).one()
        assert session.scalars(select(Enrolment.role).where(Enrolment.user_id == teacher.id)).one() == Role.INSTRUCTOR


def test_our_authentication_request_is_what_the_library_expects(sides: Sides) -> None:
    page = sides.sign(sides.visitor())
    assert page.status == 200
    [form] = page.forms()
    assert form.action == f"{sides.settings.public_url}/lti/launch"
    assert set(form.fields) >= {"id_token", "state"}


def test_an_answer_is_taken_once(sides: Sides) -> None:
    visitor = sides.visitor()
    [form] = sides.sign(visitor).forms()
    assert visitor.submit(form).status == 200
    assert 400 <= visitor.submit(form).status < 500


def test_an_answer_that_was_changed_is_refused(sides: Sides) -> None:
    visitor = sides.visitor()
    [form] = sides.sign(visitor).forms()
    head, payload, signature = form.fields["id_token"].split(".")
    flipped = signature[:-8] + ("A" if signature[-8] != "A" else "B") + signature[-7:]
    assert 400 <= visitor.submit(form, id_token=f"{head}.{payload}.{flipped}").status < 500


def test_an_answer_in_another_browser_lets_nobody_in(sides: Sides) -> None:
    [form] = sides.sign(sides.visitor(), user="borrowed").forms()
    sides.visitor().submit(form)
    with sides.database.transaction(write=False) as session:
        assert session.scalars(select(User).where(User.subject == "borrowed")).all() == []


def test_a_launch_brings_the_grade_services(sides: Sides) -> None:
    sides.launch()
    with sides.database.transaction(write=False) as session:
        [endpoint] = session.scalars(select(CourseEndpoint))
    assert endpoint.line_items_url == sides.openedx["line_items"]
    assert {SCOPE_LINE_ITEM, SCOPE_RESULT_READ, SCOPE_SCORE} == set(endpoint.scopes)


class TestDeepLinking:
    """The picker, answered to the library, which checks the answer and launches what was picked."""

    def test_what_was_picked_is_kept_and_opens_for_learners(self, sides: Sides) -> None:
        """Two activities at once: the library takes both, keeps their custom parameter and launches with it."""
        visitor = sides.visitor()
        [signed] = sides.sign(visitor, user="teacher-1", role="instructor", message="LtiDeepLinkingRequest").forms()
        picker = visitor.submit(signed)
        assert picker.status == 200, picker.text
        form = next(one for one in picker.forms() if one.action.endswith("/lti/choose"))
        picked = {
            "pick-0": "assistant",
            "title-0": "Ask here",
            "points-0": "20",
            "graded-0": "yes",
            "zone": "Europe/Paris",
            "due-0": (SystemClock().now() + timedelta(days=30)).strftime("%Y-%m-%dT%H:%M"),
            "pick-1": "checkin",
            "title-1": "How is it going",
        }
        sent = visitor.post(form.action, {"ticket": form.fields["ticket"], **picked})
        [answer] = sent.forms()
        assert answer.action.startswith(sides.openedx["url"])
        taken = visitor.post(f"{sides.openedx['url']}/control/deep-linking", answer.fields).json()
        first, second = taken["items"]
        assert (first["title"], first["custom"]) == ("Ask here", {"boussole_opens": "assistant"})
        assert (first["lineItem"]["scoreMaximum"], first["lineItem"]["label"]) == (20, "Ask here")
        assert second["custom"] == {"boussole_opens": "checkin"}
        for kept, heading in zip(taken["kept"], ("Ask the assistant", "How is it going?"), strict=True):
            page = sides.launch(user="learner-1", item=str(kept))
            assert page.status == 200, page.text
            assert f"<h1>{heading}</h1>" in page.text

    def test_a_learner_is_not_sent_to_choose(self, sides: Sides) -> None:
        """The library refuses before we have to."""
        page = sides.sign(sides.visitor(), message="LtiDeepLinkingRequest")
        assert page.status >= 400


def _earn(sides: Sides, number: int) -> None:
    with sides.database.transaction() as session:
        learner = session.scalars(select(User).where(User.subject == "learner-1")).one()
        record_interaction(
            session,
            InteractionKind.EXERCISE_FINISHED,
            user_id=learner.id,
            course_id=session.scalars(select(Course)).one().id,
            subject=f"exercise:{number}",
            now=SystemClock().now(),
        )


def _newest_is_sent(sides: Sides) -> bool:
    with sides.database.transaction(write=False) as session:
        newest = session.scalars(select(ScoreRow).order_by(ScoreRow.id.desc()).limit(1)).one()
        assert newest.state != ScoreState.DEAD, newest.reason
        return newest.state == ScoreState.SENT


def test_what_a_learner_did_is_in_the_librarys_gradebook(sides: Sides) -> None:
    """The worker gets a token with our signed assertion, makes the line item, posts the score, reads it back.

    The next launch then names that line item, and the score goes on growing on it.
    """
    for number, comment in (
        (1, "1 exercise finished. 1 of 10."),
        (2, "2 exercises finished. 2 of 10."),
    ):
        sides.launch(user="learner-1")
        _earn(sides, number)
        wait_until(lambda: _newest_is_sent(sides), 60)
        gradebook = sides.control("gradebook")
        ours = {key: item for key, item in gradebook["items"].items() if item["resource_id"] == "boussole-course"}
        [(key, item)] = ours.items()
        assert (item["tag"], item["maximum"]) == ("boussole", 100)
        [score] = [score for score in gradebook["scores"] if str(score["item"]) == key]
        assert (score["user"], score["grading"], score["comment"]) == ("learner-1", "FullyGraded", comment)
        assert (score["given"], score["maximum"]) == (number * 10.0, 100.0)
        with sides.database.transaction(write=False) as session:
            row = session.scalars(select(ScoreRow).order_by(ScoreRow.id.desc()).limit(1)).one()
            assert row.read_back == {"given": number * 10.0, "maximum": 100.0}


class TestServices:
    """Our client on the library's real endpoints."""

    @pytest.fixture
    def endpoint(self, sides: Sides) -> AgsEndpoint:
        scopes = frozenset({SCOPE_LINE_ITEM, SCOPE_RESULT_READ, SCOPE_SCORE})
        return AgsEndpoint(scopes=scopes, line_items=sides.openedx["spare_line_items"])

    def test_line_items_are_made_found_and_changed(self, sides: Sides, endpoint: AgsEndpoint) -> None:
        grades = sides.grades()
        wanted = LineItem("Pitch", 20, tag="pitch", resource_id="pitch-1")
        made = grades.create_line_item(sides.platform_id, endpoint, wanted)
        assert made.id is not None
        [found] = grades.line_items(sides.platform_id, endpoint, resource_id="pitch-1")
        assert (found.id, found.label, found.maximum) == (made.id, "Pitch", 20)
        changed = LineItem("Pitch, second round", 40, id=made.id, tag="pitch", resource_id="pitch-1")
        grades.update_line_item(sides.platform_id, changed)
        assert grades.line_item(sides.platform_id, made.id).label == "Pitch, second round"

    def test_an_item_that_is_not_there_is_gone(self, sides: Sides, endpoint: AgsEndpoint) -> None:
        with pytest.raises(GoneError):
            sides.grades().line_item(sides.platform_id, f"{endpoint.line_items}/4711")

    def test_deleting_is_refused(self, sides: Sides, endpoint: AgsEndpoint) -> None:
        """11.4.4 grants the scope and refuses every DELETE of a line item with 403."""
        grades = sides.grades()
        made = grades.create_line_item(sides.platform_id, endpoint, LineItem("Kept", 20, resource_id="kept-1"))
        assert made.id is not None
        with pytest.raises(AccessRefusedError):
            grades.delete_line_item(sides.platform_id, made.id)

    def test_a_score_is_posted_and_read_back_and_an_older_one_is_a_conflict(
        self, sides: Sides, endpoint: AgsEndpoint
    ) -> None:
        grades, now = sides.grades(), SystemClock().now()
        item = grades.create_line_item(
            sides.platform_id, endpoint, LineItem("Score", 10, tag="score", resource_id="score-1")
        )
        assert item.id is not None
        grades.send_score(sides.platform_id, item.id, Score("learner-1", now, 7.5, 10, comment="Three steps."))
        [result] = grades.results(sides.platform_id, item.id, user_id="learner-1")
        assert (result.score, result.maximum, result.comment) == (7.5, 10, "Three steps.")
        for moment in (now, now - timedelta(seconds=5)):
            with pytest.raises(ScoreConflictError):
                grades.send_score(sides.platform_id, item.id, Score("learner-1", moment, 1, 10))
        grades.send_score(sides.platform_id, item.id, Score("learner-1", now + timedelta(seconds=1), 8, 10))
        [result] = grades.results(sides.platform_id, item.id, user_id="learner-1")
        assert result.score == 8


def test_the_roster_is_read_page_by_page(sides: Sides) -> None:
    roster = sides.toolkit().roster.members(sides.platform_id, sides.openedx["roster"])
    assert roster.is_complete
    assert len(roster.members) == 131
    by_subject = {member.subject: member for member in roster.members}
    assert LtiRole.LEARNER in by_subject["learner-1"].roles
    assert LtiRole.INSTRUCTOR in by_subject["teacher-1"].roles
    assert by_subject["learner-1"].name is None
