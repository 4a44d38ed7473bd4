"""What a learner tells about goal, skills and time: everything optional, kept as one goes."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, Self

from flask import Response, request
from werkzeug.datastructures import MultiDict

from lti_tool.catalogue import assessing, profiles, skills
from lti_tool.catalogue.learner_models import MAX_LEVEL
from lti_tool.catalogue.profiles import GoalAnswers
from lti_tool.catalogue.skill_names import folded
from lti_tool.errors import InvalidInputError
from lti_tool.pages.forms import text_of
from lti_tool.pages.learner.routes import blueprint
from lti_tool.people import consents, naming
from lti_tool.people.consents import Purpose
from lti_tool.people.frame_sessions import Viewer
from lti_tool.people.roles import Role
from lti_tool.web import access
from lti_tool.web.bearer import viewer
from lti_tool.web.fragments import show
from lti_tool.web.i18n import _, language, said
from lti_tool.web.services import services
from lti_tool.web.transactions import db

TEMPLATE = "learner/profile.html"
RATED = "level:"
#: Fewer destinations than this would hide the rest for nothing.
FEWEST_ENDS = 4


@dataclass(frozen=True, slots=True)
class ProfileForm:
    """The fields one small form of the page brings; a field it does not name stays as it is."""

    answers: GoalAnswers
    display_name: str | None

    @classmethod
    def of(cls, form: MultiDict[str, str], known: Collection[str]) -> Self:
        """Read one of the page's forms; `about` says which one, skills the course does not know are left out."""
        chosen = [key for key in form.getlist("skills") if key in known]
        rated = {name.removeprefix(RATED): level for name, level in form.items() if name.startswith(RATED)}
        return cls(
            answers=GoalAnswers(
                text=text_of(form, "text"),
                skills=chosen if form.get("about") == "skills" else None,
                hours_per_week=form.get("hours_per_week"),
                language=form.get("language"),
                levels={key: level for key, level in rated.items() if key in known},
            ),
            display_name=text_of(form, "display_name"),
        )


@blueprint.get("/profile")
@access.open_to(Role.LEARNER)
def profile() -> Response:
    """Show what the learner told so far."""
    return show(TEMPLATE, **contents(viewer()))


@blueprint.post("/profile")
@access.open_to(Role.LEARNER)
def save_profile() -> Response:
    """Keep one answer and say so beside its field; a refused one says what to correct."""
    someone = viewer()
    form = ProfileForm.of(request.form, {skill.key for skill in skills.named(db(), someone.course_id, language())})
    try:
        profiles.save_goal(db(), someone.user_id, someone.course_id, form.answers, services().clock.now())
        if form.display_name is not None:
            naming.call_me(db(), someone.user_id, form.display_name)
    except InvalidInputError as error:
        words = " ".join(said(sentence) for sentence in error.fields.values())
        return show(TEMPLATE, "saved", status=422, words=words, wrong=True)
    return show(TEMPLATE, "saved", words=_("Saved."), wrong=False)


def contents(someone: Viewer) -> dict[str, Any]:
    """Return the page's fields; skills in the order of their names, accents or not."""
    goal = profiles.goal(db(), someone.user_id, someone.course_id, language())
    named = skills.named(db(), someone.course_id, language())
    chosen = {skill.key for skill in goal.skills}
    person = someone.user_id, someone.course_id
    allowed = consents.is_granted(db(), *person, Purpose.RESULTS)
    return {
        "grades_skills": bool(assessing.columns(db(), someone.course_id)),
        "results_consent": consents.latest(db(), *person, Purpose.RESULTS) if allowed else None,
        "goal": goal,
        "skills": sorted(named, key=lambda skill: folded(skill.name)),
        "chosen": chosen,
        "first": chosen | _destinations(someone.course_id, {skill.key for skill in named}),
        "levels": _levels(),
        "display_name": naming.chosen_name(db(), someone.user_id),
        "name": someone.name,
    }


def _destinations(course_id: int, keys: set[str]) -> set[str]:
    """Return the skills that no other skill builds on: what one heads for. All of them where few are."""
    graph = skills.graph(db(), course_id, keys)
    ends = keys - {first for key in keys for first in graph.prerequisites(key)}
    return ends if len(ends) >= FEWEST_ENDS else keys


def _levels() -> Mapping[int, str]:
    words = (
        _("New to me"),
        _("I have heard of it"),
        _("I manage with help"),
        _("I manage alone"),
        _("I could teach it"),
    )
    return dict(zip(range(MAX_LEVEL + 1), words, strict=True))
