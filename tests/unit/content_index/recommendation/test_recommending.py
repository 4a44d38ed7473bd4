"""A list depends on everything that is known of the learner, and says so."""

from dataclasses import fields, replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from content_index.recommendation import PARTS, Candidate, Config, Learner, Pool, Recommendation, Weights, recommend
from content_index.skills import Skill, SkillGraph

TODAY = date(2027, 3, 1)
CONFIG = Config(today=TODAY)
GRAPH = SkillGraph.build(
    [
        Skill("pitch", "The pitch", ("story", "strengths")),
        Skill("story", "Telling a story", ("listening",), {"fr": "Raconter"}),
        Skill("strengths", "Strengths"),
        Skill("listening", "Listening"),
        Skill("spreadsheets", "Spreadsheets", ("computers",)),
        Skill("computers", "Computers"),
        Skill("drawing", "Drawing"),
    ]
)


def a_resource(skill: str, number: int = 1, **changes: object) -> Candidate:
    values: dict[str, object] = {"language": "en", "minutes": 20, "skills": (skill,) if skill else ()}
    return Candidate(f"{skill}{number}", f"About {skill} {number}", **{**values, **changes})  # type: ignore[arg-type]


ALL = [a_resource(skill, number) for skill in GRAPH.skills for number in (1, 2)]


def listed(
    learner: Learner, candidates: list[Candidate] | None = None, config: Config = CONFIG
) -> tuple[Recommendation, ...]:
    return recommend(learner, Pool.build(ALL if candidates is None else candidates, GRAPH), config)


def ids(found: tuple[Recommendation, ...]) -> list[str]:
    return [entry.resource_id for entry in found]


def texts(entry: Recommendation) -> list[str]:
    return [str(message) for message in entry.reasons]


def first(learner: Learner, candidates: list[Candidate], config: Config = CONFIG) -> Recommendation:
    return listed(learner, candidates, config)[0]


ANNA = Learner("anna", goals=("pitch",), known={"listening": 1.0})


