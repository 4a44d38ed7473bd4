"""Nothing that was written is lost, nobody else reads it, and two open pages do not overwrite each other."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from lti_tool.drafts import versions, writing
from lti_tool.drafts.models import Draft, DraftState
from lti_tool.drafts.writing import Written
from lti_tool.errors import ConflictError, InvalidInputError, NotFoundError
from lti_tool.mentoring import pairs
from tests.factories import people
from tests.factories.drafts import LETTER, NOW, Desk, desk
from widget.assistant.reviewing import DraftKind


@pytest.fixture
def at(session: Session) -> Desk:
    return desk(session)


def own(at: Desk, draft: Draft) -> Draft:
    return writing.find_own(at.session, draft.public_id, at.learner.user_id, at.learner.course_id)


class TestSaving:
    def test_each_save_of_one_page_is_kept(self, at: Desk) -> None:
        draft = at.draft("")
        for text in ("A", "A b", "A b c"):
            writing.save(at.session, draft, Written(text, "one", 0), NOW)
        assert own(at, draft).text == "A b c"

    def test_a_page_opened_before_another_saved_is_refused_and_overwrites_nothing(self, at: Desk) -> None:
        draft = at.draft("")
        writing.save(at.session, draft, Written("from the phone", "phone", draft.revision), NOW)
        with pytest.raises(ConflictError, match="another page"):
            writing.save(at.session, draft, Written("from the desk", "desk", 0), NOW)
        assert draft.text == "from the phone"

    def test_a_page_opened_after_it_goes_on(self, at: Desk) -> None:
        draft = at.draft("one")
        writing.save(at.session, draft, Written("two", "later page", draft.revision), NOW)
        assert draft.text == "two"

    def test_a_text_that_is_too_long_is_refused_and_the_last_one_stays(self, at: Desk) -> None:
        draft = at.draft("short")
        with pytest.raises(InvalidInputError) as refused:
            writing.save(at.session, draft, Written("x" * (writing.LONGEST + 1), "page", draft.revision), NOW)
        assert "12001" in str(refused.value)
        assert draft.text == "short"

    @pytest.mark.parametrize("validated", [True, False])
    def test_only_what_is_in_work_or_returned_is_written(self, at: Desk, validated: bool) -> None:
        draft = at.handed()
        with pytest.raises(ConflictError, match="with your mentor"):
            at.write(draft, "more")
        at.decided(draft, validated=validated)
        if validated:
            with pytest.raises(ConflictError, match="validated"):
                at.write(draft, "more")
        else:
            assert at.write(draft, "more").text == "more"

    def test_a_draft_whose_mentor_left_is_its_writers_again(self, at: Desk) -> None:
        draft = at.handed()
        pairs.end(at.session, at.pair.id, at.mentor.user_id, "", NOW)
        assert draft.standing == DraftState.DRAFT
        assert at.write(draft, "more").text == "more"


class TestWhoReads:
    def test_a_draft_exists_for_its_writer_alone(self, at: Desk) -> None:
        draft = at.draft()
        other = people.learner(at.session, at.learner.course)
        for user_id in (other.user_id, at.mentor.user_id):
            with pytest.raises(NotFoundError):
                writing.find_own(at.session, draft.public_id, user_id, at.learner.course_id)
        with pytest.raises(NotFoundError):
            writing.find_own(at.session, draft.public_id, at.learner.user_id, people.course(at.session).id)


class TestDeleting:
    def test_a_deleted_draft_comes_back_within_the_hour(self, at: Desk) -> None:
        draft = at.draft()
        writing.put_away(at.session, draft, NOW)
        assert writing.drafts_of(at.session, at.learner.user_id, at.learner.course_id) == []
        soon = NOW + timedelta(minutes=59)
        writing.forget_deleted(at.session, soon)
        back = writing.have_back(at.session, draft.public_id, at.learner.user_id, at.learner.course_id, soon)
        assert back.text == LETTER

    def test_after_the_hour_it_is_gone_with_everything_about_it(self, at: Desk) -> None:
        draft = at.draft()
        at.reviewed(draft)
        writing.put_away(at.session, draft, NOW)
        later = NOW + timedelta(hours=1)
        with pytest.raises(NotFoundError):
            writing.have_back(at.session, draft.public_id, at.learner.user_id, at.learner.course_id, later)
        writing.forget_deleted(at.session, later)
        assert at.session.scalar(select(func.count()).select_from(Draft)) == 0

    def test_nobody_brings_back_what_is_not_theirs(self, at: Desk) -> None:
        draft = at.draft()
        writing.put_away(at.session, draft, NOW)
        with pytest.raises(NotFoundError):
            writing.have_back(at.session, draft.public_id, at.mentor.user_id, at.learner.course_id, NOW)

    def test_there_is_a_limit_of_drafts_that_deleting_makes_room_in(self, at: Desk) -> None:
        made = [at.draft("") for _ in range(writing.MOST)]
        with pytest.raises(ConflictError, match="60 drafts"):
            at.draft("")
        writing.put_away(at.session, made[0], NOW)
        at.draft("")


class TestVersions:
    def test_the_same_text_is_one_version_until_a_mentor_has_it(self, at: Desk) -> None:
        draft = at.draft()
        first = at.reviewed(draft)
        assert at.reviewed(draft).id == first.id
        at.handed(draft)
        at.decided(draft, validated=False)
        assert at.reviewed(draft).number == first.number + 1

    def test_another_text_is_another_version(self, at: Desk) -> None:
        draft = at.draft()
        at.reviewed(draft)
        at.write(draft, LETTER + " And more.")
        at.reviewed(draft)
        assert [one.number for one in versions.versions_of(at.session, draft.id)] == [2, 1]
        with pytest.raises(NotFoundError):
            versions.find(at.session, draft.id, 3)

    def test_versions_have_an_end(self, at: Desk) -> None:
        draft = at.draft()
        for number in range(versions.MOST):
            at.write(draft, f"{LETTER} {number}")
            versions.keep(at.session, draft, NOW)
        at.write(draft, "one more")
        with pytest.raises(ConflictError, match="100 versions"):
            versions.keep(at.session, draft, NOW)


def test_a_draft_begins_empty_and_in_work(at: Desk) -> None:
    draft = at.draft("", DraftKind.PITCH)
    assert (draft.text, draft.standing, draft.kind) == ("", DraftState.DRAFT, "pitch")
