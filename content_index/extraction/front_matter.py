"""The `---` header of a Markdown file: title, language, skills, minutes and the like.

A small part of YAML is enough for it (`name: value`, `[a, b]`, `- item`); a full YAML reader
would bring its tags and anchors along.
"""

import re

from content_index.extraction.assembling import Declared
from content_index.extraction.prose import clean

_HEADER = re.compile(r"\A\ufeff?---[ \t]*\n(.*?)\n(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)
_LINE = re.compile(r"([A-Za-z][\w-]*)[ \t]*:[ \t]*(.*)")
_KNOWN = {"title", "language", "lang", "skills", "minutes", "url", "kind"}


def split_front_matter(text: str) -> tuple[Declared, str]:
    """(what the header declares, the text after it); an absent header declares nothing."""
    text = text.replace("\r\n", "\n")
    match = _HEADER.match(text)
    if match is None:
        return Declared(), text
    values = _values(match.group(1))
    declared = Declared(
        title=_one(values, "title"),
        language=_one(values, "language") or _one(values, "lang"),
        skills=tuple(values.get("skills", [])),
        minutes=as_minutes(_one(values, "minutes")),
        url=_one(values, "url"),
        kind=_one(values, "kind"),
        metadata={name: ", ".join(found) for name, found in values.items() if name not in _KNOWN and found},
    )
    return declared, text[match.end() :]


def as_minutes(value: object) -> int | None:
    """Whole minutes between 1 and 6,000, or None when `value` is no such number."""
    match = re.match(r"\s*(\d{1,4})(?:[.,]\d*)?\s*(?:m\w*)?\s*$", str(value))
    minutes = int(match.group(1)) if match else 0
    return minutes if 1 <= minutes <= 6000 else None


def _one(values: dict[str, list[str]], name: str) -> str:
    return values.get(name, [""])[0] if values.get(name) else ""


def _values(header: str) -> dict[str, list[str]]:
    values: dict[str, list[str]] = {}
    name = ""
    for line in header.split("\n"):
        match = _LINE.match(line)
        if match:
            name = match.group(1).lower()
            values[name] = _listed(match.group(2)) if name == "skills" else _listed_or_one(match.group(2))
        elif name and line.lstrip().startswith("- "):
            values[name].append(_unquoted(line.lstrip()[2:]))
    return values


def _listed_or_one(value: str) -> list[str]:
    value = value.strip()
    return _listed(value) if value.startswith("[") else [_unquoted(value)] if value else []


def _listed(value: str) -> list[str]:
    items = re.split(r"[,;]", value.strip().removeprefix("[").removesuffix("]"))
    return [_unquoted(item) for item in items if item.strip()]


def _unquoted(value: str) -> str:
    value = value.strip()
    if len(value) >= 2 and value[0] == value[-1] and value[0] in "\"'":
        value = value[1:-1]
    return clean(value)
