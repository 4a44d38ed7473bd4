"""Only a named mentor validates; the score is written with the validation; the mentor sees what was handed over."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from lti_tool import course_settings
from lti_tool.course_settings import GradePolicy
from lti_tool.drafts import handing, judging, personal_data, reviewing, versions
from lti_tool.drafts.models import DraftDecision, DraftState, MadeBy, Verdict
from lti_tool.errors import ConflictError, InvalidInputError, NotFoundError
from lti_tool.gradebook.models import Interaction, InteractionKind, ScoreRow
from lti_tool.mentoring import pairs
from tests.factories import mentoring, people
from tests.factories.drafts import LETTER, NOW, QUOTE, TWO_COMMENTS, Desk, desk
from tests.factories.gradebook import graded_course
from widget.assistant.reviewing import DraftKind


@pytest.fixture
def at(session: Session) -> Desk:
    return desk(session)


def kinds(at: Desk) -> list[str]:
    return list(at.session.scalars(select(Interaction.kind).order_by(Interaction.id)))


class TestHandingOver:
    def test_it_counts_once_however_often_it_is_handed_in(self, at: Desk) -> None:
        draft = at.handed()
        handing.take_back(at.session, draft)
        at.handed(draft)
        assert kinds(at) == [InteractionKind.DRAFT_HANDED_IN]

    def test_too_few_words_of_ones_own_are_not_handed_over(self, at: Desk) -> None:
        draft = at.draft("Please read this.")
        with pytest.raises(InvalidInputError) as refused:
            at.handed(draft)
        assert "60 words" in str(refused.value)
        assert draft.state == DraftState.DRAFT

    def test_without_a_mentor_it_stays_where_it_is(self, at: Desk) -> None:
        draft = at.draft()
        pairs.end(at.session, at.pair.id, at.learner.user_id, "", NOW)
        with pytest.raises(ConflictError, match="no mentor"):
            at.handed(draft)

    def test_comments_go_along_only_when_chosen_and_only_those_of_this_text(self, at: Desk) -> None:
        draft = at.draft()
        at.reviewed(draft, TWO_COMMENTS)
        assert not judging.version_before(at.session, at.handed(draft)).with_comments
        handing.take_back(at.session, draft)
        at.write(draft, LETTER + " And I changed it.")
        assert not judging.version_before(at.session, at.handed(draft, with_comments=True)).with_comments
        handing.take_back(at.session, draft)
        at.reviewed(draft, TWO_COMMENTS)
        assert judging.version_before(at.session, at.handed(draft, with_comments=True)).with_comments

    def test_what_a_model_says_after_the_handing_over_changes_nothing(self, at: Desk) -> None:
        draft = at.draft()
        number = reviewing.start(at.session, draft, NOW).number
        at.handed(draft)
        with pytest.raises(ConflictError):
            reviewing.keep_review(at.session, draft, number, TWO_COMMENTS)


class TestWhoMaySee:
    def test_only_the_mentor_it_was_handed_to(self, at: Desk) -> None:
        draft = at.handed()
        course = at.learner.course_id
        assert judging.find_for_mentor(at.session, draft.public_id, course, at.mentor.user_id).id == draft.id
        stranger = mentoring.mentor(at.session, at.learner.course)
        with pytest.raises(NotFoundError):
            judging.find_for_mentor(at.session, draft.public_id, course, stranger.user_id)
        with pytest.raises(NotFoundError):
            judging.find_for_mentor(at.session, draft.public_id, people.course(at.session).id, at.mentor.user_id)

    @pytest.mark.parametrize("what", ["never handed", "taken back", "pair ended", "deleted"])
    def test_nothing_before_and_nothing_after(self, at: Desk, what: str) -> None:
        draft = at.draft() if what == "never handed" else at.handed()
        if what == "taken back":
            handing.take_back(at.session, draft)
        if what == "pair ended":
            pairs.end(at.session, at.pair.id, at.learner.user_id, "", NOW)
        if what == "deleted":
            draft.deleted_at = NOW
        at.session.flush()
        with pytest.raises(NotFoundError):
            judging.find_for_mentor(at.session, draft.public_id, at.learner.course_id, at.mentor.user_id)
        assert judging.waiting_for(at.session, at.learner.course_id, at.mentor.user_id) == []

    def test_the_one_that_waits_longest_stands_first(self, at: Desk) -> None:
        second, first = at.draft(), at.draft()
        handing.hand_over(at.session, first, NOW, with_comments=False)
        handing.hand_over(at.session, second, NOW + timedelta(days=1), with_comments=False)
        waiting = judging.waiting_for(at.session, at.learner.course_id, at.mentor.user_id)
        assert [draft.id for draft in waiting] == [first.id, second.id]

    def test_what_is_written_after_a_return_is_not_the_mentors(self, at: Desk) -> None:
        draft = at.handed()
        at.decided(draft, validated=False)
        at.write(draft, LETTER + " Private again.")
        at.reviewed(draft)
        assert judging.version_before(at.session, draft).text == LETTER


class TestComments:
    def test_each_of_softwares_is_accepted_edited_or_rejected_and_that_can_be_taken_back(self, at: Desk) -> None:
        draft = at.draft()
        at.reviewed(draft, TWO_COMMENTS)
        at.handed(draft, with_comments=True)
        one, _ = versions.comments_on(at.session, judging.version_before(at.session, draft).id)
        judging.judge(at.session, draft, one.id, Verdict.EDITED, "Tell me about the till.", NOW)
        assert (one.verdict, one.mentor_text) == (Verdict.EDITED, "Tell me about the till.")
        judging.judge(at.session, draft, one.id, Verdict.REJECTED, "", NOW)
        assert (one.verdict, one.mentor_text) == (Verdict.REJECTED, "")
        judging.judge(at.session, draft, one.id, None, "", NOW)
        assert (one.verdict, one.judged_at) == (None, None)
        with pytest.raises(InvalidInputError):
            judging.judge(at.session, draft, one.id, Verdict.EDITED, "  ", NOW)

    def test_those_that_did_not_come_along_do_not_exist_for_the_mentor(self, at: Desk) -> None:
        draft = at.draft()
        version = at.reviewed(draft, TWO_COMMENTS)
        [one, _] = versions.comments_on(at.session, version.id)
        at.handed(draft, with_comments=False)
        with pytest.raises(NotFoundError):
            judging.judge(at.session, draft, one.id, Verdict.ACCEPTED, "", NOW)

    def test_a_comment_of_another_draft_is_out_of_reach(self, at: Desk) -> None:
        one, other = at.handed(), at.handed()
        comment = judging.add_comment(at.session, other, at.mentor.user_id, "Why?", "")
        for act in (
            lambda: judging.remove_comment(at.session, one, comment.id, at.mentor.user_id),
            lambda: judging.judge(at.session, one, comment.id, Verdict.ACCEPTED, "", NOW),
        ):
            with pytest.raises(NotFoundError):
                act()

    def test_a_mentors_own_quote_stands_in_the_text(self, at: Desk) -> None:
        draft = at.handed()
        comment = judging.add_comment(at.session, draft, at.mentor.user_id, "Show me.", QUOTE)
        assert (comment.made_by, comment.quote) == (MadeBy.MENTOR, QUOTE)
        with pytest.raises(InvalidInputError) as refused:
            judging.add_comment(at.session, draft, at.mentor.user_id, "Show me.", "I never wrote this")
        assert "quote" in refused.value.fields
        judging.remove_comment(at.session, draft, comment.id, at.mentor.user_id)
        assert versions.comments_on(at.session, judging.version_before(at.session, draft).id) == []


class TestDeciding:
    def test_a_validation_is_a_named_mentors(self, at: Desk) -> None:
        draft = at.handed()
        decision = at.decided(draft)
        assert (draft.standing, decision.mentor_id) == (DraftState.VALIDATED, at.mentor.user_id)
        assert kinds(at) == [InteractionKind.DRAFT_HANDED_IN, InteractionKind.DRAFT_VALIDATED]

    def test_a_return_does_not_count(self, at: Desk) -> None:
        draft = at.handed()
        at.decided(draft, validated=False)
        assert kinds(at) == [InteractionKind.DRAFT_HANDED_IN]

    def test_nothing_goes_back_without_a_word(self, at: Desk) -> None:
        draft = at.handed()
        with pytest.raises(InvalidInputError):
            at.decided(draft, "  ", validated=False)
        judging.add_comment(at.session, draft, at.mentor.user_id, "Which shop?", "")
        at.decided(draft, "", validated=False)
        assert draft.standing == DraftState.RETURNED

    @pytest.mark.parametrize("before", ["decided", "taken back"])
    def test_a_decision_comes_once_and_not_after_it_was_taken_back(self, at: Desk, before: str) -> None:
        draft = at.handed()
        if before == "decided":
            at.decided(draft)
        else:
            handing.take_back(at.session, draft)
        with pytest.raises(ConflictError):
            at.decided(draft)
        assert len(at.session.scalars(select(DraftDecision)).all()) == (before == "decided")

    def test_it_is_handed_in_again_after_a_return_and_counts_once_when_validated(self, at: Desk) -> None:
        draft = at.handed()
        at.decided(draft, validated=False)
        at.write(draft, LETTER + " Now with an example from the till.")
        at.handed(draft)
        at.decided(draft)
        assert kinds(at).count(InteractionKind.DRAFT_VALIDATED) == 1
        assert [one.validated for one in judging.decisions_on(at.session, draft.id)] == [True, False]


class TestTheScore:
    def test_it_is_written_with_the_validation_and_counts_for_the_activity_it_was_begun_in(
        self, session: Session
    ) -> None:
        graded = graded_course(session, now=NOW)
        course_settings.save(
            session, graded.course.id, {"grade_policy": GradePolicy.VALIDATED_DRAFTS}, now=NOW, by_user=None
        )
        learner, mentor = graded.learner(), mentoring.mentor(session, graded.course)
        mentoring.say(session, learner)
        pair = mentoring.active(session, learner, mentor)
        place = Desk(session, learner, mentor, pair)
        draft = place.handed(place.draft(kind=DraftKind.PITCH))
        assert session.scalars(select(ScoreRow)).all() == []
        place.decided(draft)
        [row] = session.scalars(select(ScoreRow)).all()
        assert "1 draft validated by the mentor" in row.comment


class TestForgetting:
    def test_an_erased_mentors_words_go_and_the_validation_stays_unsigned(self, at: Desk) -> None:
        draft = at.handed()
        judging.add_comment(at.session, draft, at.mentor.user_id, "Mine.", "")
        at.decided(draft, "Signed words.")
        personal_data.forget(at.session, at.mentor.user_id, NOW)
        at.session.expire_all()
        [decision] = judging.decisions_on(at.session, draft.id)
        assert (decision.validated, decision.words, decision.mentor_id) == (True, "", None)
        assert "Mine." not in str(personal_data.collect(at.session, at.learner.user_id))

    def test_the_export_holds_a_mentors_words_once_they_are_said(self, at: Desk) -> None:
        draft = at.handed()
        judging.add_comment(at.session, draft, at.mentor.user_id, "Not said yet.", "")
        assert "Not said yet." not in str(personal_data.collect(at.session, at.learner.user_id))
        at.decided(draft)
        assert "Not said yet." in str(personal_data.collect(at.session, at.learner.user_id))
        assert "Not said yet." in str(personal_data.collect(at.session, at.mentor.user_id))
