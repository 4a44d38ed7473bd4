"""Why a pair fits is read in words: no code of ours is shown to anybody."""

import pytest

from lti_tool.mentoring.matching.explaining import ALL_PASSED, SHARED_LANGUAGES, SHARED_SLOTS
from lti_tool.mentoring.profile_answers import SLOTS
from lti_tool.mentoring.reason_words import reason_said, slot_name
from lti_tool.translations import translate


@pytest.mark.parametrize(
    ("text", "codes", "language", "words"),
    [
        (SHARED_SLOTS, "thu-eve, tue-eve", "en", "They share a time: Tuesday evening, Thursday evening."),
        (SHARED_SLOTS, "fri-pm, mon-am", "fr", "Moment commun : lundi matin, vendredi après-midi."),
        (SHARED_SLOTS, "nights, mon-am", "en", "They share a time: Monday morning, nights."),
        (SHARED_LANGUAGES, "en, fr", "en", "They share a language: English, French."),
        (SHARED_LANGUAGES, "fr", "fr", "Langue commune : français."),
        (SHARED_LANGUAGES, "oc", "fr", "Langue commune : oc."),
    ],
)
def test_times_and_languages_have_their_names(text: str, codes: str, language: str, words: str) -> None:
    assert reason_said(text, {"words": codes}, language).replace("\N{NO-BREAK SPACE}", " ") == words


def test_any_other_sentence_is_translated_as_it_is() -> None:
    assert reason_said(ALL_PASSED, {}, "fr") == translate("fr", ALL_PASSED)


def test_every_slot_has_a_name_of_its_own() -> None:
    assert len({slot_name(slot, "fr") for slot in SLOTS}) == len(SLOTS) == 21
