"""The graph of skills has no circles, and says which it broke."""

import random
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from content_index.skills import Edge, Skill, SkillGraph

KEYS = [f"k{number}" for number in range(8)]
PAIRS = st.lists(st.tuples(st.sampled_from(KEYS), st.sampled_from(KEYS)), max_size=25)


def graph_of(*pairs: tuple[str, str]) -> SkillGraph:
    return SkillGraph.build([Skill(skill, skill, (first,)) for skill, first in pairs])


@given(PAIRS)
@settings(max_examples=200, deadline=None)
def test_every_edge_left_is_respected_by_the_order(pairs: list[tuple[str, str]]) -> None:
    graph = graph_of(*pairs)
    place = {key: number for number, key in enumerate(graph.order())}
    assert set(place) == set(graph.skills)
    assert all(place[edge.prerequisite] < place[edge.skill] for edge in graph.edges)
    assert len(graph.edges) + len(graph.cycles) == len(set(pairs))


@given(PAIRS)
@settings(max_examples=100, deadline=None)
def test_each_circle_closes_and_holds_the_edge_that_was_removed(pairs: list[tuple[str, str]]) -> None:
    for cycle in graph_of(*pairs).cycles:
        ring = [*cycle.edges, cycle.edges[0]]
        assert all(one.prerequisite == other.skill for one, other in pairwise(ring))
        assert cycle.removed in cycle.edges
        assert str(cycle.message)


@given(PAIRS, st.randoms(use_true_random=False))
@settings(max_examples=50, deadline=None)
def test_the_order_of_rows_does_not_matter(pairs: list[tuple[str, str]], shuffler: random.Random) -> None:
    shuffled = list(pairs)
    shuffler.shuffle(shuffled)
    assert graph_of(*pairs).order() == graph_of(*shuffled).order()


@given(PAIRS, st.frozensets(st.sampled_from(KEYS)))
@settings(max_examples=100, deadline=None)
def test_an_order_of_some_skills_respects_prerequisites_through_the_others(
    pairs: list[tuple[str, str]], wanted: frozenset[str]
) -> None:
    graph = graph_of(*pairs)
    wanted &= set(graph.skills)
    place = {key: number for number, key in enumerate(graph.order(wanted))}
    assert set(place) == wanted
    for key in wanted:
        assert all(place[first] < place[key] for first in graph.ancestors([key]) & wanted)


def test_the_inferred_edge_gives_way_to_the_given_one() -> None:
    graph = SkillGraph.build([Skill("a", "A", ("b",))], [Edge("b", "a", 0.9, "inferred")])
    assert [cycle.removed for cycle in graph.cycles] == [Edge("b", "a", 0.9, "inferred")]
    assert "a → b → a" in str(graph.cycles[0].message)


def test_among_equal_edges_the_one_against_the_rest_gives_way() -> None:
    graph = graph_of(("x", "base"), ("y", "base"), ("z", "base"), ("base", "top"), ("top", "x"))
    assert [(cycle.removed.skill, cycle.removed.prerequisite) for cycle in graph.cycles] == [("base", "top")]


def test_a_skill_that_is_its_own_prerequisite_is_said() -> None:
    graph = graph_of(("a", "a"), ("a", "b"))
    assert "its own prerequisite" in str(graph.cycles[0].message)
    assert graph.prerequisites("a") == ("b",)


def test_a_large_knot_is_broken_in_bearable_time() -> None:
    keys = [f"n{number:03}" for number in range(150)]
    pairs = [(a, keys[(n * step + step) % 150]) for n, a in enumerate(keys) for step in (1, 7, 31)]
    graph = graph_of(*pairs)
    place = {key: number for number, key in enumerate(graph.order())}
    assert all(place[edge.prerequisite] < place[edge.skill] for edge in graph.edges)


def test_skills_listed_twice_are_merged_and_unknown_prerequisites_become_skills() -> None:
    graph = SkillGraph.build(
        [
            Skill("a", "a", ("b",)),
            Skill("a", "Name", ("c",), {"fr": "Nom"}, "Text", 2),
            Skill("c", "C"),
        ]
    )
    assert graph.skills["a"] == Skill("a", "Name", ("b", "c"), {"fr": "Nom"}, "Text", 2)
    assert graph.skills["b"].name == "b"
    assert graph.dependents("c") == ("a",)
    assert graph.skills["a"].name_in("fr") == "Nom"
    assert graph.skills["c"].name_in("fr") == "C"


def test_ancestors_stop_where_they_are_told() -> None:
    graph = graph_of(("d", "c"), ("c", "b"), ("b", "a"))
    assert graph.ancestors(["d"]) == {"a", "b", "c"}
    assert graph.ancestors(["d"], stop={"b"}) == {"c"}


def test_the_most_needed_skill_comes_first_by_default_and_another_rank_may_be_given() -> None:
    graph = graph_of(("x", "b"), ("y", "b"), ("x", "a"))
    assert graph.order() == ("b", "a", "y", "x") or graph.order()[0] == "b"
    assert graph.order(priority=lambda key: (key,)) == ("a", "b", "x", "y")
