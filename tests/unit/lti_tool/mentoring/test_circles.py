"""Peer pairs, groups with a mentor, and "not this person", which nobody else can read out of anything."""

from datetime import timedelta
from itertools import combinations

import pytest
from sqlalchemy.orm import Session

from lti_tool.errors import ConflictError, InvalidInputError, NotFoundError
from lti_tool.mentoring import circles, exclusions, feeds, offers, pairs, waiting
from lti_tool.mentoring.circle_models import Circle, CircleKind
from lti_tool.mentoring.matching.circles import can_meet, propose_group, propose_peers
from lti_tool.mentoring.matching.profiles import Profile, profile_of
from lti_tool.mentoring.matching.proposing import propose
from lti_tool.mentoring.matching.weights import Weights
from lti_tool.mentoring.models import PairState
from lti_tool.mentoring.pool import pool_of
from lti_tool.people.models import Enrolment
from lti_tool.privacy.rights import erase, export
from tests.factories import mentoring, people
from tests.factories.mentoring import ASKED

DAY = timedelta(days=1)


@pytest.fixture
def course(session: Session) -> people.Course:
    return people.course(session)


def person(name: str, **values: object) -> Profile:
    return profile_of({"id": name, **values}, "learner")


class TestProposals:
    def test_peers_are_those_who_look_for_the_same(self) -> None:
        found = propose_peers(
            [person("a", goals="cv"), person("b", goals="pitch"), person("c", goals="cv"), person("d", goals="pitch")],
            Weights(),
        )
        assert [(one.id, other.id) for one, other, _ in found] == [("a", "c"), ("b", "d")]

    def test_nobody_is_left_over_who_could_be_paired_by_parting_others(self) -> None:
        """Best first alone would take b with c and leave a and d, who speak no language in common, alone."""
        found = propose_peers(
            [
                person("a", goals="cv", languages=["fr"]),
                person("b", goals="pitch", languages=["fr", "en"]),
                person("c", goals="pitch", languages=["fr", "en"]),
                person("d", goals="cv", languages=["en"]),
            ],
            Weights(),
        )
        assert {one for pair in found for one in (pair[0].id, pair[1].id)} == {"a", "b", "c", "d"}

    def test_exchanging_partners_is_no_worse_than_trying_everything(self) -> None:
        goals = ["cv", "cv, pitch", "pitch", "network, cv", "network", "pitch, network"]
        learners = [person(str(number), goals=words) for number, words in enumerate(goals)]
        found = sum(alike for _, _, alike in propose_peers(learners, Weights()))

        def best(left: tuple[Profile, ...]) -> float:
            if not left:
                return 0.0
            return max(
                propose_peers([left[0], other], Weights())[0][2]
                + best(tuple(one for one in left[1:] if one is not other))
                for other in left[1:]
            )

        assert found == pytest.approx(best(tuple(learners)))

    def test_a_group_has_one_time_that_all_share(self) -> None:
        one, two, three = (
            person("a", slots=["mon-am", "tue-am"]),
            person("b", slots=["tue-am", "wed-am"]),
            person("c", slots=["wed-am", "mon-am"]),
        )
        assert all(can_meet(pair) for pair in combinations((one, two, three), 2))
        assert not can_meet([one, two, three])
        mentor = profile_of({"id": "m", "slots": ["mon-am", "tue-am", "wed-am"]}, "mentor")
        assert len(propose_group(mentor, [one, two, three], 3, Weights())) == 2

    def test_exclusions_and_pauses_hold(self) -> None:
        assert not can_meet([person("a", exclude=["b"]), person("b")])
        assert not can_meet([person("a"), person("b", paused=True)])
        assert (
            propose_group(profile_of({"id": "m", "exclude": "a"}, "mentor"), [person("a"), person("b")], 4, Weights())
            == []
        )


