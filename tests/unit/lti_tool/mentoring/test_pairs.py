"""A pair from the waiting list to its end; capacity, both answers, the request clock, automatic offers."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from lti_tool.errors import ConflictError, InvalidInputError, NotFoundError
from lti_tool.mentoring import offers, pairs, waiting
from lti_tool.mentoring.matching.weights import Weights
from lti_tool.mentoring.models import MatchingRound, Pair, PairState
from lti_tool.mentoring.pool import pool_of
from lti_tool.mentoring.profile_answers import MentoringAnswers, is_zone, listed, read_profile, save_profile, zone_of
from lti_tool.people.roles import Role
from lti_tool.privacy.rights import erase
from tests.factories import mentoring, people
from tests.factories.mentoring import ASKED

DAY = timedelta(days=1)


@pytest.fixture
def course(session: Session) -> people.Course:
    return people.course(session)


class TestProfiles:
    def test_who_wants_a_mentor_waits_and_who_does_not_leaves(self, session: Session, course: people.Course) -> None:
        first, second = mentoring.waiting(session, course), people.learner(session, course)
        mentoring.say(session, second, ASKED + DAY)
        assert [waiting.place_of(session, course.id, one.user_id) for one in (first, second)] == [1, 2]
        mentoring.say(session, first, wanted=False)
        assert waiting.place_of(session, course.id, first.user_id) is None
        assert waiting.place_of(session, course.id, second.user_id) == 1

    def test_saying_it_again_keeps_the_place(self, session: Session, course: people.Course) -> None:
        first, second = mentoring.waiting(session, course), mentoring.waiting(session, course)
        mentoring.say(session, first, ASKED + 5 * DAY, values="calm")
        assert waiting.place_of(session, course.id, first.user_id) == 1
        assert waiting.place_of(session, course.id, second.user_id) == 2

    def test_what_cannot_be_used_is_said_and_nothing_is_kept(self, session: Session, course: people.Course) -> None:
        one = people.mentor(session, course)
        wrong = MentoringAnswers(goals="x" * 81, values=",".join(map(str, range(13))), capacity="51", zone="Mars/Base")
        with pytest.raises(InvalidInputError) as refused:
            save_profile(session, course.id, one.user_id, Role.MENTOR, wrong, ASKED)
        assert set(refused.value.fields) == {"goals", "values", "capacity", "zone"}
        assert read_profile(session, course.id, one.user_id) is None

    def test_lists_and_zones_as_people_type_them(self, session: Session, course: people.Course) -> None:
        assert listed(" a ; b,a\n c  d ,,") == ["a", "b", "c d"]
        assert not is_zone("")
        assert not is_zone("../etc/passwd")
        one = mentoring.mentor(session, course)
        assert zone_of(session, course.id, one.user_id) == "Europe/Paris"
        mentoring.say(session, one, zone="America/Montreal", languages=["fr", "xx"], slots=["mon-am", "never"])
        row = read_profile(session, course.id, one.user_id)
        assert row is not None
        assert (row.zone, row.languages, row.slots) == ("America/Montreal", ["fr"], ["mon-am"])


class TestAsking:
    def test_both_say_yes(self, session: Session, course: people.Course) -> None:
        learner, mentor = mentoring.waiting(session, course), mentoring.mentor(session, course)
        pair = mentoring.asked(session, learner, mentor)
        assert waiting.place_of(session, course.id, learner.user_id) is None
        assert pair.reasons[0]["text"].startswith("Goals")
        pairs.answer(session, pair.id, mentor.user_id, yes=True, now=ASKED)
        assert pair.state == PairState.ASKED
        pairs.answer(session, pair.id, learner.user_id, yes=True, now=ASKED)
        assert pair.state == PairState.ACTIVE
        assert pairs.pair_of_learner(session, course.id, learner.user_id) is pair
        assert pairs.pairs_of_mentor(session, course.id, mentor.user_id) == [pair]
        assert pairs.count_pairs(session, course.id) == {PairState.ACTIVE: 1}

    @pytest.mark.parametrize("who", ["learner", "mentor"])
    def test_either_may_decline_and_the_learner_keeps_the_place(
        self, session: Session, course: people.Course, who: str
    ) -> None:
        learner, mentor = mentoring.waiting(session, course), mentoring.mentor(session, course)
        pair = mentoring.asked(session, learner, mentor, now=ASKED + DAY)
        mentoring.say(session, people.learner(session, course), ASKED + timedelta(hours=1))
        later = {"learner": learner, "mentor": mentor}[who]
        pairs.answer(session, pair.id, later.user_id, yes=False, now=ASKED + DAY)
        assert pair.state == PairState.DECLINED
        assert waiting.place_of(session, course.id, learner.user_id) == 1
        with pytest.raises(ConflictError):
            pairs.answer(session, pair.id, learner.user_id, yes=True, now=ASKED)
        with pytest.raises(ConflictError, match="ruled out"):
            mentoring.asked(session, learner, mentor)

    def test_a_full_mentor_is_never_asked(self, session: Session, course: people.Course) -> None:
        mentor = mentoring.mentor(session, course, capacity=1)
        one, other = mentoring.waiting(session, course), mentoring.waiting(session, course)
        mentoring.asked(session, one, mentor)
        with pytest.raises(ConflictError, match="no free place"):
            mentoring.asked(session, other, mentor)

    def test_one_open_pair_for_a_learner(self, session: Session, course: people.Course) -> None:
        learner = mentoring.waiting(session, course)
        mentoring.asked(session, learner, mentoring.mentor(session, course))
        waiting.join(session, course.id, learner.user_id, ASKED)
        with pytest.raises(ConflictError, match="meanwhile"):
            mentoring.asked(session, learner, mentoring.mentor(session, course))

    def test_capacity_below_the_present_pairs_keeps_them(self, session: Session, course: people.Course) -> None:
        mentor = mentoring.mentor(session, course, capacity=2)
        active = [mentoring.active(session, mentoring.waiting(session, course), mentor) for _ in range(2)]
        mentoring.say(session, mentor, capacity="1")
        assert pool_of(session, course.id).mentors[0].capacity == 0
        assert {pair.state for pair in active} == {PairState.ACTIVE}

    def test_who_is_not_there_cannot_be_asked(self, session: Session, course: people.Course) -> None:
        learner, mentor = mentoring.waiting(session, course), mentoring.mentor(session, course)
        silent = people.mentor(session, course)
        with pytest.raises(InvalidInputError, match="no mentor of the course"):
            mentoring.asked(session, learner, silent)
        with pytest.raises(ConflictError, match="does not wait"):
            mentoring.asked(session, people.learner(session, course), mentor)

    def test_strangers_find_nothing(self, session: Session, course: people.Course) -> None:
        pair = mentoring.active(session, mentoring.waiting(session, course), mentoring.mentor(session, course))
        stranger = mentoring.mentor(session, course)
        for call in (
            lambda: pairs.find_pair(session, pair.id, stranger.user_id),
            lambda: pairs.answer(session, pair.id, stranger.user_id, yes=True, now=ASKED),
            lambda: pairs.end(session, pair.id, stranger.user_id, "", ASKED),
            lambda: pairs.find_pair(session, 10**6, stranger.user_id),
        ):
            with pytest.raises(NotFoundError):
                call()


class TestEnding:
    def test_words_of_both_and_no_automatic_return_to_the_list(self, session: Session, course: people.Course) -> None:
        learner, mentor = mentoring.waiting(session, course), mentoring.mentor(session, course)
        pair = mentoring.active(session, learner, mentor)
        pairs.end(session, pair.id, learner.user_id, " I found my way. ", ASKED + DAY)
        pairs.end(session, pair.id, mentor.user_id, "I learned too.", ASKED + 2 * DAY)
        assert (pair.state, pair.closed_at) == (PairState.ENDED, ASKED + DAY)
        assert (pair.learner_words, pair.mentor_words) == ("I found my way.", "I learned too.")
        assert pairs.last_ended(session, course.id, learner.user_id) is pair
        assert waiting.place_of(session, course.id, learner.user_id) is None
        with pytest.raises(InvalidInputError):
            pairs.end(session, pair.id, mentor.user_id, "x" * 2001, ASKED)

    def test_an_offer_is_declined_not_ended(self, session: Session, course: people.Course) -> None:
        pair = mentoring.asked(session, mentoring.waiting(session, course), mentoring.mentor(session, course))
        with pytest.raises(ConflictError):
            pairs.end(session, pair.id, pair.learner_id, "", ASKED)

    def test_an_erased_mentors_learners_wait_again(self, session: Session, course: people.Course) -> None:
        learner, mentor = mentoring.waiting(session, course), mentoring.mentor(session, course)
        mentoring.active(session, learner, mentor)
        erase(session, mentor.user_id, ASKED)
        assert session.scalars(select(Pair)).all() == []
        assert waiting.place_of(session, course.id, learner.user_id) == 1


class TestClock:
    def approve(self, session: Session, course: people.Course) -> None:
        pairs.approve(session, course.id, [], Weights(0, 0, 1), people.instructor(session, course).user_id, ASKED)

    def test_reminder_on_day_three_another_mentor_after_day_seven(
        self, session: Session, course: people.Course
    ) -> None:
        self.approve(session, course)
        learner, silent = mentoring.waiting(session, course), mentoring.mentor(session, course)
        pair = mentoring.asked(session, learner, silent)
        offers.run_clock(session, ASKED + 2 * DAY)
        assert pair.reminded == 0
        offers.run_clock(session, ASKED + 3 * DAY)
        assert (pair.reminded, offers.days_left(pair, ASKED + 3 * DAY)) == (1, 4)
        other = mentoring.mentor(session, course)
        offers.run_clock(session, ASKED + 7 * DAY)
        assert pair.state == PairState.EXPIRED
        now = pairs.pair_of_learner(session, course.id, learner.user_id)
        assert now is not None
        assert (now.mentor_id, now.approved_by) == (other.user_id, None)

    def test_nothing_is_offered_before_an_approved_round(self, session: Session, course: people.Course) -> None:
        mentoring.waiting(session, course)
        mentoring.mentor(session, course)
        assert offers.offer_free_places(session, course.id, ASKED) == 0
        self.approve(session, course)
        assert pairs.weights_of(session, course.id) == Weights(0, 0, 1)
        assert offers.offer_free_places(session, course.id, ASKED) == 1
        assert session.scalars(select(MatchingRound)).one().approved_by is not None

    def test_a_pair_left_unticked_is_never_offered_by_itself(self, session: Session, course: people.Course) -> None:
        learner, mentor = mentoring.waiting(session, course), mentoring.mentor(session, course)
        by, unticked = people.instructor(session, course).user_id, [(learner.user_id, mentor.user_id)]
        pairs.approve(session, course.id, [], Weights(), by, ASKED, held_back=unticked)
        self.approve(session, course)
        assert offers.offer_free_places(session, course.id, ASKED) == 0
        mentoring.asked(session, learner, mentor)

    def test_the_same_moment_twice_changes_nothing(self, session: Session, course: people.Course) -> None:
        self.approve(session, course)
        mentoring.waiting(session, course)
        mentoring.mentor(session, course)
        for _ in range(2):
            offers.run_clock(session, ASKED + DAY)
        assert len(session.scalars(select(Pair)).all()) == 1
