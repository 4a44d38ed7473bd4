"""What a mentor hears of how it is going: what the learner shares, plain facts, and nothing after a no."""

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from lti_tool.errors import ConflictError
from lti_tool.gradebook.interactions import record_interaction
from lti_tool.gradebook.models import InteractionKind
from lti_tool.mentoring import alerts, goal_scaling, notebook, sharing
from lti_tool.mentoring.briefs import brief
from lti_tool.mentoring.meeting_models import AlertReason, AlertState
from lti_tool.mentoring.models import Pair
from lti_tool.mentoring.signal_shares import CHECK_IN, DELIVERY, MOOD, share, standing_source, withdraw_consent
from lti_tool.people.consents import Purpose
from lti_tool.signals import takes
from tests.factories import mentoring, people, signals
from tests.factories.mentoring import ASKED

DAY, WEEK = timedelta(days=1), timedelta(weeks=1)
LEVELS = dict.fromkeys(goal_scaling.LEVELS, "as it is")


@pytest.fixture
def pair(session: Session) -> Pair:
    course = people.course(session)
    return mentoring.active(session, mentoring.waiting(session, course), mentoring.mentor(session, course))


def seen(session: Session, pair: Pair, now=ASKED) -> list[AlertReason]:
    return [one.reason for one in alerts.alerts_for_mentor(session, pair.course_id, pair.mentor_id, now)]


def learners_share(session: Session, pair: Pair, kind: str, source: str, text: str = "how it is going"):
    return share(session, pair.learner_id, pair.course_id, kind, text, ASKED, source=source)


class TestSharing:
    def test_the_mentor_is_told_at_once_and_reads_exactly_that(self, session: Session, pair: Pair) -> None:
        learners_share(session, pair, CHECK_IN, "check-in:1", "energy 2 of 5")
        assert seen(session, pair) == [AlertReason.SHARED]
        assert [one.text for one in brief(session, pair, ASKED).new] == ["energy 2 of 5"]

    def test_a_second_share_takes_the_place_of_the_first(self, session: Session, pair: Pair) -> None:
        learners_share(session, pair, CHECK_IN, "check-in:1", "first")
        learners_share(session, pair, CHECK_IN, "check-in:1", "second")
        assert [one.text for one in sharing.shared(session, pair.id)] == ["second"]
        assert [one.text for one in sharing.everything_shared(session, pair.learner_id, pair.course_id)] == [
            "second",
            "",
        ]

    def test_nothing_is_heard_of_what_was_taken_back(self, session: Session, pair: Pair) -> None:
        item = learners_share(session, pair, CHECK_IN, "check-in:1")
        sharing.withdraw(session, item.id, pair.learner_id, ASKED)
        assert seen(session, pair) == []
        assert alerts.alerts_for_learner(session, pair.id) == []
        learners_share(session, pair, CHECK_IN, "check-in:2")
        assert seen(session, pair) == [AlertReason.SHARED]

    def test_without_a_mentor_there_is_nobody_to_share_with(self, session: Session) -> None:
        alone = people.learner(session)
        with pytest.raises(ConflictError):
            share(session, alone.user_id, alone.course_id, CHECK_IN, "x", ASKED, source="check-in:1")


class TestTheEndOfAConsent:
    def test_reaches_the_mentors_page_and_leaves_what_rests_on_none(self, session: Session, pair: Pair) -> None:
        for kind in (CHECK_IN, MOOD, DELIVERY):
            learners_share(session, pair, kind, kind, f"about {kind}")
        withdraw_consent(session, pair.learner_id, pair.course_id, Purpose.MOOD, ASKED)
        assert [one.text for one in sharing.shared(session, pair.id)] == ["about delivery", "about checkin"]
        assert standing_source(session, pair.learner_id, MOOD) is None
        facts = brief(session, pair, ASKED)
        assert "about mood" not in {one.text for one in (*facts.new, *facts.to_talk, *facts.earlier)}

    def test_of_the_voice_takes_every_take_along(self, session: Session, pair: Pair) -> None:
        person = pair.learner_id, pair.course_id
        takes.note(session, *person, signals.delivery(), ASKED).kept_at = ASKED
        takes.note(session, people.learner(session).user_id, pair.course_id, signals.delivery(), ASKED)
        learners_share(session, pair, DELIVERY, "take:1")
        withdraw_consent(session, *person, Purpose.VOICE, ASKED)
        assert takes.takes_of(session, *person, ASKED) == []
        assert sharing.shared(session, pair.id) == []
        assert seen(session, pair) == []
        assert session.query(takes.DeliveryTake).count() == 1


