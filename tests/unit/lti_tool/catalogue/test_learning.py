"""Recommendations and paths of one learner: what changes them, and how at once."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from lti_tool.catalogue import holdings, path_agreements, pathing, profiles, progress, recommending, sync
from lti_tool.catalogue.candidates import EXPOSURE_AGE, Pools
from lti_tool.catalogue.changes import revise
from lti_tool.catalogue.engines import Engines
from lti_tool.catalogue.learner_models import Exposure, FeedbackKind
from lti_tool.catalogue.models import ResourceRow
from lti_tool.catalogue.profiles import GoalAnswers
from lti_tool.catalogue.records import MentorEdit, PathPage, Recommended
from lti_tool.db import Database
from tests.factories import catalogue as make
from tests.factories import people
from tests.fakes.clock import StillClock


@dataclass
class Desk:
    """One learner of one course, with everything the functions take."""

    session: Session
    pools: Pools
    engines: Engines
    clock: StillClock
    course_id: int
    user_id: int

    def list(self, *, language: str = "en", **more: int) -> tuple[Recommended, ...]:
        return recommending.recommendations(
            self.session,
            self.pools,
            self.engines,
            self.user_id,
            self.course_id,
            language=language,
            now=self.clock.now(),
            **more,
        )

    def path(self, *, language: str = "en") -> PathPage:
        return pathing.path(
            self.session,
            self.pools,
            self.engines,
            self.user_id,
            self.course_id,
            language=language,
            now=self.clock.now(),
        )

    def see(self) -> None:
        pathing.note_seen(
            self.session,
            self.pools,
            self.engines,
            self.user_id,
            self.course_id,
            language="en",
            now=self.clock.now(),
        )

    def save(self, **answers: object) -> None:
        profiles.save_goal(self.session, self.user_id, self.course_id, GoalAnswers(**answers), self.clock.now())

    def mark(self, title: str, kind: FeedbackKind) -> None:
        progress.mark(self.session, self.user_id, self.course_id, self.id(title), kind, self.clock.now())

    def id(self, title: str) -> str:
        return self.session.scalars(
            select(ResourceRow.public_id).where(ResourceRow.course_id == self.course_id, ResourceRow.title == title)
        ).one()


@pytest.fixture
def desk(database: Database, session: Session, clock: StillClock, tmp_path: Path) -> Iterator[Desk]:
    with database.transaction() as first:
        course_id = people.course(first).id
        user_id = people.user(first).id
        make.skill(first, course_id, "words", names={"fr": "Mots"})
        make.skill(first, course_id, "cv", "words")
        make.skill(first, course_id, "interview", "cv")
        make.skill(first, course_id, "welding")
        make.stored(
            first,
            course_id,
            make.document("w.md", "Choose plain words.", title="Words", skills=("words",), minutes=20),
            make.document("c.md", "A CV lists what you did.", title="CV", skills=("cv",), minutes=30),
            make.document("c2.md", "Your CV on one page.", title="CV, short", skills=("cv",), minutes=45),
            make.document("i.md", "An interview is a talk.", title="Interview", skills=("interview",), minutes=30),
            make.document("x.md", "Welding joins metal.", title="Welding", skills=("welding",), minutes=30),
        )
    engines = Engines(tmp_path / "index")
    sync.sync_course(database, engines, clock, course_id)
    yield Desk(session, Pools(), engines, clock, course_id, user_id)
    engines.close()


def titles(items: tuple[Recommended, ...]) -> list[str]:
    return [item.card.title for item in items]


def skills(page: PathPage) -> list[str]:
    return [step.skill.key for step in page.steps]


class TestRecommendations:
    def test_somebody_new_gets_a_list_with_reasons(self, desk: Desk) -> None:
        items = desk.list(size=3)
        assert len(items) == 3
        assert all(item.reasons and str(item.reasons[0]) for item in items)
        assert all(item.new for item in items)

    def test_a_goal_changes_the_list_and_its_reasons(self, desk: Desk) -> None:
        before = [(item.card.id, item.reasons) for item in desk.list()]
        desk.save(skills=["interview"])
        after = [(item.card.id, item.reasons) for item in desk.list()]
        assert before != after

    def test_reasons_name_skills_in_the_language_they_are_read_in(self, desk: Desk) -> None:
        desk.save(skills=["words"], language="en")

        def reasons(language: str) -> str:
            return " ".join(str(reason) for item in desk.list(language=language) for reason in item.reasons)

        assert "Mots" in reasons("fr")
        assert "Mots" not in reasons("en")

    def test_a_path_names_skills_in_the_language_it_is_read_in(self, desk: Desk) -> None:
        desk.save(skills=["cv"], language="en")
        desk.see()
        desk.save(skills=["welding"], language="en")
        page = desk.path(language="fr")
        assert "“Mots” is no longer in your path." in [str(change.message) for change in page.changes]

    def test_the_goals_own_words_count(self, desk: Desk) -> None:
        desk.save(text="I want to weld: welding metal")
        first = desk.list()[0]
        assert first.card.title == "Welding"
        assert first.parts["goal_text"] > 0

    @pytest.mark.parametrize("kind", [FeedbackKind.DONE, FeedbackKind.NOT_FOR_ME, FeedbackKind.LATER])
    def test_a_mark_takes_it_out_at_once(self, desk: Desk, kind: FeedbackKind) -> None:
        assert "CV" in titles(desk.list(size=5))
        desk.mark("CV", kind)
        assert "CV" not in titles(desk.list(size=5))

    def test_later_comes_back(self, desk: Desk) -> None:
        desk.mark("CV", FeedbackKind.LATER)
        desk.clock.advance(days=8)
        assert "CV" in titles(desk.list(size=5))

    def test_hidden_is_never_recommended(self, desk: Desk) -> None:
        holdings.hide(desk.session, desk.course_id, desk.id("CV"), desk.clock.now())
        assert "CV" not in titles(desk.list(size=5))

    def test_what_was_shown_is_not_shown_as_new(self, desk: Desk) -> None:
        items = desk.list(size=5)
        recommending.note_shown(desk.session, desk.user_id, desk.course_id, items, desk.clock.now())
        assert not any(item.new for item in desk.list(size=5))

    def test_the_same_page_again_is_one_showing(self, desk: Desk) -> None:
        items = desk.list(size=2)
        for minutes in (0, 10, 40):
            desk.clock.advance(minutes=minutes)
            recommending.note_shown(desk.session, desk.user_id, desk.course_id, items, desk.clock.now())
        assert set(desk.session.scalars(select(Exposure.times))) == {2}

    def test_a_pin_counts(self, desk: Desk) -> None:
        desk.list()
        holdings.pin(desk.session, desk.course_id, desk.id("Welding"), desk.clock.now())
        assert desk.list()[0].card.title == "Welding"

    def test_one_place_is_for_something_different(self, desk: Desk) -> None:
        desk.save(skills=["interview"])
        assert sum(item.different for item in desk.list(size=4)) <= 1

    def test_the_pool_is_kept_until_the_course_changes_or_counts_grow_old(self, desk: Desk) -> None:
        first = desk.pools.of(desk.session, desk.course_id, desk.clock.now())
        assert desk.pools.of(desk.session, desk.course_id, desk.clock.now()) is first
        desk.clock.advance(seconds=EXPOSURE_AGE.total_seconds())
        second = desk.pools.of(desk.session, desk.course_id, desk.clock.now())
        assert second is not first
        holdings.hide(desk.session, desk.course_id, desk.id("CV"), desk.clock.now())
        third = desk.pools.of(desk.session, desk.course_id, desk.clock.now())
        assert len(third.resources) == 4


class TestPath:
    def test_without_a_goal_the_page_says_what_to_do(self, desk: Desk) -> None:
        page = desk.path()
        assert (page.steps, page.notes[0].text) == ((), pathing.NO_GOAL)
        assert pathing.next_step(page) is None

    def test_prerequisites_first_the_goal_last(self, desk: Desk) -> None:
        desk.save(skills=["interview"])
        page = desk.path()
        assert skills(page) == ["words", "cv", "interview"]
        assert page.steps[0].starts_on == date(2026, 3, 2)
        step = pathing.next_step(page)
        assert step is not None
        assert (step.item.card.title, step.number, step.of) == ("Words", 1, 3)

    def test_a_goal_in_words_is_read_and_said(self, desk: Desk) -> None:
        desk.save(text="prepare my next interview")
        page = desk.path()
        assert page.goals[-1].key == "interview" or "interview" in {goal.key for goal in page.goals}
        assert page.notes[0].text == pathing.READ_FROM_GOAL

    def test_what_is_known_is_left_out(self, desk: Desk) -> None:
        desk.save(skills=["interview"], levels={"words": 3})
        assert skills(desk.path()) == ["cv", "interview"]
        mentor = people.user(desk.session)
        profiles.assess(
            desk.session, desk.user_id, desk.course_id, "words", now=desk.clock.now(), level=1, by=mentor.id
        )
        assert skills(desk.path()) == ["words", "cv", "interview"]

    def test_done_moves_the_next_step_and_counts(self, desk: Desk) -> None:
        desk.save(skills=["interview"])
        desk.mark("Words", FeedbackKind.DONE)
        page = desk.path()
        step = pathing.next_step(page)
        assert step is not None
        assert (step.skill.key, page.done_steps, page.counted_steps) == ("cv", 1, 3)
        assert page.fraction == pytest.approx(1 / 3)

    def test_another_look_brings_something_else_until_that_is_done(self, desk: Desk) -> None:
        desk.save(skills=["cv"], levels={"words": 4})
        desk.mark("CV", FeedbackKind.DONE)
        desk.see()
        assert desk.path().fraction == 1.0
        desk.clock.advance(minutes=1)
        desk.mark("CV", FeedbackKind.AGAIN)
        page = desk.path()
        step = pathing.next_step(page)
        assert step is not None
        assert (step.item.card.title, page.fraction) == ("CV, short", 0.0)
        assert "another look" in str(page.changes[0].message)
        desk.clock.advance(minutes=1)
        desk.mark("CV, short", FeedbackKind.DONE)
        assert desk.path().fraction == 1.0

    def test_another_look_brings_what_was_known_back_into_lists(self, desk: Desk) -> None:
        desk.save(skills=["cv"], levels={"words": 4, "cv": 4})
        desk.mark("CV", FeedbackKind.DONE)
        before = {item.card.title: item.parts["gap"] for item in desk.list()}
        desk.clock.advance(minutes=1)
        desk.mark("CV", FeedbackKind.AGAIN)
        after = {item.card.title: item.parts["gap"] for item in desk.list()}
        assert (before["CV, short"], after["CV, short"] > 0) == (0, True)

    def test_another_look_at_what_stands_alone_is_over_once_it_is_done_again(self, desk: Desk) -> None:
        desk.save(skills=["words"], levels={"words": 4})
        desk.mark("Words", FeedbackKind.AGAIN)
        assert skills(desk.path()) == ["words"]
        desk.mark("Words", FeedbackKind.DONE)
        assert desk.path().steps == ()

    def test_sessions_with_the_mentor_take_their_time(self, desk: Desk) -> None:
        desk.save(skills=["interview"], hours_per_week="1")
        ends = {
            minutes: pathing.path(
                desk.session,
                desk.pools,
                desk.engines,
                desk.user_id,
                desk.course_id,
                language="en",
                now=desk.clock.now(),
                around=pathing.Around(session_minutes=minutes),
            )
            for minutes in (0, 30)
        }
        assert str(ends[30].notes[-1]) == "Every second week, 30 min of your time are kept for your mentor."
        assert (ends[0].notes, ends[30].total_minutes - ends[0].total_minutes) == ((), 30)

    def test_everything_done_leaves_no_next_step(self, desk: Desk) -> None:
        desk.save(skills=["words"])
        desk.mark("Words", FeedbackKind.DONE)
        page = desk.path()
        assert (pathing.next_step(page), page.fraction) == (None, 1.0)

    def test_changes_since_the_learner_looked_are_told(self, desk: Desk) -> None:
        desk.save(skills=["interview"])
        desk.see()
        assert desk.path().changes == ()
        first = desk.path().steps[1].items[0].card.title
        desk.mark(first, FeedbackKind.NOT_FOR_ME)
        desk.mark("Words", FeedbackKind.DONE)
        changes = {(change.skill.key, change.kind) for change in desk.path().changes}
        assert {("words", "done"), ("cv", "resources")} <= changes
        desk.see()
        assert desk.path().changes == ()

    def test_a_missed_week_is_one_line(self, desk: Desk) -> None:
        desk.save(skills=["interview"])
        desk.see()
        desk.clock.advance(days=7)
        page = desk.path()
        assert [change.kind for change in page.changes] == ["moved"]
        assert page.steps[0].starts_on == date(2026, 3, 9)

    def test_what_was_agreed_is_kept_and_marked(self, desk: Desk) -> None:
        mentor = people.user(desk.session)
        desk.save(skills=["interview"])
        edit = MentorEdit("cv", "keep", (desk.id("CV, short"),), note="We said so.")
        path_agreements.agree(desk.session, desk.user_id, desk.course_id, [edit], mentor.id, desk.clock.now())
        assert path_agreements.agreed(desk.session, desk.user_id, desk.course_id) == (edit,)
        step = desk.path().steps[1]
        assert (step.agreed, step.note, [item.card.title for item in step.items]) == (
            True,
            "We said so.",
            ["CV, short"],
        )

    def test_nothing_agreed_is_empty(self, desk: Desk) -> None:
        assert path_agreements.agreed(desk.session, desk.user_id, desk.course_id) == ()

    def test_a_skill_nobody_teaches_is_said(self, desk: Desk) -> None:
        make.skill(desk.session, desk.course_id, "flying")
        desk.save(skills=["flying"])
        revise(desk.session, desk.course_id)
        page = desk.path()
        assert "flying" in str(page.missing[0]).casefold()
        assert page.fraction == 0.0

    def test_somebody_who_is_not_here_gets_a_path_by_names(self, desk: Desk) -> None:
        course = desk.pools.of(desk.session, desk.course_id, desk.clock.now())
        page = pathing.plan_for(
            desk.session, course, desk.course_id, goals=["Interview"], known=["words"], now=desk.clock.now()
        )
        assert skills(page) == ["cv", "interview"]
        assert page.ends_on is not None
        assert page.ends_on - date(2026, 3, 2) < timedelta(weeks=2)
