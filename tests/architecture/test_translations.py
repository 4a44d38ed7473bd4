"""French is complete: every sentence a person can read has one, with the same places to fill."""

import re
from collections import defaultdict
from functools import cache
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from lti_tool.translations import PARTS, read_catalogue

ROOT = Path(__file__).parents[2]
#: The pretend campus is another site: it keeps its French beside its pages, and a test of its own compares them.
METHODS = [
    ("demo/platform/**", "ignore"),
    ("**.py", "python"),
    ("**/templates/**.html", "jinja2.ext:babel_extract"),
]
#: `N_` marks what is translated elsewhere; `Message(...)` and `message = "..."` carry sentences of the libraries.
KEYWORDS = {"_": None, "N_": None, "gettext": None, "ngettext": (1, 2), "Message": None, "translate_plural": (2, 3)}
PLACES = re.compile(r"%\((\w+)\)")


@cache
def sentences() -> dict[str, str]:
    """Return every translatable sentence and one place where it stands."""
    found: dict[str, str] = {}
    for package in ("lti_tool", "widget", "content_index"):
        for file, line, message, _comments, _context in extract_from_dir(
            ROOT / package, METHODS, {"**/templates/**.html": {"silent": "false"}}, KEYWORDS
        ):
            for one in message if isinstance(message, tuple) else (message,):
                found.setdefault(one, f"{package}/{file}:{line}")
    return found


def _is_left(message: str) -> bool:
    """True for what reads the same in both languages: names, numbers, signs."""
    return not re.search(r"[A-Za-z]{2}", PLACES.sub("", message))


def test_every_sentence_has_its_french() -> None:
    ids = [entry.id for entry in read_catalogue("fr") if entry.id]
    french = {one for found in ids for one in ([found] if isinstance(found, str) else found)}
    missing = [f"{place}: {text}" for text, place in sentences().items() if text not in french and not _is_left(text)]
    assert missing == []


def test_both_languages_fill_in_the_same_things() -> None:
    wrong = []
    for entry in read_catalogue("fr"):
        if not entry.id:
            continue
        sources = [entry.id] if isinstance(entry.id, str) else list(entry.id)
        targets = [entry.string] if isinstance(entry.string, str) else list(entry.string)
        wanted = {place for text in sources for place in PLACES.findall(text)}
        wrong += [target for target in targets if not set(PLACES.findall(target)) <= wanted]
        wrong += [target for target in targets if isinstance(entry.id, str) and set(PLACES.findall(target)) != wanted]
    assert wrong == []


def test_one_sentence_has_one_french_everywhere() -> None:
    translations: dict[str, set[str]] = defaultdict(set)
    for part in PARTS.glob("*.fr.po"):
        for entry in read_po(part.open("rb"), locale="fr", charset="utf-8"):
            if isinstance(entry.id, str) and entry.id:
                translations[entry.id].add(str(entry.string))
    assert {text: found for text, found in translations.items() if len(found) > 1} == {}


#: A straight apostrophe; a sign without its no-break space; an ordinary space before a sign; an exclamation.
SLIPS = re.compile(r"'|[^\s\u00a0\u202f«][;?»]|\w:(?:\s|$)|[ ][;?:»]|«[ ]|!\s*$")


@pytest.mark.parametrize("part", sorted(PARTS.glob("*.fr.po")), ids=lambda path: path.name)
def test_french_keeps_its_typography(part: Path) -> None:
    entries = [entry for entry in read_po(part.open("rb"), locale="fr", charset="utf-8") if entry.id]
    texts = [text for entry in entries for text in ([entry.string] if isinstance(entry.string, str) else entry.string)]
    assert [text for text in texts if SLIPS.search(re.sub(r"https?://\S+", "", text))] == []