class TestCircles:
    @pytest.fixture
    def learners(self, session: Session, course: people.Course) -> list[Enrolment]:
        return [mentoring.waiting(session, course, name=f"Learner {number}") for number in range(3)]

    def test_peers_say_yes_meet_and_write_and_keep_waiting_for_a_mentor(
        self, session: Session, course: people.Course, learners: list[Enrolment]
    ) -> None:
        one, other, third = (learner.user_id for learner in learners)
        made = circles.make(session, course.id, [one, other], None, None, ASKED)
        assert made.kind == CircleKind.PEERS
        assert waiting.place_of(session, course.id, one) == 1
        with pytest.raises(ConflictError, match="yes first"):
            circles.write_note(session, made, one, "hello", ASKED)
        circles.answer(session, made, one, yes=True, now=ASKED)
        circles.write_note(session, made, one, "hello", ASKED)
        circles.set_meeting(session, made, one, ASKED + DAY, 45, "Room 2", ASKED)
        assert [note.text for note in circles.notes_of(session, made)] == ["hello"]
        assert b"Room 2" in feeds.read(session, feeds.make(session, one, ASKED), ASKED)
        assert b"Room 2" not in feeds.read(session, feeds.make(session, other, ASKED), ASKED), "has not said yes"
        with pytest.raises(NotFoundError):
            circles.find(session, made.id, course.id, third)
        with pytest.raises(ConflictError):
            circles.make(session, course.id, [one, third], None, None, ASKED)

    def test_a_no_of_one_peer_ends_it(self, session: Session, course: people.Course, learners: list[Enrolment]) -> None:
        one, other = learners[0].user_id, learners[1].user_id
        made = circles.make(session, course.id, [one, other], None, None, ASKED)
        circles.answer(session, made, other, yes=False, now=ASKED)
        assert made.ended_at == ASKED
        assert circles.circles_of(session, course.id, one) == []

    def test_a_group_takes_a_place_and_gives_it_back(
        self, session: Session, course: people.Course, learners: list[Enrolment]
    ) -> None:
        mentor = mentoring.mentor(session, course, capacity=1)
        ids = [learner.user_id for learner in learners]
        made = circles.make(session, course.id, ids, mentor.user_id, None, ASKED + DAY)
        assert pool_of(session, course.id).mentors[0].capacity == 0
        assert waiting.place_of(session, course.id, ids[0]) is None
        circles.answer(session, made, ids[0], yes=False, now=ASKED + DAY)
        assert made.ended_at is None
        assert waiting.since(session, course.id, ids[0]) == ASKED
        circles.answer(session, made, mentor.user_id, yes=False, now=ASKED + DAY)
        assert made.ended_at is not None
        assert [waiting.since(session, course.id, one) for one in ids] == [ASKED] * 3
        assert pool_of(session, course.id).mentors[0].capacity == 1

    def test_what_is_no_circle(self, session: Session, course: people.Course, learners: list[Enrolment]) -> None:
        one, other, third = (learner.user_id for learner in learners)
        mentor = mentoring.mentor(session, course, capacity=0).user_id
        for people_in, led_by in (([one], None), ([one, other, third], None), ([one], mentor)):
            with pytest.raises(InvalidInputError):
                circles.make(session, course.id, people_in, led_by, None, ASKED)
        for people_in, led_by in (([one, other], mentor), ([one, 99], None), ([one, other], third)):
            with pytest.raises(ConflictError):
                circles.make(session, course.id, people_in, led_by, None, ASKED)

    def test_the_erased_leave_their_circles(
        self, session: Session, course: people.Course, learners: list[Enrolment]
    ) -> None:
        mentor = mentoring.mentor(session, course)
        made = circles.make(session, course.id, [one.user_id for one in learners], mentor.user_id, None, ASKED)
        circles.answer(session, made, learners[0].user_id, yes=True, now=ASKED)
        circles.write_note(session, made, learners[0].user_id, "mine", ASKED)
        assert "mine" in str(export(session, learners[0].user_id))
        erase(session, learners[0].user_id, ASKED)
        session.expire_all()
        assert circles.notes_of(session, made) == []
        assert made.ended_at is None
        erase(session, mentor.user_id, ASKED)
        session.expire_all()
        assert session.get_one(Circle, made.id).ended_at is not None


class TestNotThisPerson:
    @pytest.mark.parametrize("says", ["learner", "mentor"])
    def test_they_are_never_proposed_asked_or_offered(self, session: Session, course: people.Course, says: str) -> None:
        learner, mentor = mentoring.waiting(session, course), mentoring.mentor(session, course)
        who, name = (learner, "marc  LENOIR ") if says == "learner" else (mentor, "Inès Moreau")
        pairs.approve(session, course.id, [], Weights(), people.instructor(session, course).user_id, ASKED)
        exclusions.exclude(session, course.id, who.user_id, name, ASKED)
        exclusions.exclude(session, course.id, who.user_id, name, ASKED)
        pool = pool_of(session, course.id)
        found = propose(pool.learners, pool.mentors, Weights())
        assert list(found.matches) == []
        reason = str(found.waiting[0].reason)
        assert "exclu" not in reason.lower()
        assert offers.offer_free_places(session, course.id, ASKED) == 0
        with pytest.raises(ConflictError) as refused:
            mentoring.asked(session, learner, mentor)
        assert "exclu" not in str(refused.value)
        [(number, _)] = exclusions.excluded_by(session, course.id, who.user_id)
        exclusions.allow(session, course.id, (mentor if says == "learner" else learner).user_id, number)
        assert offers.offer_free_places(session, course.id, ASKED) == 0, "only who said it takes it back"
        exclusions.allow(session, course.id, who.user_id, number)
        assert offers.offer_free_places(session, course.id, ASKED) == 1

    def test_an_offer_that_waits_is_declined_and_a_pair_under_way_is_ended_first(
        self, session: Session, course: people.Course
    ) -> None:
        learner, mentor = mentoring.waiting(session, course), mentoring.mentor(session, course)
        pair = mentoring.asked(session, learner, mentor)
        exclusions.exclude(session, course.id, learner.user_id, "Marc Lenoir", ASKED)
        assert pair.state == PairState.DECLINED
        second = mentoring.waiting(session, course, name="Tom")
        mentoring.active(session, second, mentor)
        with pytest.raises(ConflictError, match="End that first"):
            exclusions.exclude(session, course.id, second.user_id, "Marc Lenoir", ASKED)

    def test_it_is_nobody_elses_to_know(self, session: Session, course: people.Course) -> None:
        learner, mentor = mentoring.waiting(session, course), mentoring.mentor(session, course)
        exclusions.exclude(session, course.id, learner.user_id, "Marc Lenoir", ASKED)
        assert exclusions.excluded_by(session, course.id, mentor.user_id) == []
        assert export(session, mentor.user_id)["mentoring"]["not_these_people"] == []
        assert export(session, learner.user_id)["mentoring"]["not_these_people"] == [{"name": "Marc Lenoir"}]

    @pytest.mark.parametrize("who", ["", "Nobody", "Inès Moreau", "Tom", "%"])
    def test_who_cannot_be_meant(self, session: Session, course: people.Course, who: str) -> None:
        learner = mentoring.waiting(session, course)
        for _ in range(2):
            people.learner(session, course, name="Tom")
        with pytest.raises(InvalidInputError):
            exclusions.exclude(session, course.id, learner.user_id, who, ASKED)
