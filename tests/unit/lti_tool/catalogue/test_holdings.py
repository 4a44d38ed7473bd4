"""What a course holds, as lists and as single resources, and who may see what."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from lti_tool.catalogue import holdings, progress, reading, runs
from lti_tool.catalogue.changes import last_sequence, version
from lti_tool.catalogue.learner_models import FeedbackKind, ResourceFeedback
from lti_tool.catalogue.models import IndexChange
from lti_tool.errors import NotFoundError
from lti_tool.people.models import Course
from tests.factories import catalogue as make
from tests.factories import people

NOW = make.STORED


@pytest.fixture
def course(session: Session) -> Course:
    return people.course(session)


class TestLists:
    def test_words_narrow_whatever_their_accents(self, session: Session, course: Course) -> None:
        make.stored(
            session,
            course.id,
            make.document("a.md", title="Préparer un entretien", skills=("interview",)),
            make.document("b.md", title="Write a CV"),
        )
        found = holdings.resources(session, course.id, "fr", words="entretien preparer")
        assert [card.title for card in found] == ["Préparer un entretien"]
        assert [card.title for card in holdings.resources(session, course.id, "fr", words="interview")] == [
            "Préparer un entretien"
        ]
        assert holdings.resources(session, course.id, "fr", words="preparer", limit=1, offset=1) == ()

    def test_lists_keep_the_order_of_the_source_and_come_in_parts(self, session: Session, course: Course) -> None:
        make.stored(session, course.id, make.document("b.md", order=0), make.document("a.md", order=1))
        assert [card.title for card in holdings.resources(session, course.id, "en")] == ["b", "a"]
        assert [card.title for card in holdings.resources(session, course.id, "en", limit=1, offset=1)] == ["a"]

    def test_learners_do_not_see_what_is_hidden(self, session: Session, course: Course) -> None:
        row = make.resource(session, course.id)
        holdings.hide(session, course.id, row.public_id, NOW)
        assert holdings.resources(session, course.id, "en", learners_only=True) == ()
        assert [card.visible for card in holdings.resources(session, course.id, "en")] == [False]

    def test_a_card_says_what_the_reader_did(self, session: Session, course: Course) -> None:
        row, learner = make.resource(session, course.id), people.user(session)
        progress.mark(session, learner.id, course.id, row.public_id, FeedbackKind.DONE, NOW)
        (card,) = holdings.resources(session, course.id, "en", user_id=learner.id)
        assert (card.done, card.later, card.opened) == (True, False, False)


class TestActs:
    def test_hiding_twice_is_one_change(self, session: Session, course: Course) -> None:
        row = make.resource(session, course.id)
        holdings.hide(session, course.id, row.public_id, NOW)
        holdings.hide(session, course.id, row.public_id, NOW)
        holdings.show(session, course.id, row.public_id, NOW)
        assert session.scalars(select(IndexChange.kind).order_by(IndexChange.sequence)).all() == [
            "upsert",
            "hide",
            "show",
        ]

    def test_removed_and_brought_back(self, session: Session, course: Course) -> None:
        row = make.resource(session, course.id)
        holdings.remove(session, course.id, row.public_id, NOW)
        with pytest.raises(NotFoundError):
            holdings.find(session, course.id, row.public_id)
        holdings.restore(session, course.id, row.public_id, NOW)
        holdings.restore(session, course.id, row.public_id, NOW)
        assert holdings.find(session, course.id, row.public_id).title == "Write a CV"
        assert last_sequence(session, course.id) == 3

    def test_what_never_was_cannot_come_back(self, session: Session, course: Course) -> None:
        with pytest.raises(NotFoundError):
            holdings.restore(session, course.id, "nothing", NOW)

    def test_a_pin_changes_lists_and_not_the_index(self, session: Session, course: Course) -> None:
        row = make.resource(session, course.id)
        before = version(session, course.id)
        holdings.pin(session, course.id, row.public_id, NOW)
        holdings.pin(session, course.id, row.public_id, NOW)
        after = version(session, course.id)
        assert (after[0] - before[0], after[1] - before[1]) == (0, 1)
        holdings.pin(session, course.id, row.public_id, NOW, pinned=False)
        assert row.pinned is False

    def test_a_course_without_content_has_a_version(self, session: Session, course: Course) -> None:
        assert version(session, course.id) == (0, 0)


class TestReading:
    def test_sections_have_anchors_and_say_a_heading_once(self, session: Session, course: Course) -> None:
        row = make.resource(session, course.id, text="\n\n".join("word " * 100 + f"{n}." for n in range(5)))
        for passage in row.passages:
            passage.heading = "Part one"
        opened = reading.open_resource(session, course.id, row.public_id, language="en")
        assert [section.fragment for section in opened.sections][:2] == ["p-0", "p-1"]
        assert [section.heading for section in opened.sections][:2] == ["Part one", ""]
        assert len([part for section in opened.sections for part in section.paragraphs]) == 5

    def test_hidden_is_open_to_those_who_teach_only(self, session: Session, course: Course) -> None:
        row = make.resource(session, course.id)
        holdings.hide(session, course.id, row.public_id, NOW)
        with pytest.raises(NotFoundError):
            reading.open_resource(session, course.id, row.public_id, language="en")
        assert reading.open_resource(session, course.id, row.public_id, language="en", learner=False)

    def test_another_course_cannot_open_it(self, session: Session, course: Course) -> None:
        row = make.resource(session, course.id)
        with pytest.raises(NotFoundError):
            reading.open_resource(session, people.course(session).id, row.public_id, language="en")


class TestProgress:
    def kinds(self, session: Session, user_id: int) -> set[str]:
        rows = session.scalars(select(ResourceFeedback.kind).where(ResourceFeedback.user_id == user_id))
        return {str(kind) for kind in rows}

    def test_marking_twice_is_one(self, session: Session, course: Course) -> None:
        row, learner = make.resource(session, course.id), people.user(session)
        assert progress.mark(session, learner.id, course.id, row.public_id, "done", NOW) is True
        assert progress.mark(session, learner.id, course.id, row.public_id, "done", NOW) is False

    def test_what_contradicts_goes(self, session: Session, course: Course) -> None:
        row, learner = make.resource(session, course.id), people.user(session)
        for kind, left in [
            ("liked", {"liked"}),
            ("not_for_me", {"not_for_me"}),
            ("later", {"later"}),
            ("done", {"done"}),
            ("opened", {"done", "opened"}),
        ]:
            progress.mark(session, learner.id, course.id, row.public_id, kind, NOW)
            assert self.kinds(session, learner.id) == left

    def test_a_mark_can_be_taken_back(self, session: Session, course: Course) -> None:
        row, learner = make.resource(session, course.id), people.user(session)
        progress.mark(session, learner.id, course.id, row.public_id, "done", NOW)
        progress.unmark(session, learner.id, course.id, row.public_id, "done")
        assert self.kinds(session, learner.id) == set()

    def test_putting_aside_again_starts_again(self, session: Session, course: Course) -> None:
        row, learner = make.resource(session, course.id), people.user(session)
        progress.mark(session, learner.id, course.id, row.public_id, "later", NOW)
        progress.mark(session, learner.id, course.id, row.public_id, "later", NOW + progress.LATER)
        assert session.scalars(select(ResourceFeedback.until)).one() == NOW + 2 * progress.LATER

    def test_hidden_and_unknown_kinds_are_refused(self, session: Session, course: Course) -> None:
        row, learner = make.resource(session, course.id), people.user(session)
        with pytest.raises(ValueError, match="adored"):
            progress.mark(session, learner.id, course.id, row.public_id, "adored", NOW)
        holdings.hide(session, course.id, row.public_id, NOW)
        with pytest.raises(NotFoundError):
            progress.mark(session, learner.id, course.id, row.public_id, "done", NOW)


class TestRuns:
    def test_imports_tell_who_what_and_why_not(self, session: Session, course: Course) -> None:
        make.stored(session, course.id, make.document("a.md"), problems=[make.refused("b.pdf")])
        (report,) = runs.recent(session, course.id)
        assert (report.stored, report.refused, report.state) == (1, 1, "done")
        assert str(report.problems[0].message).startswith("This file is protected")
