"""The conformance list names a test for every requirement, and each of them exists."""

import ast
import re
from functools import cache
from pathlib import Path

TESTS = Path(__file__).parents[1]
LIST = TESTS.parent / "docs/lti-conformance.md"
HABITS = TESTS.parent / "docs/platform-habits.md"
SPECIFICATIONS = ("C", "S", "D", "A", "N", "R", "P")


def rows() -> list[tuple[str, str, str]]:
    found = []
    for line in LIST.read_text().splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if line.startswith("|") and len(cells) == 3 and cells[0] not in {"Id", "---"}:
            found.append((cells[0], cells[1], cells[2]))
    return found


@cache
def names_in(file: Path) -> frozenset[str]:
    tree = ast.parse(file.read_text())
    return frozenset(node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))


def exists(test: str) -> bool:
    file, _, name = test.partition("::")
    return name.startswith("test_") and (TESTS / file).is_file() and name in names_in(TESTS / file)


def test_every_requirement_names_a_test_that_exists() -> None:
    """A row without a test, or with one that is gone, fails."""
    assert [row for row in rows() if not exists(row[2])] == []


def test_every_habit_of_a_platform_is_played_and_lived_with() -> None:
    """Each row of the habits names two tests that exist: the campus does it, and the tool lives with it."""
    lines = [line.strip("|").split("|") for line in HABITS.read_text().splitlines() if line.startswith("| ")]
    habits = [[cell.strip() for cell in line] for line in lines if line[0].strip() != "Habit"]
    named = [cell.replace("campus/", "unit/lti_tool/demo/platform/", 1) for row in habits for cell in row[2:]]
    assert len(habits) > 50
    assert [len(row) for row in habits] == [4] * len(habits)
    assert [test for test in named if not exists(test)] == []


def test_every_requirement_has_an_id_of_its_own() -> None:
    """Ids are unique and begin with the letter of their specification."""
    ids = [row[0] for row in rows()]
    assert len(ids) == len(set(ids)) > 90
    assert all(re.match(rf"({'|'.join(SPECIFICATIONS)})-", one) for one in ids)


def test_every_specification_is_covered() -> None:
    """Core, security, deep linking, grades, rosters, registration and storage each have rows."""
    assert {row[0].partition("-")[0] for row in rows()} == set(SPECIFICATIONS)


def test_every_launch_test_says_what_it_shows() -> None:
    """The docstring of a launch test is the sentence of the requirement."""
    silent = [
        f"{file.name}::{node.name}"
        for file in Path(__file__).parent.glob("test_*.py")
        for node in ast.walk(ast.parse(file.read_text()))
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_") and not ast.get_docstring(node)
    ]
    assert silent == []
