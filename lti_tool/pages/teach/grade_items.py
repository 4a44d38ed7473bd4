"""The grade items of the course: how they stand on the platform, rename, change the maximum, delete, make again.

Every change happens on the platform first and outside of any transaction; only what it accepted is noted here.
"""

import math
from dataclasses import dataclass
from typing import Any, Self

from flask import Response, request
from werkzeug.datastructures import MultiDict

from lti_tool.errors import InvalidInputError, NotFoundError
from lti_tool.gradebook import item_desk
from lti_tool.gradebook.endpoints import grades_status
from lti_tool.gradebook.item_lines import ItemLine, item_lines
from lti_tool.gradebook.resending import make_again, resend_item
from lti_tool.pages.forms import cleaned
from lti_tool.pages.teach.routes import blueprint
from lti_tool.people.frame_sessions import Viewer
from lti_tool.people.roles import Role
from lti_tool.web import access
from lti_tool.web.bearer import viewer
from lti_tool.web.fragments import show
from lti_tool.web.i18n import _, ngettext
from lti_tool.web.services import services
from lti_tool.web.transactions import db

TEMPLATE = "teach/items.html"
ASKING = "teach/delete_item.html"
LONGEST_NUMBER = 12


@dataclass(frozen=True, slots=True)
class ItemForm:
    """Name and maximum of one item, as typed."""

    label: str
    maximum: str

    @classmethod
    def of(cls, form: MultiDict[str, str], number: int) -> Self:
        """Read the form; the fields carry the item's number, since a page holds several forms."""
        label, maximum = (cleaned(form.get(f"{name}-{number}", "")).strip() for name in ("label", "maximum"))
        return cls(label, maximum)

    @property
    def points(self) -> float:
        """The maximum; 0, which its field then refuses, for what is no number."""
        try:
            number = float(self.maximum[:LONGEST_NUMBER].replace(",", "."))
        except ValueError:
            return 0.0
        return number if math.isfinite(number) else 0.0


@blueprint.get("/items")
@access.open_to(Role.INSTRUCTOR)
def items() -> Response:
    """Show the grade items."""
    return show(TEMPLATE, **contents(viewer()))


@blueprint.post("/items/look")
@access.open_to(Role.INSTRUCTOR)
def look_at_items() -> Response:
    """Read on the platform how they stand there."""
    someone, held = viewer(), services()
    seen = item_desk.look(held.database, held.grades, someone.course_id)
    return show(TEMPLATE, looked=True, seen={one.item_id: one for one in seen}, **contents(someone))


@blueprint.post("/items/<int:item_id>")
@access.open_to(Role.INSTRUCTOR)
def save_item(item_id: int) -> Response:
    """Give an item another name or maximum; after another maximum the scores are sent again."""
    someone, held, form = viewer(), services(), ItemForm.of(request.form, item_id)
    before = _line(someone, item_id)
    try:
        item_desk.change_item(
            held.database, held.grades, someone.course_id, item_id, label=form.label, maximum=form.points
        )
    except InvalidInputError as error:
        return show(TEMPLATE, status=422, **contents(someone, {item_id: form}, {item_id: error.fields}))
    words = _("Changed, here and in the gradebook of the course.")
    if before.maximum != form.points:
        sent = resend_item(db(), someone.course_id, item_id, now=held.clock.now())
        words += " " + ngettext("%(num)s score is sent again.", "%(num)s scores are sent again.", sent)
    return show(TEMPLATE, saved=item_id, said_now=words, **contents(someone))


@blueprint.get("/items/<int:item_id>/delete")
@access.open_to(Role.INSTRUCTOR)
def ask_delete_item(item_id: int) -> Response:
    """Say what the platform loses, and ask."""
    return show(ASKING, line=_line(viewer(), item_id))


@blueprint.post("/items/<int:item_id>/delete")
@access.open_to(Role.INSTRUCTOR)
def delete_item(item_id: int) -> Response:
    """Delete the item with its grades on the platform; what was counted stays, and with it the way back."""
    someone, held = viewer(), services()
    item_desk.delete_item(held.database, held.grades, someone.course_id, item_id)
    words = _("Deleted in the gradebook of the course. What was counted is kept here.")
    return show(TEMPLATE, deleted=item_id, said_now=words, **contents(someone))


@blueprint.post("/items/<int:item_id>/again")
@access.open_to(Role.INSTRUCTOR)
def make_item_again(item_id: int) -> Response:
    """Undo that: the worker makes the item anew and sends everybody's score."""
    someone = viewer()
    sent = make_again(db(), someone.course_id, item_id, now=services().clock.now())
    words = ngettext(
        "The grade item is made again, and %(num)s score is on its way.",
        "The grade item is made again, and %(num)s scores are on their way.",
        sent,
    )
    if not sent:
        words = _("The grade item is made again with the first score.")
    return show(TEMPLATE, said_now=words, **contents(someone))


def contents(
    someone: Viewer, typed: dict[int, ItemForm] | None = None, errors: dict[int, dict[str, str]] | None = None
) -> dict[str, Any]:
    """Return the items with what is stored, or what was typed when it was refused."""
    lines = item_lines(db(), someone.course_id)
    stored = {line.item_id: ItemForm(line.label, f"{line.maximum:g}") for line in lines}
    return {
        "lines": lines,
        "values": stored | (typed or {}),
        "errors": errors or {},
        "grades": grades_status(db(), someone.course_id),
    }


def _line(someone: Viewer, item_id: int) -> ItemLine:
    """Return one of the course's items, read in a transaction of its own: the platform is asked next."""
    with services().database.transaction(write=False) as session:
        found = [line for line in item_lines(session, someone.course_id) if line.item_id == item_id]
    if not found:
        raise NotFoundError
    return found[0]
