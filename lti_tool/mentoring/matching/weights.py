"""How much each of the three groups counts: chosen by the instructor, visible to everyone."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self

from lti_tool.errors import N_, InvalidInputError
from lti_tool.mentoring.matching.profiles import Group

MOST = 100.0
BAD_WEIGHTS = N_(
    "Give weights from 0 to 100, at least one of them above 0, like this: profession=40,values=20,goals=40."
)


@dataclass(frozen=True, slots=True)
class Weights:
    """Shares of the three groups, as typed; only their proportion counts."""

    profession: float = 40.0
    values: float = 20.0
    goals: float = 40.0

    def __post_init__(self) -> None:
        given = (self.profession, self.values, self.goals)
        if not all(0 <= weight <= MOST for weight in given) or not any(given):
            raise InvalidInputError(BAD_WEIGHTS)

    def of(self, group: Group) -> float:
        """Return the weight of one group."""
        return float(getattr(self, group.value))

    @classmethod
    def parsed(cls, given: str | Mapping[str, str]) -> Self:
        """Read "profession=40,values=20,goals=40" or a form's fields; a group not named counts nothing.

        Nothing at all gives the defaults. Raises `InvalidInputError`.
        """
        pairs = dict(given) if not isinstance(given, str) else _pairs(given)
        if not pairs:
            return cls()
        try:
            numbers = {name.strip(): float(value.replace(",", ".")) for name, value in pairs.items()}
            return cls(**{"profession": 0.0, "values": 0.0, "goals": 0.0, **numbers})
        except (ValueError, TypeError):
            raise InvalidInputError(BAD_WEIGHTS) from None


def _pairs(text: str) -> dict[str, str]:
    parts = [part.partition("=") for part in text.split(",") if part.strip()]
    return {name: value for name, _, value in parts}
