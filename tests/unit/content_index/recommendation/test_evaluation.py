"""The offline evaluation tells good lists from chance, and each part's work from none."""

import json
from datetime import date

import numpy as np
import pytest

from content_index.recommendation import PARTS, Config
from content_index.recommendation.evaluation import ablations, evaluate, gini
from content_index.recommendation.simulated import a_catalogue, a_graph, some_learners

TODAY = date(2027, 1, 1)
CHANCE = np.random.default_rng(3)
GRAPH = a_graph(14, CHANCE)
CATALOGUE = a_catalogue(GRAPH, 150, TODAY, CHANCE)
CONFIG = Config(today=TODAY)


@pytest.fixture(scope="module")
def figures() -> dict[str, dict[str, float]]:
    return evaluate(CATALOGUE, GRAPH, CONFIG, learners=20, sessions=3)


def test_every_part_and_rule_is_taken_away_once() -> None:
    assert set(ablations(CONFIG)) == {
        "full",
        "chance",
        "without diversity",
        "without something different",
        "without exposure cap",
        *(f"without {part}" for part in PARTS),
    }


def test_lists_are_far_better_than_chance(figures: dict[str, dict[str, float]]) -> None:
    full, chance = figures["full"], figures["chance"]
    assert full["precision"] > 5 * chance["precision"]
    assert full["reached"] >= chance["reached"]
    assert full["gain"] > chance["gain"] + 0.3


def test_taking_a_part_away_changes_lists_and_reasons(figures: dict[str, dict[str, float]]) -> None:
    assert figures["full"]["lists_changed"] == 0.0
    for part in PARTS:
        assert figures[f"without {part}"]["lists_changed"] > 0.0, part
        assert figures[f"without {part}"]["reasons_changed"] > 0.0, part


def test_nothing_is_shown_twice_as_new_and_figures_are_json(figures: dict[str, dict[str, float]]) -> None:
    assert all(found["repeated_as_new"] == 0.0 for found in figures.values())
    assert json.loads(json.dumps(figures)) == figures
    assert all(0.0 <= found["coverage"] <= 1.0 and 0.0 <= found["gini"] < 1.0 for found in figures.values())


def test_the_same_seed_gives_the_same_figures_and_one_configuration_can_be_asked_for() -> None:
    first = evaluate(CATALOGUE, GRAPH, CONFIG, learners=6, sessions=2, only=("full",))
    assert first == evaluate(CATALOGUE, GRAPH, CONFIG, learners=6, sessions=2, only=("full",))
    assert list(first) == ["full"]


def test_gini() -> None:
    assert gini(np.array([1.0, 1.0, 1.0, 1.0])) == pytest.approx(0.0)
    assert gini(np.array([0.0, 0.0, 0.0, 8.0])) == pytest.approx(0.75)
    assert gini(np.zeros(3)) == 0.0


def test_a_simulated_learner_learns_what_it_is_ready_for() -> None:
    person = next(p for p in some_learners(GRAPH, CATALOGUE, 30, 1) if len(p.needs(GRAPH)) > 1)
    ready = next(c for c in CATALOGUE if person.use(c, GRAPH) > 0)
    before = len(person.needs(GRAPH))
    for _ in range(2):
        person.learn(ready, GRAPH)
    assert ready.id in person.done
    assert len(person.needs(GRAPH)) < before
    assert person.use(ready, GRAPH) == 0.0
