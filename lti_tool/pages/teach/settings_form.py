"""The settings form, read."""

from dataclasses import dataclass
from typing import Any, Self

from werkzeug.datastructures import MultiDict

from lti_tool.pages.forms import cleaned

SWITCHES = (
    "assistant_on", "model_on", "hint_first", "exercises_on",
    "recommendations_on", "path_on", "drafts_on", "checkin_on", "pitch_on",
)  # fmt: skip
TEXTS = ("scope", "tone", "default_language", "grade_policy", "participation_target", "daily_turns", "retention_months")


@dataclass(frozen=True, slots=True)
class SettingsForm:
    """Changes by the names of `CourseSettings`, and the version of the settings they were made on."""

    changes: dict[str, Any]
    version: int | None

    @classmethod
    def of(cls, form: MultiDict[str, str]) -> Self:
        """Read the form: a switch that is not named is off, a text that is not named stays as it is."""
        switches = {name: form.get(name, "off") for name in SWITCHES}
        texts = {name: cleaned(form[name]).strip() for name in TEXTS if name in form}
        number = form.get("version", "")
        return cls({**switches, **texts}, int(number) if number.isascii() and number.isdigit() else None)
