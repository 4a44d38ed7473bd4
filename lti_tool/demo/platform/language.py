"""The campus's own words in English and French; English sentences are the keys."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

from flask import request, session

from lti_tool.demo.platform.signing_in import signed_in

LANGUAGES = ("fr", "en")


@cache
def french() -> dict[str, str]:
    """Return the French of each English sentence."""
    text = (Path(__file__).parent / "french.json").read_text(encoding="utf-8")
    return dict(json.loads(text))


def language() -> str:
    """Return the reader's language: what was chosen, else the person's own, else the browser's."""
    chosen = session.get("language")
    if chosen in LANGUAGES:
        return str(chosen)
    person = signed_in()
    if person is not None:
        return person.locale[:2]
    return request.accept_languages.best_match(LANGUAGES) or "en"


def say(sentence: str, **values: Any) -> str:
    """Return a sentence in the reader's language, with `{names}` filled in."""
    told = french().get(sentence, sentence) if language() == "fr" else sentence
    return told.format(**values) if values else told


def known(sentence: str) -> bool:
    """Tell whether a sentence is written for people; the rest are technical reasons, in English."""
    return sentence in french()
