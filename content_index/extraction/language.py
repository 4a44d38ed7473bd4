"""Which language a document is in: declared, checked, or detected."""

import unicodedata
from functools import cache
from typing import TYPE_CHECKING

from content_index.documents import LANGUAGES
from content_index.errors import N_, Message
from content_index.extraction.prose import word_count

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier

#: Fewer words than this say nothing certain about a language.
ENOUGH_WORDS = 25
_FEW_WORDS = 8
_QUESTION_WORDS = 4
_SAMPLE = 6000


def primary_tag(declared: str) -> str:
    """ "fr-CA", "FR_ca" or "fr" as "fr"; empty when it is no language tag."""
    tag = declared.strip().replace("_", "-").split("-")[0].lower()
    return tag if tag.isascii() and tag.isalpha() and 2 <= len(tag) <= 3 else ""


def detect(text: str) -> tuple[str, float]:
    """(language, certainty 0..1) of `text`: "en" or "fr" unless it is surely another one.

    Returns ("", 0) when the text is too short to tell.
    """
    if word_count(text[:_SAMPLE]) < 3:
        return "", 0.0
    ranked = dict(_identifier().rank(text[:_SAMPLE]))
    ours = {language: ranked.get(language, 0.0) for language in LANGUAGES}
    first, certainty = max(ranked.items(), key=lambda pair: pair[1])
    enough = word_count(text[:_SAMPLE]) >= ENOUGH_WORDS
    if first not in ours and certainty > 0.95 and sum(ours.values()) < 0.02 and enough:
        return first, certainty
    best = max(LANGUAGES, key=lambda language: ours[language])
    total = sum(ours.values())
    return best, ours[best] / total if total else 0.0


def is_foreign(question: str) -> bool:
    """True where even something as short as a question is surely in neither English nor French."""
    letters = [letter for letter in question if letter.isalpha()]
    if letters and not any("LATIN" in unicodedata.name(letter, "") for letter in letters):
        return True
    if word_count(question[:_SAMPLE]) < _QUESTION_WORDS:
        return False
    ranked = dict(_identifier().rank(question[:_SAMPLE]))
    first, certainty = max(ranked.items(), key=lambda pair: pair[1])
    return first not in LANGUAGES and certainty > 0.8 and sum(ranked.get(one, 0.0) for one in LANGUAGES) < 0.02


def settle(declared: str, text: str, fallback: str = "") -> tuple[str, Message | None]:
    """The language to file `text` under, and a note when the declared one was clearly wrong."""
    said = primary_tag(declared)
    found, certainty = detect(text)
    sure = certainty > 0.97 and word_count(text[:_SAMPLE]) >= ENOUGH_WORDS
    if said and sure and found != said and (said in LANGUAGES or found in LANGUAGES):
        note = N_(
            "The language was given as “%(declared)s” but the text is in “%(found)s”. It is filed as “%(found)s”."
        )
        return found, Message(note, {"declared": said, "found": found})
    if said:
        return said, None
    other = primary_tag(fallback)
    # A few words are often names and the like: then the course's own language is the better guess.
    needed = 0.6 if not other else 0.97 if word_count(text[:_SAMPLE]) < _FEW_WORDS else 0.8
    return (found if found and certainty > needed else other or LANGUAGES[0]), None


def is_mixed(paragraphs: list[str], language: str) -> bool:
    """Whether at least a third of the longer paragraphs, of two or more, are surely in another language."""
    longer = [text for text in paragraphs if word_count(text) >= ENOUGH_WORDS][:30]
    readings = [detect(text) for text in longer]
    others = sum(1 for found, certainty in readings if found != language and certainty > 0.97)
    return len(longer) >= 2 and others * 3 >= len(longer)


def prepare() -> None:
    """Load the model now: it takes half a second and needs a temporary file."""
    _identifier()


@cache
def _identifier() -> "LanguageIdentifier":
    # Imported on first use: it takes half a second and 60 MB.
    from py3langid.langid import MODEL_FILE, LanguageIdentifier  # noqa: PLC0415

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
