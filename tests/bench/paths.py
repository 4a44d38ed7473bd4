"""Paths: prerequisites in order, inferred ones against reference orders, hours of the plan, time.

    python -m tests.bench.paths [--data DIRECTORY]

The directory holds `prerequisites/*.preqs` and `*.pairs` of AL-CPL (CC BY-NC-SA 4.0, testing only).
Labels are used for measuring alone: the inference sees concept names and the unlabelled pairs.
"""

import argparse
import json
import os
import random
import re
import statistics
import time
from collections import Counter
from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path

from content_index.paths import PathResource, PlanRequest, plan
from content_index.skills import Relation, Skill, SkillGraph, infer_order

#: Edges respected by the order of Wikipedia's in-degree, as published with the sets.
WIKIPEDIA_IN_DEGREE = {"data_mining": 0.78, "geometry": 0.76}
Pairs = list[tuple[str, str]]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", default=os.environ.get("BOUSSOLE_BENCH_DATA", ""))
    data = parser.parse_args().data
    for domain in sorted(Path(data).glob("prerequisites/*.preqs")) if data else []:
        gold, pairs = read_pairs(domain), read_pairs(domain.with_suffix(".pairs"))
        say("inferred_prerequisites", domain=domain.stem, **inferred(domain.stem, gold, pairs))
        say("given_prerequisites", domain=domain.stem, **given(gold))
    if not data:
        say("prerequisites", skipped="no --data and no BOUSSOLE_BENCH_DATA")
    say("plan_hours", **hours())
    say("plan_time", **speed())


def read_pairs(path: Path) -> Pairs:
    """Return the (concept, prerequisite) pairs of a file, each once."""
    lines = path.read_text("utf-8").splitlines()
    return sorted({(one, other) for one, other in (line.strip().split(",") for line in lines if line.strip())})


def inferred(domain: str, gold: Pairs, pairs: Pairs) -> dict[str, object]:
    """Return the share of labelled edges that each order respects."""
    relations = [Relation(concept, other) for concept, other in pairs]
    chance = random.Random(0)
    one_way = [Relation(*chance.choice([(r.skill, r.other), (r.other, r.skill)])) for r in relations]
    half = chance.sample(relations, len(relations) // 2)
    degree = Counter(other for _, other in pairs)
    names = {concept: named(concept) for pair in pairs for concept in pair}
    reference = WIKIPEDIA_IN_DEGREE.get(domain)
    found = respected(gold, place_in(infer_order(names, relations).order()))
    return {
        "edges": len(gold),
        "alphabetical": respected(gold, lambda key: key),
        "in_degree_of_the_pairs": respected(gold, lambda key: -degree[key]),
        "in_degree_of_wikipedia": reference,
        "inferred": found,
        "target": round(reference + 0.05, 2) if reference else None,
        "reached": found >= reference + 0.05 if reference else None,
        # How much hangs on which pairs were listed, and in which direction.
        "inferred_from_half_of_the_pairs": respected(gold, place_in(infer_order(names, half).order())),
        "inferred_with_directions_drawn_by_lot": respected(gold, place_in(infer_order(names, one_way).order())),
    }


def named(concept: str) -> str:
    """Return the concept's name without what tells it from others of the name."""
    return re.sub(r"_?\(.*?\)", "", concept).replace("_", " ")


def place_in(order: Iterable[str]) -> Callable[[str], int]:
    """Return the place of each key in an order."""
    places = {key: number for number, key in enumerate(order)}
    return places.__getitem__


def respected(gold: Pairs, place: Callable[[str], object]) -> float:
    """Return the share of edges whose prerequisite stands first; equal places count half."""
    total = 0.0
    for concept, first in gold:
        one, other = place(first), place(concept)
        total += 0.5 if one == other else float(one < other)  # type: ignore[operator]
    return round(total / len(gold), 4)


def given(gold: Pairs) -> dict[str, object]:
    """Return violations of given edges in the path to each concept (target: none)."""
    graph = SkillGraph.build(Skill(concept, concept, (first,)) for concept, first in gold)
    violations = steps = 0
    for goal in graph.skills:
        order = [step.skill for step in plan(PlanRequest((goal,)), graph, []).steps]
        places = {skill: number for number, skill in enumerate(order)}
        steps += len(order)
        violations += sum(
            places[edge.prerequisite] > places[edge.skill]
            for edge in graph.edges
            if edge.skill in places and edge.prerequisite in places
        )
        violations += order[-1] != goal
    return {"goals": len(graph.skills), "steps": steps, "broken_cycles": len(graph.cycles), "violations": violations}


def a_course(skills: int, resources: int) -> tuple[SkillGraph, list[PathResource]]:
    """Return a made-up course, the same at each run."""
    chance = random.Random(1)
    firsts = [tuple(f"s{chance.randrange(n)}" for _ in range(chance.randrange(3)) if n) for n in range(skills)]
    graph = SkillGraph.build(Skill(f"s{n}", f"Skill {n}", first) for n, first in enumerate(firsts))
    return graph, [
        PathResource(
            id=f"r{number}",
            title=f"Resource {number}",
            minutes=chance.randrange(3, 150),
            language=chance.choice(["en", "fr"]),
            skills=(f"s{chance.randrange(skills)}",),
            kind=chance.choice(["lesson", "lesson", "exercise"]),
        )
        for number in range(resources)
    ]


def hours() -> dict[str, object]:
    """Return how far full weeks are from the hours that were asked (target: 10 %)."""
    graph, resources = a_course(120, 900)
    off: list[float] = []
    for asked in (0.5, 1, 2, 3, 5, 10, 20):
        for goal in list(graph.skills)[-20:]:
            request = PlanRequest((goal,), hours_per_week=asked, starts_on=date(2027, 1, 4))
            weeks = plan(request, graph, resources).weeks
            off += [abs(week.minutes / (asked * 60) - 1) for week in weeks[:-1]]
    return {
        "full_weeks": len(off),
        "largest_share_off": round(max(off), 4),
        "mean_share_off": round(sum(off) / len(off), 4),
    }


def speed() -> dict[str, object]:
    """Return milliseconds of one plan with 500 skills and 10,000 resources."""
    graph, resources = a_course(500, 10_000)
    times = []
    for goal in list(graph.skills)[-60:]:
        begins = time.perf_counter()
        plan(PlanRequest((goal,), starts_on=date(2027, 1, 4)), graph, resources)
        times.append((time.perf_counter() - begins) * 1000)
    cuts = statistics.quantiles(times, n=20)
    return {"skills": 500, "resources": 10_000, "p50_ms": round(cuts[9], 1), "p95_ms": round(cuts[18], 1)}


def say(benchmark: str, **figures: object) -> None:
    """Print one line."""
    print(json.dumps({"benchmark": benchmark, **figures}), flush=True)


if __name__ == "__main__":
    main()