class TestParts:
    def test_a_gap_on_the_way_to_the_goal_that_can_be_learned_now_comes_first(self) -> None:
        found = listed(ANNA)
        assert {entry.resource_id[:-1] for entry in found[:4]} == {"story", "strengths"}
        assert "It closes a gap on the way to your goal: " in str(found[0].reason)

    def test_a_gap_counts_less_the_further_it_is_from_the_goal(self) -> None:
        found = {
            e.resource_id: e.parts["gap"]
            for e in listed(Learner("a", goals=("pitch",)), config=replace(CONFIG, size=14))
        }
        assert found["pitch1"] == Weights().gap
        assert found["story1"] == pytest.approx(0.9 * Weights().gap)
        assert found["listening1"] == pytest.approx(0.81 * Weights().gap)
        assert found["drawing1"] == 0.0

    def test_the_goal_itself_counts_most_once_its_prerequisites_are_known(self) -> None:
        learner = replace(ANNA, known={"listening": 1.0, "story": 0.9, "strengths": 0.8})
        top = listed(learner)[0]
        assert top.resource_id.startswith("pitch")
        assert "It teaches what you want to learn: The pitch." in texts(top)
        assert "You are ready for it: you know Telling a story, Strengths." in texts(top)

    def test_what_is_known_closes_no_gap_and_is_not_ready_to_be_learned(self) -> None:
        (entry,) = [e for e in listed(ANNA, config=replace(CONFIG, size=14)) if e.resource_id == "listening1"]
        assert (entry.parts["gap"], entry.parts["ready"]) == (0.0, -Weights().ready)

    def test_a_prerequisite_known_in_part_makes_ready_in_part(self) -> None:
        entry = first(Learner("a", known={"computers": 0.56}), [a_resource("spreadsheets")])
        assert entry.parts["ready"] == pytest.approx(0.6 * Weights().ready)
        assert "You have a part of what it builds on." in texts(entry)

    def test_the_words_of_the_goal(self) -> None:
        learner = Learner("a", goal_scores={"drawing1": 12.0, "story1": 6.0, "gone": 9.0, "listening1": float("nan")})
        found = {entry.resource_id: entry for entry in listed(learner, config=replace(CONFIG, size=14))}
        assert found["drawing1"].parts["goal_text"] == Weights().goal_text
        assert found["story1"].parts["goal_text"] == Weights().goal_text / 2
        assert found["listening1"].parts["goal_text"] == 0.0
        assert "It matches the words of your goal." in texts(found["drawing1"])

    def test_time_fits_in_part_or_is_unknown(self) -> None:
        candidates = [a_resource("drawing", n, minutes=minutes) for n, minutes in enumerate((10, 40, None))]
        found = {e.resource_id: e for e in listed(Learner("a", minutes=20), candidates)}
        assert [found[f"drawing{n}"].parts["time"] for n in range(3)] == [1.0, 0.5, 0.5]
        assert "It takes 10 min, which fits your time." in texts(found["drawing0"])
        assert not [text for text in texts(found["drawing1"]) if "fits your time" in text]

    def test_language(self) -> None:
        candidates = [a_resource("drawing", 1, language="fr"), a_resource("drawing", 2)]
        assert first(Learner("a", language="fr"), candidates).resource_id == "drawing1"
        assert "It is in your language." in texts(first(Learner("a", language="fr"), candidates))
        assert first(Learner("a", language="en"), candidates).resource_id == "drawing2"

    def test_liked_before(self) -> None:
        learner = Learner("a", liked=frozenset({"drawing1", "gone"}), done=frozenset({"drawing1"}))
        top = listed(learner)[0]
        assert top.resource_id == "drawing2"
        assert "It is close to “About drawing 1”, which you liked." in texts(top)

    def test_fresh_fades(self) -> None:
        ages = [0, 21, 300]
        candidates = [a_resource("drawing", n, added_on=TODAY - timedelta(days=age)) for n, age in enumerate(ages)]
        found = {e.resource_id: e for e in listed(Learner("a"), candidates)}
        assert [found[f"drawing{n}"].parts["fresh"] for n in range(2)] == [0.5, 0.25]
        assert "It is new in your course." in texts(found["drawing0"])
        assert "It is new in your course." not in texts(found["drawing2"])

    def test_the_instructors_pin(self) -> None:
        top = first(Learner("a"), [*ALL, a_resource("drawing", 9, pinned=True)])
        assert (top.resource_id, "Your instructor recommends it." in texts(top)) == ("drawing9", True)

    def test_what_was_shown_again_and_again_gives_way_and_is_not_new(self) -> None:
        candidates = [a_resource("strengths", number) for number in range(9)]
        fresh = listed(ANNA, candidates)
        shown = {entry.resource_id: 6 for entry in fresh}
        again = listed(replace(ANNA, shown=shown), candidates)
        assert not set(ids(again)[:4]) & set(shown)
        both = listed(replace(ANNA, shown={fresh[0].resource_id: 1}), candidates)
        assert {entry.resource_id: entry.new for entry in both}.get(fresh[0].resource_id, False) is False
        assert all(entry.new for entry in fresh)

    def test_the_score_is_the_sum_of_the_parts_and_each_part_can_be_switched_off(self) -> None:
        learner = rich_learner()
        for name in PARTS:
            config = replace(CONFIG, weights=replace(Weights(), **{name: 0.0}), size=10)
            for entry in listed(learner, RICH, config):
                assert entry.parts[name] == 0.0
                assert entry.score == pytest.approx(sum(entry.parts.values()), abs=1e-5)

    def test_reasons_put_first_what_sets_a_resource_apart(self) -> None:
        candidates = [a_resource("drawing", n, language="fr") for n in range(8)]
        candidates.append(a_resource("drawing", 9, language="fr", added_on=TODAY))
        learner = Learner("a", language="fr")
        assert str(first(learner, candidates).reason) == "It is new in your course."

    def test_a_resource_about_nothing_in_particular_still_has_a_reason(self) -> None:
        entry = first(Learner("a"), [a_resource("", 1, minutes=None)])
        assert (str(entry.reason), entry.score) == ("It is part of your course.", 0.0)


class TestActions:
    @pytest.mark.parametrize(
        "action",
        [
            lambda key: {"dismissed": frozenset({key})},
            lambda key: {"done": frozenset({key})},
            lambda key: {"later": {key: TODAY + timedelta(days=1)}},
        ],
    )
    def test_not_for_me_done_and_later_change_the_next_list_at_once(self, action: object) -> None:
        before = listed(ANNA)
        after = listed(replace(ANNA, **action(before[0].resource_id)))  # type: ignore[operator]
        assert before[0].resource_id not in ids(after)
        assert len(after) == len(before)

    def test_later_comes_back_on_its_day(self) -> None:
        assert "story1" in ids(listed(replace(ANNA, later={"story1": TODAY}), config=replace(CONFIG, size=14)))

    def test_when_everything_is_done_the_list_is_empty(self) -> None:
        assert listed(replace(ANNA, done=frozenset(c.id for c in ALL))) == ()
        assert listed(ANNA, []) == ()
        assert listed(ANNA, config=replace(CONFIG, size=0)) == ()


