"""A path leads from what is known to the goal, never ahead of a prerequisite."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from content_index.paths import MentorEdit, Path, PathResource, PlanRequest, Step, plan
from content_index.paths.scheduling import SESSION
from content_index.skills import Edge, Skill, SkillGraph

MONDAY = date(2027, 1, 4)


def graph_of(**prerequisites: str) -> SkillGraph:
    return SkillGraph.build(Skill(key, key.title(), tuple(firsts.split())) for key, firsts in prerequisites.items())


def lesson(skills: str, minutes: int = 30, language: str = "en", kind: str = "lesson", name: str = "") -> PathResource:
    identifier = name or f"{skills.replace(' ', '+')}-{kind}-{language}-{minutes}"
    return PathResource(identifier, f"About {skills}", minutes, language, tuple(skills.split()), kind)


GRAPH = graph_of(pitch="story strengths", story="listening", strengths="", listening="", unrelated="")
RESOURCES = [lesson(skill) for skill in ("pitch", "story", "strengths", "listening", "unrelated")]


def order(path: Path) -> list[str]:
    return [step.skill for step in path.steps]


def texts(step: Step) -> list[str]:
    return [str(message) for message in step.why]


KEYS = [f"s{n}" for n in range(9)]


@st.composite
def requests(draw: st.DrawFn) -> tuple[PlanRequest, SkillGraph, list[PathResource]]:
    skills = [Skill(key, key, tuple(draw(st.lists(st.sampled_from(KEYS), max_size=3)))) for key in KEYS]
    suggested = [
        Edge(a, b, 0.5, "inferred")
        for a, b in draw(st.lists(st.tuples(st.sampled_from(KEYS), st.sampled_from(KEYS)), max_size=3))
    ]
    some = st.frozensets(st.sampled_from(KEYS), max_size=4)
    kinds = st.sampled_from(["lesson", "exercise"])
    shapes = st.tuples(some, st.integers(1, 600), st.sampled_from(["en", "fr"]), kinds)
    resources = [
        PathResource(f"r{number}", "T", minutes, language, tuple(sorted(taught)), kind)
        for number, (taught, minutes, language, kind) in enumerate(draw(st.lists(shapes, max_size=12)))
    ]
    ids = st.frozensets(st.sampled_from([r.id for r in resources] or ["none"]), max_size=3)
    edits = st.builds(
        MentorEdit,
        skill=st.sampled_from(KEYS),
        action=st.sampled_from(["keep", "add", "remove"]),
        resources=ids.map(lambda found: tuple(sorted(found))),
        before=st.sampled_from(["", *KEYS]),
    )
    request = PlanRequest(
        goals=tuple(draw(st.lists(st.sampled_from(KEYS), min_size=1, max_size=3))),
        known=draw(some),
        failed=draw(some),
        hours_per_week=draw(st.sampled_from([0.0, 0.25, 1.0, 3.5, 12.0, float("nan"), float("inf"), -2.0])),
        starts_on=draw(st.sampled_from([None, MONDAY])),
        done=draw(ids),
        started=draw(ids),
        disliked=draw(ids),
        later=draw(ids),
        edits=tuple(draw(st.lists(edits, max_size=3))),
        session_minutes=draw(st.sampled_from([0, 30])),
        session_every=draw(st.integers(1, 3)),
    )
    return request, SkillGraph.build(skills, suggested), resources


class TestForAnyInput:
    @given(requests())
    @settings(max_examples=100, deadline=None)
    def test_no_step_comes_before_its_prerequisite(
        self, case: tuple[PlanRequest, SkillGraph, list[PathResource]]
    ) -> None:
        request, graph, resources = case
        path = plan(request, graph, resources)
        place = {skill: number for number, skill in enumerate(order(path))}
        assert len(place) == len(path.steps)
        for edge in graph.edges:
            if edge.skill in place and edge.prerequisite in place:
                assert place[edge.prerequisite] < place[edge.skill]

    @given(requests())
    @settings(max_examples=100, deadline=None)
    def test_every_prerequisite_is_in_the_path_or_known(
        self, case: tuple[PlanRequest, SkillGraph, list[PathResource]]
    ) -> None:
        request, graph, resources = case
        removed = {edit.skill for edit in request.edits if edit.action == "remove"}
        place = set(order(plan(request, graph, resources)))
        fine = place | (request.known - request.failed) | removed
        assert all(first in fine for skill in place for first in graph.prerequisites(skill))

    @given(requests())
    @settings(max_examples=100, deadline=None)
    def test_the_last_step_is_a_goal_unless_a_mentor_added_one(
        self, case: tuple[PlanRequest, SkillGraph, list[PathResource]]
    ) -> None:
        request, graph, resources = case
        request = replace(request, edits=tuple(edit for edit in request.edits if edit.action != "add"))
        path = plan(request, graph, resources)
        assert not path.steps or path.steps[-1].skill in request.goals

    @given(requests())
    @settings(max_examples=100, deadline=None)
    def test_weeks_hold_what_was_asked_and_everything_is_in_them(
        self, case: tuple[PlanRequest, SkillGraph, list[PathResource]]
    ) -> None:
        request, graph, resources = case
        path = plan(request, graph, resources)
        if not path.weeks:
            return
        asked = request.hours_per_week * 60
        assert all(asked * 0.9 <= week.minutes <= asked * 1.1 + 1e-9 for week in path.weeks[:-1])
        assert path.weeks[-1].minutes <= asked * 1.1 + 1e-9
        assert [week.number for week in path.weeks] == list(range(1, len(path.weeks) + 1))
        left = {r.id: r.minutes for step in path.steps for r in step.resources if not r.done}
        spread: dict[str, int] = {}
        for week in path.weeks:
            for item in week.items:
                if item.resource_id != SESSION:
                    spread[item.resource_id] = spread.get(item.resource_id, 0) + item.minutes
        assert spread == left

    @given(requests())
    @settings(max_examples=100, deadline=None)
    def test_the_same_input_gives_the_same_path(self, case: tuple[PlanRequest, SkillGraph, list[PathResource]]) -> None:
        request, graph, resources = case
        assert plan(request, graph, resources) == plan(request, graph, list(reversed(resources)))

    @given(requests())
    @settings(max_examples=100, deadline=None)
    def test_every_step_says_why_and_a_disliked_resource_is_never_proposed(
        self, case: tuple[PlanRequest, SkillGraph, list[PathResource]]
    ) -> None:
        request, graph, resources = case
        for step in plan(request, graph, resources).steps:
            assert all(str(message) for message in step.why)
            assert step.why
            shown = {r.id for r in (*step.resources, *step.alternatives)}
            assert step.origin == "agreed" or not shown & request.disliked


class TestOrder:
    def test_the_goal_comes_last_and_nothing_else_is_asked(self) -> None:
        assert order(plan(PlanRequest(("pitch",)), GRAPH, RESOURCES)) == ["listening", "story", "strengths", "pitch"]

    def test_what_is_known_and_what_lies_behind_it_is_left_out(self) -> None:
        path = plan(PlanRequest(("pitch",), known=frozenset({"story"})), GRAPH, RESOURCES)
        assert order(path) == ["strengths", "pitch"]

    def test_ties_go_to_what_was_begun_then_to_what_most_skills_need(self) -> None:
        graph = graph_of(goal="a b c", other="b", third="b", a="", b="", c="")
        resources = [lesson(skill) for skill in "abc"]
        assert order(plan(PlanRequest(("goal",)), graph, resources))[0] == "b"
        begun = PlanRequest(("goal",), started=frozenset({resources[2].id}))
        assert order(plan(begun, graph, resources))[0] == "c"

    def test_circles_are_broken_and_told(self) -> None:
        graph = SkillGraph.build(
            [Skill("a", "A", ("b",)), Skill("b", "B"), Skill("goal", "Goal", ("a",))], [Edge("b", "a", 0.4, "inferred")]
        )
        path = plan(PlanRequest(("goal",)), graph, [])
        assert order(path) == ["b", "a", "goal"]
        assert [(cycle.removed.skill, cycle.removed.prerequisite) for cycle in path.broken_cycles] == [("b", "a")]

    def test_two_goals_end_the_path(self) -> None:
        graph = graph_of(one="a", two="a", a="")
        assert order(plan(PlanRequest(("one", "two")), graph, []))[1:] in (["one", "two"], ["two", "one"])


class TestResources:
    def test_a_lesson_and_an_exercise_in_the_learners_language_with_alternatives(self) -> None:
        graph = graph_of(a="")
        resources = [
            lesson("a", 20, "fr"),
            lesson("a", 30, "en"),
            lesson("a", 15, "en", "exercise"),
            lesson("a b", 10, "en", name="broad"),
        ]
        (step,) = plan(PlanRequest(("a",), language="en"), graph, resources).steps
        assert [r.id for r in step.resources] == ["a-lesson-en-30", "a-exercise-en-15"]
        assert [r.id for r in step.alternatives] == ["broad", "a-lesson-fr-20"]
        assert step.minutes == 45
        assert "practise" in str(step.resources[1].why)
        assert "another language" in str(step.alternatives[1].why)

    def test_the_only_one_in_another_language_is_taken_and_said(self) -> None:
        (step,) = plan(
            PlanRequest(("a",), language="fr"), graph_of(a=""), [lesson("a"), lesson("a", 9, "fr", "exercise")]
        ).steps
        assert "another language" in str(step.resources[0].why)

    def test_disliked_later_and_done_change_the_choice(self) -> None:
        first, second = lesson("a", 10), lesson("a", 20)

        def chosen(**changes: frozenset[str]) -> str:
            (step,) = plan(PlanRequest(("a",), **changes), graph_of(a=""), [first, second]).steps  # type: ignore[arg-type]
            return step.resources[0].id

        assert chosen() == first.id
        assert chosen(disliked=frozenset({first.id})) == second.id
        assert chosen(later=frozenset({first.id})) == second.id
        assert chosen(done=frozenset({second.id})) == second.id
        assert chosen(started=frozenset({second.id})) == second.id

    def test_a_resource_for_two_steps_is_planned_once(self) -> None:
        graph = graph_of(a="b", b="")
        path = plan(PlanRequest(("a",), starts_on=MONDAY), graph, [lesson("a b", 50)])
        assert [step.minutes for step in path.steps] == [50, 0]
        assert path.total_minutes == 50
        assert [step.week for step in path.steps] == [1, 1]

    def test_what_nobody_teaches_is_named_and_keeps_its_place(self) -> None:
        path = plan(PlanRequest(("pitch", "juggling")), GRAPH, [r for r in RESOURCES if "story" not in r.skills])
        assert order(path) == ["listening", "story", "strengths", "pitch"]
        assert [missing.skill for missing in path.missing] == ["story", "juggling"]
        assert "No resource teaches “Story”" in str(path.missing[0].message)
        assert "not among the skills" in str(path.missing[1].message)

    def test_names_and_reasons_are_in_the_learners_language(self) -> None:
        graph = SkillGraph.build([Skill("a", "Listening", names={"fr": "Écoute"}), Skill("b", "Story", ("a",))])
        path = plan(PlanRequest(("b",), language="fr"), graph, [])
        assert path.steps[0].name == "Écoute"
        known = plan(PlanRequest(("b",), language="fr", known=frozenset({"a"})), graph, [])
        assert "You have what it builds on: Écoute." in texts(known.steps[0])


class TestState:
    def test_done_steps_stay_in_the_path_without_time(self) -> None:
        done = RESOURCES[3].id
        path = plan(PlanRequest(("pitch",), done=frozenset({done}), starts_on=MONDAY), GRAPH, RESOURCES)
        first = path.steps[0]
        assert (first.skill, first.state, first.minutes, first.week, first.starts_on) == (
            "listening",
            "done",
            0,
            0,
            None,
        )

    def test_a_step_is_started_when_a_part_is_done_or_begun(self) -> None:
        resources = [lesson("a", 10), lesson("a", 20, kind="exercise")]
        part = PlanRequest(("a",), done=frozenset({resources[0].id}))
        assert plan(part, graph_of(a=""), resources).steps[0].state == "started"
        begun = PlanRequest(("a",), started=frozenset({resources[0].id}))
        assert plan(begun, graph_of(a=""), resources).steps[0].state == "started"

    def test_a_failed_quiz_brings_the_skill_back_with_something_else_first(self) -> None:
        first, second = lesson("story", 10), lesson("story", 20)
        request = PlanRequest(
            ("pitch",), known=frozenset({"story", "strengths"}), done=frozenset({first.id}), failed=frozenset({"story"})
        )
        step = next(s for s in plan(request, GRAPH, [first, second]).steps if s.skill == "story")
        assert (step.resources[0].id, step.state) == (second.id, "todo")
        assert "This needs another look." in texts(step)
        only = next(s for s in plan(request, GRAPH, [first]).steps if s.skill == "story")
        assert "again" in str(only.resources[0].why)
        assert only.minutes == 10


class TestTime:
    def test_dates_follow_the_weeks(self) -> None:
        graph = graph_of(pitch="story", story="listening strengths", listening="", strengths="")
        resources = [lesson("story", 120), lesson("listening", 60), lesson("strengths", 60), lesson("pitch", 90)]
        path = plan(PlanRequest(("pitch",), hours_per_week=1, starts_on=MONDAY), graph, resources)
        weeks = {step.skill: (step.week, step.last_week, step.starts_on, step.ends_on) for step in path.steps}
        assert weeks["listening"] == (1, 1, MONDAY, date(2027, 1, 10))
        assert weeks["story"] == (3, 4, date(2027, 1, 18), date(2027, 1, 31))
        assert path.ends_on == date(2027, 2, 14)
        assert path.total_hours == 5.5

    def test_sessions_are_kept_free(self) -> None:
        request = PlanRequest(("a",), hours_per_week=1, session_minutes=30, session_every=2)
        path = plan(request, graph_of(a=""), [lesson("a", 120)])
        assert [[(i.resource_id == SESSION, i.minutes) for i in week.items] for week in path.weeks] == [
            [(False, 60)],
            [(True, 30), (False, 30)],
            [(False, 30)],
        ]

    def test_sessions_that_do_not_fit_are_left_out_and_said(self) -> None:
        path = plan(PlanRequest(("a",), hours_per_week=0.5, session_minutes=60), graph_of(a=""), [lesson("a")])
        assert "Sessions with your mentor do not fit" in str(path.notes[0])

    @pytest.mark.parametrize("hours", [0, -1, float("nan"), float("inf")])
    def test_without_usable_hours_there_is_an_order_but_no_date(self, hours: float) -> None:
        path = plan(PlanRequest(("pitch",), hours_per_week=hours, starts_on=MONDAY), GRAPH, RESOURCES)
        assert len(path.steps) == 4
        assert path.weeks == ()
        assert path.ends_on is None
        assert "how many hours" in str(path.notes[0])

    def test_dates_beyond_the_calendar_are_left_out(self) -> None:
        request = PlanRequest(("a",), hours_per_week=0.02, starts_on=date(9999, 12, 20))
        path = plan(request, graph_of(a=""), [lesson("a", 10)])
        assert path.weeks[-1].starts_on is None


class TestMentor:
    def test_agreed_resources_are_kept_and_marked(self) -> None:
        resources = [lesson("a", 10), lesson("a", 20)]
        edit = MentorEdit("a", resources=(resources[1].id, "gone"), note="Start here.")
        path = plan(
            PlanRequest(("a",), edits=(edit,), disliked=frozenset({resources[1].id})), graph_of(a=""), resources
        )
        (step,) = path.steps
        assert (step.origin, step.note, [r.id for r in step.resources]) == ("agreed", "Start here.", [resources[1].id])
        assert "You and your mentor agreed on it." in texts(step)
        assert "no longer there" in str(path.notes[0])

    def test_a_step_can_be_added_with_its_prerequisites_and_taken_out(self) -> None:
        request = PlanRequest(("story",), edits=(MentorEdit("unrelated", "add"), MentorEdit("listening", "remove")))
        path = plan(request, GRAPH, RESOURCES)
        assert [(step.skill, step.origin) for step in path.steps] == [("unrelated", "agreed"), ("story", "proposed")]

    def test_a_place_is_kept_unless_a_prerequisite_forbids_it(self) -> None:
        asked = PlanRequest(("pitch",), edits=(MentorEdit("strengths", before="listening"),))
        assert order(plan(asked, GRAPH, RESOURCES))[:2] == ["strengths", "listening"]
        refused = PlanRequest(("pitch",), edits=(MentorEdit("pitch", before="listening"),))
        path = plan(refused, GRAPH, RESOURCES)
        assert order(path)[-1] == "pitch"
        assert "cannot come before" in str(path.notes[0])

    def test_two_wishes_against_each_other_do_not_make_a_circle(self) -> None:
        edits = (MentorEdit("strengths", before="listening"), MentorEdit("listening", before="strengths"))
        path = plan(PlanRequest(("pitch",), edits=edits), GRAPH, RESOURCES)
        assert order(path)[:2] == ["strengths", "listening"]
        assert len(path.notes) == 1


class TestGoals:
    def test_no_goal_a_known_goal_and_a_removed_goal_are_said(self) -> None:
        assert str(plan(PlanRequest(()), GRAPH, []).notes[0]) == "Choose a goal to get a path."
        known = plan(PlanRequest(("pitch",), known=frozenset({"pitch"})), GRAPH, [])
        assert (known.steps, "already know" in str(known.notes[0])) == ((), True)
        removed = plan(PlanRequest(("pitch",), edits=(MentorEdit("pitch", "remove"),)), GRAPH, [])
        assert "took “Pitch” out" in str(removed.notes[0])
