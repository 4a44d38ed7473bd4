"""The choices an instructor has in a course, their defaults and their limits."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated, Any, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from lti_tool.errors import N_, InvalidInputError


class Tone(StrEnum):
    """How the assistant addresses people in languages that distinguish."""

    FORMAL = "vous"
    INFORMAL = "tu"


class GradePolicy(StrEnum):
    """What the score in the course's gradebook counts."""

    OFF = "off"
    PARTICIPATION = "participation"
    PATH_PROGRESS = "path_progress"
    VALIDATED_DRAFTS = "validated_drafts"


def _switch(value: object) -> object:
    """A checkbox of a form: "on" when ticked, absent or empty when not."""
    return {"on": True, "": False, "off": False}.get(value, value) if isinstance(value, str) else value


def _blank_is_none(value: object) -> object:
    return None if value == "" else value


Switch = Annotated[bool, BeforeValidator(_switch)]

#: What to say when a field cannot be used, by field; the rest gets the general sentence.
SENTENCES = {
    "participation_target": N_("Give a whole number from 1 to 200."),
    "retention_months": N_("Give a whole number of months from 1 to 120."),
    "scope": N_("Use at most 500 characters."),
    "default_language": N_("Choose French, English, or the person's own language."),
    "tone": N_("Choose « vous » or « tu »."),
    "grade_policy": N_("Choose one of the grade policies."),
    "coverage_floor": N_("Give a number from 0 to 1."),
    "daily_turns": N_("Give a whole number from 1 to 1000, or leave it empty."),
}
GENERAL_SENTENCE = N_("This value cannot be used here.")


class CourseSettings(BaseModel):
    """Everything an instructor can set; frozen, complete, always valid."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    assistant_on: Switch = True
    #: False keeps to search answers even where a model is connected.
    model_on: Switch = True
    hint_first: Switch = False
    #: One line that says what the course is about; questions far from it are sent back politely.
    scope: str = Field(default="", max_length=500)
    tone: Tone = Tone.FORMAL
    #: "" follows the person's own language.
    default_language: Annotated[str, Field(pattern="^(|fr|en)$")] = ""
    grade_policy: GradePolicy = GradePolicy.PARTICIPATION
    participation_target: int = Field(default=10, ge=1, le=200)
    recommendations_on: Switch = True
    path_on: Switch = True
    exercises_on: Switch = True
    drafts_on: Switch = True
    pitch_on: Switch = True
    checkin_on: Switch = True
    coverage_floor: float = Field(default=0.35, ge=0, le=1)
    daily_turns: Annotated[Annotated[int, Field(ge=1, le=1000)] | None, BeforeValidator(_blank_is_none)] = None
    retention_months: int = Field(default=24, ge=1, le=120)

    @property
    def formal(self) -> bool:
        """True for « vous »."""
        return self.tone is Tone.FORMAL

    @classmethod
    def of(cls, chosen: Mapping[str, Any]) -> Self:
        """Merge stored choices with the defaults; a stored value that no longer fits counts as not chosen."""
        known = {name: value for name, value in chosen.items() if name in cls.model_fields}
        try:
            return cls(**known)
        except ValidationError as error:
            wrong = {str(problem["loc"][0]) for problem in error.errors()}
            return cls(**{name: value for name, value in known.items() if name not in wrong})

    def changed(self, changes: Mapping[str, Any]) -> Self:
        """Return the settings with `changes`; `InvalidInputError` names every field that cannot be used."""
        try:
            return type(self)(**{**self.model_dump(), **changes})
        except ValidationError as error:
            names = {str(problem["loc"][0]) for problem in error.errors()}
            raise InvalidInputError(fields={name: SENTENCES.get(name, GENERAL_SENTENCE) for name in names}) from None
