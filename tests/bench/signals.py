"""The trend policy on simulated learners: how often a prompt is right, and how often one is sent.

    python -m tests.bench.signals [--learners 4000] [--weeks 16] [--seed 7]

Each learner writes about two messages a week around a level of their own; one in five has a bad
stretch of three weeks or more after the baseline. Readings are as noisy as the English head's on single lines
(AUROC about .89 between a bad and a good message). A prompt is right when it falls into a bad stretch or
the week after. Beside it: the same budget of prompts by an absolute threshold.
"""

import argparse
import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import numpy as np

from lti_tool.signals.baseline import LEAST_MESSAGES, LEAST_TIME, Point, Trend, log_odds, trend
from lti_tool.signals.prompting import APART, may_prompt

START = datetime(2026, 9, 7, tzinfo=UTC)
#: Share with a bad stretch; share of messages in it that read low; share otherwise.
AFFECTED, LOW_INSIDE, LOW_OUTSIDE = 0.2, 0.6, 0.06
#: Readings are a logistic of a normal: middle of good messages, shift of low ones, spread.
MIDDLE, SHIFT, SPREAD = -2.6, 2.1, 1.2
#: How far people's own levels lie apart, in log-odds (one deviation): little, much.
OWN_LEVELS = (0.7, 1.5)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--learners", type=int, default=4_000)
    parser.add_argument("--weeks", type=int, default=16)
    parser.add_argument("--seed", type=int, default=7)
    asked = parser.parse_args()
    for apart in OWN_LEVELS:
        chance = np.random.default_rng(asked.seed)
        people = [a_learner(chance, asked.weeks, apart) for _ in range(asked.learners)]
        about = {"learners": asked.learners, "weeks": asked.weeks, "people_differ_by": apart}
        print(json.dumps({"benchmark": "signals_trend", **about, **run(people, trend, asked.weeks)}), flush=True)
        for level in (0.2, 0.3, 0.4, 0.5, 0.7):
            found = run(people, absolute(level), asked.weeks)
            print(json.dumps({"benchmark": "signals_absolute", "over": level, **about, **found}), flush=True)


def a_learner(chance, weeks, apart):
    """Return points, oldest first, and the bad stretch or None."""
    bad = None
    if chance.random() < AFFECTED:
        begin = START + timedelta(days=float(chance.uniform(42, weeks * 7 - 21)))
        bad = begin, begin + timedelta(days=float(chance.uniform(21, 42)))
    level = MIDDLE + apart * chance.standard_normal()
    days = np.sort(chance.uniform(0, weeks * 7, chance.poisson(chance.gamma(4, 0.5) * weeks)))
    points = []
    for day in days:
        at = START + timedelta(days=float(day))
        inside = bad is not None and bad[0] <= at <= bad[1]
        low = chance.random() < (LOW_INSIDE if inside else LOW_OUTSIDE)
        score = level + SHIFT * low + SPREAD * chance.standard_normal()
        points.append(Point(at, log_odds(float(1 / (1 + np.exp(-score))))))
    return points, bad


def absolute(level: float) -> Callable[[list[Point]], Trend]:
    """Return the rival: the mean of the last three messages over a level, after the same silence."""

    def found(points: list[Point]) -> Trend:
        if len(points) <= LEAST_MESSAGES or points[-1].at - points[0].at < LEAST_TIME:
            return Trend(None, None)
        return Trend(None, 99.0 if np.mean([point.value for point in points[-3:]]) > log_odds(level) else 0.0)

    return found


def run(people, rule, weeks):
    """Return precision, recall of bad stretches and prompts per 100 learner-weeks."""
    sent = right = caught = affected = 0
    for points, bad in people:
        last, hit = None, False
        for place in range(LEAST_MESSAGES, len(points)):
            now = points[place].at
            if last is not None and now - last < APART:
                continue
            if may_prompt(rule(points[: place + 1]), now, last):
                last, sent = now, sent + 1
                good = bad is not None and bad[0] <= now <= bad[1] + timedelta(days=7)
                right, hit = right + good, hit or good
        affected += bad is not None
        caught += hit
    return {
        "precision": round(right / max(1, sent), 3),
        "recall": round(caught / max(1, affected), 3),
        "prompts_per_100_learner_weeks": round(100 * sent / (len(people) * weeks), 2),
    }


if __name__ == "__main__":
    main()
