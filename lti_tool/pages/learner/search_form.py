"""What somebody searches for and by what they narrow it, as it stands in the address."""

from dataclasses import dataclass
from typing import Any, Self

from werkzeug.datastructures import MultiDict

from lti_tool.catalogue import finding
from lti_tool.catalogue.facets import TIMES
from lti_tool.catalogue.finding import SearchFilters
from lti_tool.catalogue.records import ResourceCard

SEEN = {"yes": True, "no": False}
#: Longest name of a kind, a language or a skill that is read.
LONGEST = 200


@dataclass(frozen=True, slots=True)
class SearchForm:
    """Empty values set no limit, and neither does a value that makes no sense."""

    text: str = ""
    kind: str = ""
    language: str = ""
    skill: str = ""
    minutes: int | None = None
    seen: str = ""

    @classmethod
    def of(cls, asked: MultiDict[str, str]) -> Self:
        """Read the address."""
        minutes, seen = asked.get("minutes", ""), asked.get("seen", "")
        return cls(
            text=asked.get("q", "")[: finding.LONGEST_QUERY],
            kind=_name(asked, "kind"),
            language=_name(asked, "language"),
            skill=_name(asked, "skill"),
            minutes=int(minutes) if minutes in {str(most) for most in TIMES} else None,
            seen=seen if seen in SEEN else "",
        )

    @property
    def limits(self) -> dict[str, Any]:
        """What narrows the search, as parameters of the address."""
        chosen = {
            "kind": self.kind,
            "language": self.language,
            "skill": self.skill,
            "minutes": self.minutes,
            "seen": self.seen,
        }
        return {name: value for name, value in chosen.items() if value}

    @property
    def address(self) -> dict[str, Any]:
        """Everything, as parameters of the address."""
        return {**({"q": self.text} if self.text.strip() else {}), **self.limits}

    def filters(self, *, words_only: bool) -> SearchFilters:
        """Return the limits as the catalogue takes them."""
        return SearchFilters(
            languages=frozenset(filter(None, [self.language])),
            skills=frozenset(filter(None, [self.skill])),
            kinds=frozenset(filter(None, [self.kind])),
            max_minutes=self.minutes,
            seen=SEEN.get(self.seen),
            words_only=words_only,
        )

    def keeps(self, card: ResourceCard) -> bool:
        """True when a resource passes the limits."""
        return (
            (not self.kind or card.kind == self.kind)
            and (not self.language or card.language == self.language)
            and (not self.skill or any(skill.key == self.skill for skill in card.skills))
            and (self.minutes is None or card.minutes is None or card.minutes <= self.minutes)
            and (not self.seen or card.seen == SEEN[self.seen])
        )


def _name(asked: MultiDict[str, str], name: str) -> str:
    return asked.get(name, "").replace("\x00", "").strip()[:LONGEST]
