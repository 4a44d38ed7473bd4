"""The mentoring profile, read from its form and laid out for its page: learners and mentors share it."""

from collections.abc import Mapping
from typing import Any

from werkzeug.datastructures import MultiDict

from lti_tool.mentoring.matching.profiles import Group
from lti_tool.mentoring.models import DEFAULT_ZONE
from lti_tool.mentoring.profile_answers import DAYS, PARTS_OF_DAY, MentoringAnswers, read_profile
from lti_tool.pages.forms import cleaned
from lti_tool.people.frame_sessions import Viewer
from lti_tool.web.i18n import _, language
from lti_tool.web.transactions import db

TEXTS = ("profession", "values", "goals", "capacity", "zone")


def answers_of(form: MultiDict[str, str]) -> MentoringAnswers:
    """Read the form; what it does not name keeps its default."""
    texts = {name: cleaned(form[name]) for name in TEXTS if name in form}
    return MentoringAnswers(
        **texts,
        languages=form.getlist("languages"),
        slots=form.getlist("slots"),
        wanted=form.get("wanted") == "on",
    )


def contents(
    someone: Viewer, typed: MentoringAnswers | None = None, errors: Mapping[str, str] | None = None
) -> dict[str, Any]:
    """Return the values to show: what was typed when it was refused, else what is kept, else a beginning."""
    return {
        "values": typed or _stored(someone),
        "errors": errors or {},
        "days": tuple(zip(DAYS, _day_names(), strict=True)),
        "parts_of_day": tuple(zip(PARTS_OF_DAY, (_("morning"), _("afternoon"), _("evening")), strict=True)),
        "groups": tuple(Group),
    }


def _stored(someone: Viewer) -> MentoringAnswers:
    row = read_profile(db(), someone.course_id, someone.user_id)
    if row is None:
        return MentoringAnswers(languages=[language()], zone=DEFAULT_ZONE)
    return MentoringAnswers(
        profession=", ".join(row.profession),
        values=", ".join(row.values),
        goals=", ".join(row.goals),
        languages=row.languages,
        slots=row.slots,
        capacity=str(row.capacity),
        wanted=not row.paused,
        zone=row.zone,
    )


def _day_names() -> tuple[str, ...]:
    return (_("Monday"), _("Tuesday"), _("Wednesday"), _("Thursday"), _("Friday"), _("Saturday"), _("Sunday"))