RICH = [
    Candidate(
        id=f"r{number}",
        title=f"Resource {number}",
        language="fr" if number % 3 else "en",
        skills=(list(GRAPH.skills)[number % 7],) + ((list(GRAPH.skills)[number * 5 % 7],) if number % 4 == 0 else ()),
        minutes=10 + number * 7 % 50,
        added_on=TODAY - timedelta(days=number * 13 % 90),
        pinned=number in (17, 31),
        exposure=400 if number in (3, 8) else number % 5,
    )
    for number in range(60)
]


def rich_learner() -> Learner:
    return Learner(
        "rich",
        goals=("pitch",),
        known={"listening": 1.0, "computers": 0.4},
        language="fr",
        minutes=25,
        goal_scores={f"r{number}": float(number % 11) for number in range(0, 60, 4)},
        liked=frozenset({"r6", "r13"}),
        dismissed=frozenset({"r9"}),
        done=frozenset({"r2"}),
        later={"r16": TODAY + timedelta(days=9)},
        shown={"r23": 4, "r1": 3, "r15": 5},
    )


class TestEveryInputMatters:
    @pytest.mark.parametrize("name", [f.name for f in fields(Learner) if f.name not in ("id", "reader")])
    def test_removing_an_input_of_the_learner_changes_list_or_reasons(self, name: str) -> None:
        learner, config = rich_learner(), replace(CONFIG, size=60, different=0)
        empty = getattr(Learner("x"), name)
        with_it, without = listed(learner, RICH, config), listed(replace(learner, **{name: empty}), RICH, config)
        assert ids(with_it) != ids(without)
        if name not in ("dismissed", "done", "later", "shown"):
            said = {entry.resource_id: texts(entry) for entry in with_it}
            assert any(said[entry.resource_id] != texts(entry) for entry in without)

    @pytest.mark.parametrize(
        ("name", "value"), [("pinned", False), ("exposure", 0), ("minutes", None), ("skills", ()), ("added_on", None)]
    )
    def test_removing_an_input_of_the_catalogue_changes_the_list(self, name: str, value: object) -> None:
        config = replace(CONFIG, size=60, different=0)
        changed = [replace(candidate, **{name: value}) for candidate in RICH]  # type: ignore[arg-type]
        assert ids(listed(rich_learner(), RICH, config)) != ids(listed(rich_learner(), changed, config))


