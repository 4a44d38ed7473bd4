"""After progress, feedback, a failed quiz, a missed week: a new plan, and what changed in words."""

from dataclasses import replace
from datetime import date, timedelta

from content_index.paths import MentorEdit, PathResource, PlanRequest, plan, progress, replan
from content_index.skills import Skill, SkillGraph

GRAPH = SkillGraph.build([Skill("a", "A"), Skill("b", "B", ("a",)), Skill("c", "C", ("b",))])
RESOURCES = [
    PathResource(f"{skill}{number}", f"{skill}{number}", 30 * number, "en", (skill,))
    for skill in "abc"
    for number in (1, 2)
]
START = PlanRequest(("c",), hours_per_week=1, starts_on=date(2027, 1, 4))
PATH = plan(START, GRAPH, RESOURCES)


def changed(request: PlanRequest) -> list[tuple[str, str, str]]:
    _, changes = replan(PATH, request, GRAPH, RESOURCES)
    return [(change.skill, change.kind, str(change.message)) for change in changes]


def test_nothing_happened_nothing_changes() -> None:
    assert changed(START) == []


def test_progress_is_said_and_later_steps_move_earlier() -> None:
    request = replace(START, done=frozenset({"a1", "b1"}))
    assert changed(request) == [
        ("a", "done", "“A” is done."),
        ("b", "done", "“B” is done."),
        ("c", "moved", "“C” begins earlier than planned."),
    ]


def test_a_missed_week_moves_what_is_left() -> None:
    request = replace(START, starts_on=START.starts_on + timedelta(weeks=1))  # type: ignore[operator]
    assert [(skill, kind) for skill, kind, _ in changed(request)] == [("a", "moved"), ("b", "moved"), ("c", "moved")]
    assert "later" in changed(request)[0][2]


def test_not_for_me_and_later_bring_other_resources_with_the_reason() -> None:
    assert "not for you" in changed(replace(START, disliked=frozenset({"b1"})))[0][2]
    assert "aside for later" in changed(replace(START, later=frozenset({"b1"})))[0][2]


def test_other_resources_without_a_known_reason() -> None:
    _, changes = replan(PATH, START, GRAPH, [r for r in RESOURCES if r.id != "a1"])
    assert str(changes[0].message) == "“A” has other resources than before."


def test_a_failed_quiz_is_the_reason_for_other_resources_or_a_step_that_is_back() -> None:
    request = replace(START, done=frozenset({"a1"}))
    before = plan(request, GRAPH, RESOURCES)
    _, changes = replan(before, replace(request, failed=frozenset({"a"})), GRAPH, RESOURCES)
    assert ("a", "resources") in [(change.skill, change.kind) for change in changes]
    assert "needs another look" in str(changes[0].message)
    knowing = replace(START, known=frozenset({"a"}))
    _, back = replan(plan(knowing, GRAPH, RESOURCES), replace(knowing, failed=frozenset({"a"})), GRAPH, RESOURCES)
    assert (back[0].kind, "needs another look" in str(back[0].message)) == ("added", True)


def test_mentor_edits_and_new_goals_are_said() -> None:
    assert "mentor chose" in changed(replace(START, edits=(MentorEdit("b", resources=("b2",)),)))[0][2]
    kinds = {(skill, kind) for skill, kind, _ in changed(replace(START, edits=(MentorEdit("a", "remove"),)))}
    assert ("a", "removed") in kinds
    shorter = plan(replace(START, goals=("b",)), GRAPH, RESOURCES)
    _, changes = replan(shorter, START, GRAPH, RESOURCES)
    assert ("c", "added") in [(change.skill, change.kind) for change in changes]


def test_mentor_edits_survive_planning_again() -> None:
    request = replace(START, edits=(MentorEdit("b", resources=("b2",), note="n"),))
    first = plan(request, GRAPH, RESOURCES)
    second, _ = replan(first, replace(request, done=frozenset({"a1"})), GRAPH, RESOURCES)
    assert second.steps[1].origin == "agreed"
    assert [r.id for r in second.steps[1].resources] == ["b2"]


def test_progress_counts_steps_and_minutes_without_what_nobody_teaches() -> None:
    graph = SkillGraph.build([*GRAPH.skills.values(), Skill("d", "D", ("c",))])
    path = plan(replace(START, goals=("d",), done=frozenset({"a1"})), graph, RESOURCES)
    found = progress(path)
    assert (found.done_steps, found.steps, found.done_minutes, found.minutes) == (1, 3, 30, 90)
    assert found.fraction == 1 / 3
    assert progress(plan(PlanRequest(()), graph, [])).fraction == 0.0
