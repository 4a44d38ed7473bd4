"""The choices that narrow a search, in words, with how many resources each one keeps."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Self, TypeVar

from flask_babel import gettext as _

from lti_tool.catalogue.cards import Cards
from lti_tool.catalogue.facets import Facets

Key = TypeVar("Key", str, int)
Options = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Narrowing:
    """Options of each choice as (value, words); the first sets no limit."""

    kinds: Options
    languages: Options
    skills: Options
    minutes: Options
    seen: Options

    @classmethod
    def of(cls, facets: Facets, cards: Cards) -> Self:
        """Put the counts of a course into words."""
        kinds, languages = _kinds(), {"fr": _("French"), "en": _("English")}
        skills = _counted(facets.skills, lambda key: cards.skill(key).name)
        return cls(
            kinds=(("", _("Every type")), *_counted(facets.kinds, lambda key: kinds.get(key, key))),
            languages=(("", _("Both")), *_counted(facets.languages, lambda key: languages.get(key, key))),
            skills=(("", _("Every skill")), *sorted(skills, key=lambda option: option[1].casefold())),
            minutes=(
                ("", _("Any length")),
                *_counted(facets.minutes, lambda most: _("up to %(count)s min", count=most)),
            ),
            seen=(("", _("Both")), ("no", _("Not opened yet")), ("yes", _("Opened already"))),
        )


def _counted(counts: Iterable[tuple[Key, int]], words: Callable[[Key], str]) -> Options:
    return tuple((str(key), f"{words(key)} ({count})") for key, count in counts)


def _kinds() -> dict[str, str]:
    return {
        "lesson": _("Lesson"),
        "exercise": _("Exercise"),
        "video": _("Video"),
        "page": _("Page"),
        "file": _("Document"),
        "document": _("Document"),
        "reference": _("Reference"),
    }