class TestList:
    def test_translations_and_near_duplicates_do_not_fill_the_list(self) -> None:
        candidates = [a_resource("strengths", n) for n in range(9)]
        candidates += [a_resource("listening"), a_resource("drawing")]
        found = listed(Learner("a", goals=("pitch",)), candidates, replace(CONFIG, size=3, different=0))
        assert "listening1" in ids(found)[:2]
        alike = listed(Learner("a", goals=("pitch",)), candidates, replace(CONFIG, size=3, different=0, diversity=0.0))
        assert "listening1" not in ids(alike)

    def test_one_slot_is_labelled_as_something_different(self) -> None:
        found = listed(ANNA)
        assert [entry.slot for entry in found] == ["regular"] * 4 + ["different"]
        assert found[-1].resource_id[:-1] in ("drawing", "computers", "spreadsheets")
        assert str(found[-1].reason).startswith("Something different: ")
        assert found[-1].parts["gap"] == 0.0

    def test_something_different_is_no_translation_of_what_stands_above_it(self) -> None:
        skills = ("drawing", "computers", "spreadsheets", "listening", "strengths")
        both = [replace(a_resource(skill, n), language=tag) for skill in skills for n, tag in ((1, "en"), (2, "fr"))]
        for day in range(12):
            config = replace(CONFIG, size=4, today=TODAY + timedelta(days=day))
            found = listed(Learner("new", language="en"), both, config)
            skill = found[-1].resource_id[:-1]
            assert (found[-1].slot, skill in {one.resource_id[:-1] for one in found[:-1]}) == ("different", False)

    def test_something_different_changes_with_the_day_and_the_seed_only(self) -> None:
        lists = {ids(listed(ANNA, RICH, replace(CONFIG, today=TODAY + timedelta(days=day))))[-1] for day in range(12)}
        assert len(lists) > 2
        seeds = {ids(listed(ANNA, RICH, replace(CONFIG, seed=seed)))[-1] for seed in range(12)}
        assert len(seeds) > 2
        assert listed(ANNA, RICH) == listed(ANNA, RICH)

    def test_something_different_without_skills_and_when_only_the_goal_is_left(self) -> None:
        found = listed(ANNA, [a_resource("strengths"), a_resource("", 1), a_resource("", 2)], replace(CONFIG, size=2))
        assert str(found[1].reason) == "Something different, beyond your goal."
        only = listed(ANNA, [a_resource("strengths", n) for n in range(6)], replace(CONFIG, size=2))
        assert [entry.slot for entry in only] == ["regular", "different"]

    def test_a_list_of_one_is_regular(self) -> None:
        assert [entry.slot for entry in listed(ANNA, config=replace(CONFIG, size=1))] == ["regular"]

    def test_what_has_more_than_its_share_of_showings_yields(self) -> None:
        candidates = [a_resource("strengths", n, exposure=900 if n == 1 else 2) for n in range(40)]
        candidates[1] = replace(candidates[1], added_on=TODAY)
        learner = Learner("a", goals=("strengths",))
        assert "strengths1" not in ids(listed(learner, candidates))
        rare = [replace(candidate, exposure=0) for candidate in candidates]
        assert ids(listed(learner, rare))[0] == "strengths1"
        pinned = [replace(c, pinned=c.id == "strengths1") for c in candidates]
        assert ids(listed(learner, pinned))[0] == "strengths1"

    def test_a_cold_start_gets_a_varied_list_that_can_be_begun(self) -> None:
        found = listed(Learner("new"), config=replace(CONFIG, size=4, different=0))
        assert len({entry.resource_id[:-1] for entry in found}) == 4
        assert all("nothing has to come before it" in " ".join(texts(entry)) for entry in found)

    def test_two_new_learners_do_not_see_the_same_list(self) -> None:
        assert len({tuple(ids(listed(Learner(f"new{n}"), RICH))) for n in range(5)}) > 1

    def test_names_are_in_the_learners_language(self) -> None:
        found = listed(replace(ANNA, language="fr"), config=replace(CONFIG, size=14))
        (story,) = [entry for entry in found if entry.resource_id == "story1"]
        assert "It closes a gap on the way to your goal: Raconter." in texts(story)

    def test_unknown_skills_goals_and_double_ids_do_no_harm(self) -> None:
        candidates = [a_resource("juggling"), a_resource("juggling"), a_resource("drawing", skills=("drawing",) * 3)]
        learner = Learner("a", goals=("nothing", "juggling"), known={"nobody": 1.0})
        found = listed(learner, candidates)
        assert ids(found)[0] == "juggling1"
        assert "It teaches what you want to learn: juggling." in texts(found[0])
        assert len(found) == 2


IDS = st.frozensets(st.sampled_from([candidate.id for candidate in RICH] + ["gone"]), max_size=8)
SKILLS = st.sampled_from([*GRAPH.skills, "unknown"])
LEARNERS = st.builds(
    Learner,
    id=st.text(max_size=3),
    goals=st.lists(SKILLS, max_size=3).map(tuple),
    known=st.dictionaries(SKILLS, st.floats(-1, 2), max_size=4),
    language=st.sampled_from(["", "fr", "en", "de"]),
    minutes=st.sampled_from([None, 0, -5, 15, 600]),
    goal_scores=st.dictionaries(st.sampled_from(["r1", "r2", "gone"]), st.floats(allow_nan=True), max_size=3),
    liked=IDS,
    dismissed=IDS,
    done=IDS,
    later=st.dictionaries(st.sampled_from(["r5", "gone"]), st.dates(), max_size=2),
    shown=st.dictionaries(st.sampled_from(["r1", "r7", "gone"]), st.integers(-1, 50), max_size=3),
)


@given(LEARNERS, st.integers(0, 8), st.integers(0, 3), st.floats(0, 1))
@settings(max_examples=150, deadline=None)
def test_for_any_learner_the_list_is_sound(learner: Learner, size: int, different: int, diversity: float) -> None:
    config = replace(CONFIG, size=size, different=different, diversity=diversity)
    found = listed(learner, RICH, config)
    assert len(set(ids(found))) == len(found) <= size
    assert not set(ids(found)) & (learner.done | learner.dismissed)
    assert not any(learner.later.get(key, TODAY) > TODAY for key in ids(found))
    assert sum(entry.slot == "different" for entry in found) <= max(0, min(different, size - 1))
    assert all(entry.reasons and all(map(str, entry.reasons)) for entry in found)
    assert found == listed(learner, RICH, config)
