"""Skills that teachers assess in the course's gradebook: which column stands for which, and how reading goes.

Whatever asks the platform does so outside of any transaction; what learners have there is read by the worker alone.
"""

from collections.abc import Sequence
from typing import Any

from flask import Response, request

from lti_tool.catalogue import assessing, skills
from lti_tool.catalogue.records import NamedSkill
from lti_tool.errors import InvalidInputError, NotFoundError
from lti_tool.gradebook import skill_columns
from lti_tool.lti.scores import LineItem
from lti_tool.pages.forms import cleaned
from lti_tool.pages.teach.routes import blueprint
from lti_tool.people.frame_sessions import Viewer
from lti_tool.people.roles import Role
from lti_tool.web import access
from lti_tool.web.bearer import viewer
from lti_tool.web.fragments import show
from lti_tool.web.i18n import _, language
from lti_tool.web.services import services
from lti_tool.web.transactions import db

TEMPLATE = "teach/assessed.html"


@blueprint.get("/assessed")
@access.open_to(Role.INSTRUCTOR)
def assessed() -> Response:
    """Show the columns that stand for skills."""
    return show(TEMPLATE, **contents(viewer()))


@blueprint.post("/assessed/look")
@access.open_to(Role.INSTRUCTOR)
def look_for_columns() -> Response:
    """Ask the platform which columns it shows."""
    someone, held = viewer(), services()
    found = skill_columns.found_there(held.database, held.grades, someone.course_id)
    return show(TEMPLATE, **contents(someone, found))


@blueprint.post("/assessed/make")
@access.open_to(Role.INSTRUCTOR)
def make_column() -> Response:
    """Make a column for a skill in the gradebook; a teacher fills it there."""
    someone, held = viewer(), services()
    skill = _skill(someone)
    made = skill_columns.make(held.database, held.grades, someone.course_id, skill.name)
    assessing.choose(db(), someone.course_id, skill.key, made.id or "", made.label, held.clock.now())
    words = _("The column is in the gradebook of the course. Grade it there; it is read from here.")
    return show(TEMPLATE, said_now=words, **contents(someone))


@blueprint.post("/assessed/choose")
@access.open_to(Role.INSTRUCTOR)
def choose_column() -> Response:
    """Let a column that the platform shows stand for a skill."""
    someone, held, url = viewer(), services(), cleaned(request.form.get("url", ""))
    skill = _skill(someone)
    # Asked anew: an address of a form must not send the worker elsewhere.
    found = skill_columns.found_there(held.database, held.grades, someone.course_id)
    column = next((one for one in found if one.id == url), None)
    if column is None:
        raise NotFoundError
    assessing.choose(db(), someone.course_id, skill.key, url, column.label, held.clock.now())
    return show(TEMPLATE, said_now=_("Noted. It is read in the next minutes."), **contents(someone))


@blueprint.post("/assessed/<int:column_id>/let-go")
@access.open_to(Role.INSTRUCTOR)
def let_column_go(column_id: int) -> Response:
    """Let a column stand for nothing any more; the gradebook keeps it, the levels read from it are deleted."""
    someone = viewer()
    gone = assessing.let_go(db(), someone.course_id, column_id)
    words = _("Let go. Levels read from it are deleted; the column stays in the gradebook.")
    return show(TEMPLATE, said_now=words, gone={"url": gone.url, "skill": gone.skill}, **contents(someone))


def contents(someone: Viewer, found: Sequence[LineItem] | None = None) -> dict[str, Any]:
    """Return the columns, the skills to choose from, and what the platform showed where it was asked."""
    held = assessing.columns(db(), someone.course_id)
    named = skills.named(db(), someone.course_id, language())
    taken = {one.url for one in held}
    return {
        "columns": held,
        "names": {skill.key: skill.name for skill in named},
        "skills": [(skill.key, skill.name) for skill in named],
        "found": None if found is None else [one for one in found if one.id not in taken],
        "rule": assessing.LEVELS,
    }


def _skill(someone: Viewer) -> NamedSkill:
    """Return the skill of the form, read in a transaction of its own: the platform is asked next."""
    with services().database.transaction(write=False) as session:
        named = skills.named(session, someone.course_id, language())
    skill = next((one for one in named if one.key == request.form.get("skill", "")), None)
    if skill is None:
        raise InvalidInputError
    return skill
