"""The audit finds a planted bias, stays silent without one, and says "cannot tell" when it is blind."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner

from lti_tool.cli.fairness import fairness_command
from lti_tool.insight.fairness import Audit, Verdict, audit
from lti_tool.insight.fairness_words import said_of, summary
from lti_tool.insight.people_rows import Outcome, audience, groups_of, outcomes_of
from lti_tool.insight.resampling import chance, holm, interval, ratio

Case = tuple[list[Outcome], dict[str, str]]


def programme(seed: int, *, fit_gap: float = 0.0, match_gap: float = 0.0, people: int = 300) -> Case:
    """A programme of learners, a third of them in group "b"."""
    random = np.random.default_rng(seed)
    outcomes, groups = [], {}
    for number in range(people):
        name, is_b = f"l{number}", random.random() < 1 / 3
        groups[name] = "b" if is_b else "a"
        matched = bool(random.random() < 0.96 - match_gap * is_b)
        score = float(np.clip(random.normal(0.72 - fit_gap * is_b, 0.12), 0, 1))
        outcomes.append(Outcome(name, matched, score))
    return outcomes, groups


def measures(found: Audit) -> set[str]:
    return {gap.measure for gap in found.gaps}


def test_ten_points_of_fit_are_found_at_300_people() -> None:
    found = [audit(*programme(seed, fit_gap=0.10)) for seed in range(3)]
    assert sum("fit" in measures(one) for one in found) >= 2
    assert all(one.verdict is Verdict.GAP for one in found)


def test_a_gap_in_who_is_matched_is_found() -> None:
    found = [audit(*programme(seed, match_gap=0.15)) for seed in range(3)]
    assert sum("matched" in measures(one) for one in found) >= 2


def test_nothing_is_reported_without_a_bias() -> None:
    found = [audit(*programme(1000 + seed)) for seed in range(20)]
    assert [one.gaps for one in found] == [[]] * 20


def test_too_few_people_cannot_tell() -> None:
    outcomes = [Outcome(f"l{n}", matched=n % 12 != 0, score=0.7) for n in range(40)]
    found = audit(outcomes, {f"l{n}": "b" if n < 12 else "a" for n in range(40)})
    assert found.verdict is Verdict.CANNOT_TELL
    assert "Cannot tell" in str(summary(found))


def test_many_alike_are_inside_the_tolerance_and_never_called_fair() -> None:
    outcomes = [Outcome(f"l{n}", matched=n % 50 != 0, score=0.5 + n % 10 / 100) for n in range(2400)]
    found = audit(outcomes, {f"l{n}": "ab"[n // 1200] for n in range(2400)})
    assert found.verdict is Verdict.INSIDE
    assert "fair" not in str(summary(found)).lower()


def test_exposure_is_a_ratio_and_needs_a_hundred_people() -> None:
    outcomes = [Outcome(f"l{n}", matched=True, shown=5.0 + n % 3 if n % 2 else 2.0 + n % 3) for n in range(200)]
    groups = {f"l{n}": "ab"[n % 2] for n in range(200)}
    [gap] = audit(outcomes, groups).gaps
    assert gap.measure == "exposure"
    assert gap.value == pytest.approx(2.0, abs=0.05)
    assert "shown 2.01 times as often as all others" in str(said_of(gap))
    few = {name: group for name, group in groups.items() if int(name[1:]) < 60}
    assert audit(outcomes, few).comparisons[-1].verdict is not Verdict.INSIDE


def test_acceptance_and_waiting_are_measured_where_they_are_known() -> None:
    outcomes = [
        Outcome(f"l{n}", matched=True, waiting_days=12.0 + n % 3 if n % 2 else 3.0, accepted=n % 2 == 0 or n % 3 == 0)
        for n in range(120)
    ]
    found = audit(outcomes, {f"l{n}": "ab"[n % 2] for n in range(120)})
    assert measures(found) == {"waiting_days", "accepted"}
    assert set(found.by_group) == {"matched", "waiting_days", "accepted"}


def test_three_groups_are_each_compared_with_the_others() -> None:
    outcomes = [Outcome(f"l{n}", matched=True, score=0.4 if n % 3 == 2 else 0.8) for n in range(90)]
    found = audit(outcomes, {f"l{n}": "abc"[n % 3] for n in range(90)})
    assert {(gap.group, gap.measure) for gap in found.gaps} >= {("c", "fit")}
    assert found.by_group["fit"] == pytest.approx({"a": 0.8, "b": 0.8, "c": 0.4})


class TestSmallGroups:
    def test_fewer_than_ten_are_hidden_and_so_is_the_complement(self) -> None:
        groups = {f"l{n}": "a" if n < 30 else "b" if n < 45 else "c" for n in range(52)}
        seen = audience([], groups)
        assert seen.sizes == {"a": 30}
        assert seen.suppressed == 2

    def test_of_two_groups_nothing_is_left(self) -> None:
        seen = audience([], {f"l{n}": "a" if n else "b" for n in range(50)})
        assert (seen.sizes, seen.suppressed) == ({}, 2)
        found = audit([], {f"l{n}": "a" if n else "b" for n in range(50)})
        assert found.verdict is Verdict.CANNOT_TELL
        assert found.comparisons == []

    def test_small_groups_that_hide_each_other_take_nobody_along(self) -> None:
        groups = {f"l{n}": "a" if n < 30 else "b" if n < 50 else "cd"[n % 2] for n in range(64)}
        assert audience([], groups).sizes == {"a": 30, "b": 20}


def test_somebody_without_an_outcome_was_not_matched() -> None:
    seen = audience([Outcome("l0", matched=True)], {f"l{n}": "a" for n in range(12)})
    assert sum(outcome.matched for outcome in seen.outcomes) == 1


def test_rows_as_they_come() -> None:
    rows: list[dict[str, Any]] = [
        {"learner": 1, "mentor": "m", "score": 0.5, "shown": True, "accepted": 1},
        {"learner": "2", "mentor": None, "score": "x", "waiting_days": float("inf")},
        {"mentor": "m"},
    ]
    assert outcomes_of(rows) == [Outcome("1", matched=True, score=0.5, accepted=True), Outcome("2", matched=False)]
    printed = {
        "matches": [{"learner": "a", "mentor": "m", "score": 0.5}],
        "unmatched": [{"learner": "b", "reason": "x"}],
    }
    assert [one.matched for one in outcomes_of([printed])] == [True, False]
    assert groups_of(
        [{"learner": "a", "group": "x"}, {"learner": "a", "group": 2, "attribute": "age"}, {"learner": "b"}]
    ) == {
        "group": {"a": "x"},
        "age": {"a": "2"},
    }


def test_large_audits_use_the_normal_approximation() -> None:
    random = np.random.default_rng(1)
    one, other = random.normal(0.7, 0.1, 3000), random.normal(0.69, 0.1, 3000)
    assert chance(one, other) < 0.01
    assert chance(np.ones(1500), np.ones(1500)) == 1.0


def test_statistics_by_hand() -> None:
    assert holm([0.01, 0.04, 0.03]) == pytest.approx([0.03, 0.06, 0.06])
    low, high = interval(np.full(20, 3.0), np.full(20, 2.0), ratio)
    assert (low, high) == (1.5, 1.5)
    assert float(ratio(np.array(1.0), np.array(0.0))) == float("inf")


def run(tmp_path: Path, case: Case, *more: str) -> Any:
    outcomes, groups = case
    rows = [{"learner": one.learner, "mentor": "m" if one.matched else None, "score": one.score} for one in outcomes]
    (tmp_path / "a").write_text("\n".join(map(json.dumps, rows)))
    (tmp_path / "g").write_text(
        "\n".join(json.dumps({"learner": name, "group": group}) for name, group in groups.items())
    )
    return CliRunner().invoke(
        fairness_command, ["--assignments", str(tmp_path / "a"), "--groups", str(tmp_path / "g"), *more]
    )


def test_the_command_names_the_gap(tmp_path: Path) -> None:
    case = programme(1, fit_gap=0.1)
    found = json.loads(run(tmp_path, case, "--json").stdout)
    assert found["verdict"] == "gap"
    [finding] = found["findings"]
    assert (finding["group"], finding["measure"]) == ("b", "fit")
    assert -0.14 < finding["low"] < finding["gap"] < finding["high"] < -0.05
    assert found == json.loads(run(tmp_path, case, "--json").stdout)
    assert "[gap] b: -" in run(tmp_path, case).stdout
    assert "points d’adéquation" in run(tmp_path, case, "--language", "fr").stdout


def test_the_command_with_nobody(tmp_path: Path) -> None:
    assert "nothing to audit" in run(tmp_path, ([], {})).stdout
    assert json.loads(run(tmp_path, ([], {}), "--json").stdout)["verdict"] == "cannot tell"


def test_the_command_says_why_groups_are_missing(tmp_path: Path) -> None:
    outcomes = [Outcome(f"l{n}", matched=True) for n in range(14)]
    case = outcomes, {f"l{n}": "ab"[n % 2] for n in range(14)}
    assert "Not shown: 2 groups of fewer than ten people" in run(tmp_path, case).stdout
    assert "2 groupes de moins de dix personnes" in run(tmp_path, case, "--language", "fr").stdout
    assert "Not shown" not in run(tmp_path, programme(1)).stdout