class TestAGoalThatStandsStill:
    @pytest.fixture
    def goal(self, session: Session, pair: Pair):
        mentoring.held(session, pair, ASKED + 3 * WEEK)  # no silence
        return goal_scaling.write_goal(session, pair.learner_id, pair.course_id, "A network", LEVELS, -1, ASKED)

    def watched(self, session: Session, pair: Pair, now) -> list[AlertReason]:
        alerts.watch(session, now)
        return [one.reason for one in alerts.alerts_for_learner(session, pair.id)]

    def test_is_said_after_four_weeks_to_the_learner_first(self, session: Session, pair: Pair, goal) -> None:
        now = ASKED + 8 * WEEK
        mentoring.confirmed(session, pair, now + DAY, ASKED)
        assert self.watched(session, pair, ASKED + 3 * WEEK + 6 * DAY) == []
        assert self.watched(session, pair, now) == [AlertReason.STALLED]
        assert seen(session, pair, now) == []
        assert seen(session, pair, now + DAY) == [AlertReason.STALLED]

    @pytest.mark.parametrize("what", ["lesson", "action", "goal"])
    def test_is_no_standstill_where_something_was_finished(self, session: Session, pair: Pair, goal, what: str) -> None:
        now = ASKED + 8 * WEEK
        mentoring.confirmed(session, pair, now + DAY, ASKED)
        if what == "lesson":
            person = {"user_id": pair.learner_id, "course_id": pair.course_id}
            record_interaction(session, InteractionKind.RESOURCE_DONE, subject="resource:1", now=now - DAY, **person)
        elif what == "action":
            notebook.add_action(session, pair, pair.learner_id, "Call Sam", "", ASKED)
            [made] = notebook.actions_of(session, pair.id)
            notebook.mark_action(session, pair, made.id, done=True, now=now - DAY)
        else:
            goal_scaling.score_goal(session, goal.id, pair.learner_id, pair.course_id, 0, now)
        assert self.watched(session, pair, now) == []

    def test_once_closed_it_rests_for_four_weeks(self, session: Session, pair: Pair, goal) -> None:
        now = ASKED + 8 * WEEK
        mentoring.confirmed(session, pair, ASKED + 14 * WEEK, ASKED)
        assert self.watched(session, pair, now) == [AlertReason.STALLED]
        [alert] = alerts.alerts_for_learner(session, pair.id)
        alerts.settle(session, alert.id, pair.learner_id, now)
        assert alert.state == AlertState.DONE
        assert self.watched(session, pair, now + 3 * WEEK) == []
        assert self.watched(session, pair, now + 4 * WEEK) == [AlertReason.STALLED]


def test_a_mentor_hears_of_two_people_a_week_and_of_whoever_asks(session: Session) -> None:
    course = people.course(session)
    mentor = mentoring.mentor(session, course, capacity=5)
    made = [mentoring.active(session, mentoring.waiting(session, course), mentor) for _ in range(4)]
    now = ASKED + 3 * WEEK
    assert alerts.watch(session, now) == 2
    assert alerts.open_alert(session, made[3], AlertReason.ASKED, now)
    assert alerts.watch(session, now + 6 * DAY) == 0
    assert alerts.watch(session, now + WEEK) == 2, "those who were held back come in the next week"
