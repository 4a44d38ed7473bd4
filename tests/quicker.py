"""What makes thousands of apps quick to build, and changes nothing that they do."""

from collections.abc import Callable
from typing import Any

from werkzeug.routing import Rule

Builder = Callable[..., tuple[str, str]]


def compile_each_address_once() -> None:
    """Let werkzeug compile each route once in a process instead of once in every app.

    Each test has an app of its own, each app three hundred routes, and compiling them took two
    thirds of the time that a page's test takes. The code depends on the route alone.
    """
    compiled: dict[tuple[Any, ...], Builder] = {}
    compile_builder = Rule._compile_builder

    def remembered(rule: Rule, append_unknown: bool = True) -> Builder:
        key = (rule.rule, tuple(rule._trace), repr(sorted((rule.defaults or {}).items())), append_unknown)
        if key not in compiled:
            compiled[key] = compile_builder(rule, append_unknown)
        return compiled[key]

    Rule._compile_builder = remembered  # type: ignore[method-assign]
