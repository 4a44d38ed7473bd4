"""Every sentence of the widget has its French."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import widget
from lti_tool.translations import translations_for

HERE = Path(widget.__file__).parent


def sentences() -> Iterator[str]:
    for template in HERE.rglob("*.html"):
        for found in re.finditer(r"_\('((?:[^'\\]|\\.)*)'", template.read_text("utf-8")):
            yield found.group(1).replace("\\'", "'")
    for module in HERE.rglob("*.py"):
        for node in ast.walk(ast.parse(module.read_text("utf-8"))):
            yield from carried_by(node)


def carried_by(node: ast.AST) -> Iterator[str]:
    """`Message("...")`, `gettext("...")` and an error's `message = "..."`."""
    value: ast.expr | None = None
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in {"Message", "gettext"}:
        value = node.args[0] if node.args else None
    elif isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name) and node.targets[0].id == "message":
        value = node.value
    if isinstance(value, ast.Constant) and value.value:
        yield str(value.value)


@pytest.mark.parametrize("sentence", sorted(set(sentences())))
def test_it_is_translated_with_the_same_places(sentence: str) -> None:
    french = translations_for("fr").gettext(sentence)
    assert french != sentence or sentence in {"Assistant", "Sources", "%(count)s min"}
    assert sorted(re.findall(r"%\(\w+\)s", french)) == sorted(re.findall(r"%\(\w+\)s", sentence))
