"""Proposals from profiles: what rules out, what fits, why, what would change it."""

from collections.abc import Mapping
from itertools import product
from typing import Any

import pytest

from lti_tool.errors import InvalidInputError
from lti_tool.mentoring.matching.constraints import Constraint, broken, feasible
from lti_tool.mentoring.matching.explaining import fit_of, points_of
from lti_tool.mentoring.matching.fit import fits, in_common
from lti_tool.mentoring.matching.profiles import Group, Profile, profile_of
from lti_tool.mentoring.matching.proposing import Match, Proposals, propose
from lti_tool.mentoring.matching.weights import Weights

EVEN = Weights(1, 1, 1)


def learner(id_: str = "ada", **row: Any) -> Profile:
    return profile_of({"id": id_, "language": "fr", "slots": ["mon-am"], "goals": ["a cv"], **row}, "learner")


def mentor(id_: str = "marc", **row: Any) -> Profile:
    return profile_of({"id": id_, "languages": ["fr"], "slots": ["mon-am"], "goals": ["a cv"], **row}, "mentor")


def only(found: Proposals) -> Match:
    [match] = found.matches
    return match


@pytest.mark.parametrize(
    ("here", "there", "why", "reason"),
    [
        ({"language": "en"}, {}, Constraint.LANGUAGE, "No mentor speaks a language of the learner."),
        ({"slots": "tue-pm"}, {}, Constraint.SLOT, "No mentor who speaks the language is free"),
        ({"conflicts": "team a"}, {"conflict": ["Team A"]}, Constraint.CONFLICT, "conflict of interest"),
        ({"exclude": ["marc"]}, {}, Constraint.EXCLUDED, "No mentor is left"),
        ({}, {"exclude": "ada"}, Constraint.EXCLUDED, "No mentor is left"),
        ({"opted_out": True}, {}, Constraint.AWAY, "paused or asked not to be matched"),
        ({}, {"paused": True}, Constraint.AWAY, "No mentor is open to new learners."),
        ({}, {"capacity": 2, "load": 2}, Constraint.PLACES, "is full"),
    ],
)
def test_what_rules_a_pair_out_and_how_it_is_said(
    here: Mapping[str, Any], there: Mapping[str, Any], why: Constraint, reason: str
) -> None:
    one, other = learner(**here), mentor(**there)
    assert broken(one, other) == [why]
    found = propose([one], [other], EVEN)
    assert found.matches == []
    assert reason in str(found.waiting[0].reason)


def test_who_says_nothing_about_language_or_time_is_open_to_any() -> None:
    assert broken(learner(language="", slots=[]), mentor(languages=["de"], slots="sat-am")) == []
    assert broken(learner(language="fr-CA"), mentor(languages=["FR"])) == []


def test_a_person_is_never_their_own_mentor() -> None:
    assert propose([learner("ada")], [mentor("ada")], EVEN).matches == []


def test_all_places_taken_is_said_so() -> None:
    found = propose([learner("ada"), learner("ben")], [mentor()], EVEN)
    assert len(found.matches) == 1
    assert "one place more would do" in str(found.waiting[0].reason)
    assert str(propose([learner()], [], EVEN).waiting[0].reason) == "There are no mentors to choose from."


def test_the_mask_agrees_with_the_single_checks() -> None:
    here = [
        learner(f"l{number}", language=language, slots=slots, conflicts=tag, exclude=out)
        for number, (language, slots, tag, out) in enumerate(
            product(("fr", ""), ("mon-am", ""), ("team", ""), (["m1"], []))
        )
    ]
    there = [mentor("m1"), mentor("m2", languages="en"), mentor("m3", slots="fri-am", conflicts="team", exclude=["l3"])]
    mask = feasible(here, there)
    for row, column in product(range(len(here)), range(len(there))):
        assert mask[row, column] == (broken(here[row], there[column]) == [])


def test_terms_agree_by_their_words_in_common() -> None:
    assert in_common("care assistant", "care assistant") == 1
    assert in_common("care assistant", "care home assistant") == pytest.approx(0.8)
    assert in_common("prepare a budget", "find a job") == 0
    assert in_common("write a cv", "an interview") == 0


def test_a_score_can_be_recomputed_by_hand() -> None:
    one = learner(profession="care assistant", values=["team", "calm"], goals=["write a cv", "network"])
    other = mentor(profession="nurse; care home assistant", values="team", goals="network, interviews")
    match = only(propose([one], [other], Weights(50, 25, 25)))
    assert match.parts == pytest.approx({Group.PROFESSION: 0.8, Group.VALUES: 0.5, Group.GOALS: 0.5})
    assert match.score == pytest.approx(0.5 * 0.8 + 0.25 * 0.5 + 0.25 * 0.5)
    assert [str(reason) for reason in match.reasons] == [
        "Profession: care assistant ≈ care home assistant. 1 of 1 answered, weight 50 %.",
        "Values: team. 1 of 2 answered, weight 25 %.",
        "Goals: network. 1 of 2 answered, weight 25 %.",
        "They share a language: fr.",
        "They share a time: mon-am.",
        "Nothing rules the pair out: languages, times, conflicts, exclusions and free places were checked.",
    ]


