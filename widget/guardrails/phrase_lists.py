"""Phrase lists kept as data: one regular expression a line, in named sections.

A list is read over folded text (see `folding`). `{name}` in a phrase stands for an entry of
the optional section `[words]`, written `name = expression`.
"""

import re
from collections.abc import Iterable
from functools import cache
from importlib.resources import files


@cache
def phrases(name: str) -> dict[str, re.Pattern[str]]:
    """The sections of one list, each compiled to one pattern of whole words."""
    text = files("widget.guardrails").joinpath("phrases", f"{name}.txt").read_text("utf-8")
    sections: dict[str, list[str]] = {}
    section = ""
    for line in text.splitlines():
        if line.startswith("[") and line.endswith("]") and " " not in line:
            section = line.strip("[]")
        elif line and not line.startswith("#"):
            sections.setdefault(section, []).append(line)
    words = dict(line.split(" = ", 1) for line in sections.pop("words", []))
    return {title: _one_of(lines, words) for title, lines in sections.items()}


def _one_of(lines: Iterable[str], words: dict[str, str]) -> re.Pattern[str]:
    alternatives = []
    for line in lines:
        filled = line
        for name, value in words.items():
            filled = filled.replace("{" + name + "}", value)
        alternatives.append(f"(?:{filled})")
    return re.compile("(?<= )(?:" + "|".join(alternatives) + ")(?= )")
