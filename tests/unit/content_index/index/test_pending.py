"""A batch boiled down: what is applied already stays out, the last word on a resource counts."""

import pytest

from content_index.index.pending import Outcome, boil_down
from content_index.index.records import Change, ChangeKind
from tests.factories.resources import resource

A = resource("a", "alpha")


def test_only_what_comes_after_counts() -> None:
    changes = [Change(number, ChangeKind.REMOVE, f"r{number}") for number in (3, 1, 2)]
    outcomes, last = boil_down(changes, 2)
    assert (outcomes, last) == ({"r3": Outcome()}, 3)
    assert boil_down(changes, 3) == ({}, 3)


@pytest.mark.parametrize(
    ("kinds", "resource_stays", "visible"),
    [
        ("U", True, True),
        ("UH", True, False),
        ("UHS", True, True),
        ("H", False, False),
        ("HS", False, True),
        ("UR", False, None),
        ("URH", False, None),
        ("RU", True, True),
    ],
)
def test_the_last_word_counts(kinds: str, resource_stays: bool, visible: bool | None) -> None:
    named = {"U": ChangeKind.UPSERT, "R": ChangeKind.REMOVE, "H": ChangeKind.HIDE, "S": ChangeKind.SHOW}
    changes = [Change(number, named[kind], "a", A if kind == "U" else None) for number, kind in enumerate(kinds, 1)]
    outcome = boil_down(changes, 0)[0]["a"]
    if resource_stays:
        assert outcome.resource is not None
        assert outcome.resource.visible is visible
    else:
        assert outcome == Outcome(visible=visible)
