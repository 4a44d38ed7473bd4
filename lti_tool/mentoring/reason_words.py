"""Why a pair fits, in the reader's words: times of the week and languages by their names, not by our codes."""

from collections.abc import Callable, Mapping
from typing import Any

from lti_tool.errors import N_
from lti_tool.mentoring.matching.explaining import SHARED_LANGUAGES, SHARED_SLOTS
from lti_tool.mentoring.profile_answers import DAYS, PARTS_OF_DAY, SLOTS
from lti_tool.translations import translate

DAY_NAMES = dict(
    zip(
        DAYS,
        (N_("Monday"), N_("Tuesday"), N_("Wednesday"), N_("Thursday"), N_("Friday"), N_("Saturday"), N_("Sunday")),
        strict=True,
    )
)
PART_NAMES = dict(zip(PARTS_OF_DAY, (N_("morning"), N_("afternoon"), N_("evening")), strict=True))
LANGUAGE_NAMES = {"fr": N_("French"), "en": N_("English")}


def reason_said(text: str, parameters: Mapping[str, Any], language: str) -> str:
    """Return a reason of `matching.explaining`; any other sentence is translated as it is."""
    name = _NAMERS.get(text)
    if name is None:
        return translate(language, text, **parameters)
    codes = sorted(str(parameters["words"]).split(", "), key=_place)
    return translate(language, text, words=", ".join(name(code, language) for code in codes))


def slot_name(slot: str, language: str) -> str:
    """Return "thu-eve" as "Thursday evening"; what is no slot of ours (a list by hand) stays."""
    if slot not in SLOTS:
        return slot
    day, _, part = slot.partition("-")
    return f"{_inside(DAY_NAMES[day], language)} {translate(language, PART_NAMES[part])}"


def _language_name(code: str, language: str) -> str:
    return _inside(LANGUAGE_NAMES[code], language) if code in LANGUAGE_NAMES else code


def _inside(name: str, language: str) -> str:
    """Return a name as it stands inside a sentence: English keeps the capital of days and languages."""
    word = translate(language, name)
    return word if language == "en" else word.lower()


def _place(code: str) -> tuple[int, str]:
    return (SLOTS.index(code) if code in SLOTS else len(SLOTS), code)


_NAMERS: Mapping[str, Callable[[str, str], str]] = {SHARED_SLOTS: slot_name, SHARED_LANGUAGES: _language_name}