def test_matrix_and_single_fit_are_the_same_number() -> None:
    here = [learner("a", values="team,calm"), learner("b", goals="", profession="cook"), learner("c", goals="")]
    there = [mentor("m", values="calm", goals="cv, network"), mentor("n", profession="pastry cook", goals="")]
    weights = Weights(30, 30, 40)
    matrix = fits(here, there).weighted(weights)
    for row, column in product(range(3), range(2)):
        assert matrix[row, column] == pytest.approx(fit_of(here[row], there[column], weights), abs=1e-6)


def test_a_group_without_words_is_left_out_and_nothing_said_fits_half() -> None:
    assert [part.share for part in points_of(learner(), mentor(), EVEN)] == [1.0]
    silent = only(propose([learner(goals="")], [mentor()], EVEN))
    assert silent.score == 0.5
    assert "has not said anything" in str(silent.reasons[0])


def test_an_unanswered_group_is_named() -> None:
    match = only(propose([learner(values="calm")], [mentor(values="speed")], EVEN))
    assert "Values: none of 1 answered, weight 50 %." in [str(reason) for reason in match.reasons]


def test_weights_move_the_match() -> None:
    one = learner(profession="cook", goals="network")
    there = [mentor("cook", profession="cook", goals=""), mentor("net", profession="", goals="network")]
    assert only(propose([one], there, Weights(90, 0, 10))).mentor == "cook"
    by_goals = only(propose([one], there, Weights(10, 0, 90)))
    assert by_goals.mentor == "net"
    assert "If only the profession counted, cook would come first." in [str(change) for change in by_goals.changes]


def test_what_would_change_it() -> None:
    here = [learner("ada", goals="cv"), learner("ben", goals="cv, network")]
    there = [
        mentor("best", goals="cv"),
        mentor("other", goals="network", capacity=3),
        mentor("late", goals="cv, network", slots="sun-pm", capacity=3),
        mentor("far", goals="cv, network", languages="de", capacity=3),
    ]
    found = {match.learner: [str(change) for change in match.changes] for match in propose(here, there, EVEN).matches}
    assert found["ada"][0] == "No other mentor fits better."
    assert any("late would fit 100 %" in change and "one more hour" in change for change in found["ben"])
    alone = propose([learner(goals="cv, network")], [there[1], there[3]], EVEN)
    assert any("share no language" in str(change) for change in only(alone).changes)


def test_one_place_more_is_said_when_it_would_help() -> None:
    here = [learner("ada", goals="cv"), learner("ben", goals="cv")]
    there = [mentor("best", goals="cv"), mentor("other", goals="network", capacity=3)]
    changes = [str(match.changes[0]) for match in propose(here, there, EVEN).matches]
    assert sorted(changes) == [
        "No other mentor fits better.",
        "best fits 100 % instead of 0 %, and all places there are taken.",
    ]


def test_no_protected_trait_is_read() -> None:
    plain = [{"id": f"l{n}", "values": v} for n, v in enumerate(("calm", "team", "speed"))]
    traits = [
        {"gender": "f", "age": 19},
        {"gender": "m", "origin": "x", "name": "Zoé"},
        {"disability": True, "school": "y"},
    ]
    there = [mentor("m1", values="calm", capacity=2), mentor("m2", values="team", age=60, photo="x.jpg")]

    def found(rows: list[dict[str, Any]]) -> Proposals:
        return propose([profile_of(row, "learner") for row in rows], there, EVEN)

    assert found(plain) == found([{**row, **more} for row, more in zip(plain, traits, strict=True)])


def test_the_order_of_people_changes_nothing() -> None:
    here = [learner(f"l{n}", values=v) for n, v in enumerate(("calm", "team", "speed", "calm"))]
    there = [mentor("m1", values="calm", capacity=2), mentor("m2", values="team", capacity=2)]
    assert propose(here, there, EVEN) == propose(here[::-1], there[::-1], EVEN)


@pytest.mark.parametrize(
    "row",
    [{}, {"id": " "}, {"id": "a", "capacity": -1}, {"id": "a", "capacity": "many"}, {"id": "a", "capacity": True}],
)
def test_a_row_that_cannot_be_used_is_named(row: dict[str, Any]) -> None:
    with pytest.raises(InvalidInputError, match="Line 7"):
        profile_of(row, "mentor", 7)


@pytest.mark.parametrize("text", ["profession=-1", "profession=0", "height=3", "values=x", "goals", "profession=101"])
def test_weights_that_cannot_be_used(text: str) -> None:
    with pytest.raises(InvalidInputError):
        Weights.parsed(text)


def test_weights_as_typed() -> None:
    assert Weights.parsed("") == Weights()
    assert Weights.parsed("profession=1, goals=2,5".replace("2,5", "2.5")) == Weights(1, 0, 2.5)
    assert Weights.parsed({"profession": "1", "values": "2,5", "goals": "0"}) == Weights(1, 2.5, 0)
