"""Recommendation: time of one list at 1,000 and 10,000 resources, and what each part is worth.

    python -m tests.bench.recommendation [--learners N] [--sessions N]

Needs no data: the catalogue and the learners are simulated (content_index.recommendation.simulated).
"""

import argparse
import json
import statistics
import time
from datetime import date

import numpy as np

from content_index.recommendation import Config, Pool, recommend
from content_index.recommendation.evaluation import evaluate
from content_index.recommendation.simulated import a_catalogue, a_graph, some_learners

TODAY = date(2027, 1, 4)
SKILLS = 300


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--learners", type=int, default=60)
    parser.add_argument("--sessions", type=int, default=6)
    parser.add_argument("--data", default="", help="not needed")
    arguments = parser.parse_args()
    for size in (1_000, 10_000):
        print(json.dumps({"benchmark": "recommendation_time", "resources": size, **speed(size)}), flush=True)
    chance = np.random.default_rng(1)
    graph = a_graph(40, chance)
    catalogue = a_catalogue(graph, 600, TODAY, chance)
    found = evaluate(catalogue, graph, Config(today=TODAY), learners=arguments.learners, sessions=arguments.sessions)
    for name, figures in found.items():
        print(json.dumps({"benchmark": "recommendation", "configuration": name, **figures}), flush=True)


def speed(size: int) -> dict[str, float]:
    """Return milliseconds of making the pool once, and of one learner's list (target: p95 below 80)."""
    chance = np.random.default_rng(2)
    graph = a_graph(SKILLS, chance)
    catalogue = a_catalogue(graph, size, TODAY, chance)
    begins = time.perf_counter()
    pool = Pool.build(catalogue, graph)
    built = time.perf_counter() - begins
    people = [person.seen_by_recommender() for person in some_learners(graph, catalogue, 100, 7)]
    times = []
    for person in people:
        begins = time.perf_counter()
        recommend(person, pool, Config(today=TODAY))
        times.append((time.perf_counter() - begins) * 1000)
    cuts = statistics.quantiles(times, n=20)
    return {"pool_ms": round(built * 1000, 1), "p50_ms": round(cuts[9], 1), "p95_ms": round(cuts[18], 1)}


if __name__ == "__main__":
    main()
