"""The brief in a model's words: open after the training, each sentence with its fact, nothing of it kept."""

from dataclasses import replace
from typing import Any

from flask import Response

from lti_tool.conversations.scopes import scope_of
from lti_tool.errors import N_, ConflictError
from lti_tool.mentoring import sharing, training
from lti_tool.mentoring.brief_facts import fact_lines
from lti_tool.mentoring.briefs import brief
from lti_tool.mentoring.models import PairState
from lti_tool.pages.brief_writer import writer
from lti_tool.pages.mentor import person
from lti_tool.pages.mentor.routes import blueprint
from lti_tool.people.frame_sessions import Viewer
from lti_tool.people.models import User
from lti_tool.people.roles import Role
from lti_tool.web import access
from lti_tool.web.bearer import viewer
from lti_tool.web.fragments import show
from lti_tool.web.i18n import language, said
from lti_tool.web.services import services
from lti_tool.web.transactions import db, finish_early
from widget.assistant.briefing import UNFIT, Fact, WordedBrief

#: What the ledger calls a model's reading of what was shared.
WORDED = "worded"
TRAIN_FIRST = N_("Finish the mentors’ lessons first: a brief in a model’s words opens after them.")
NOT_NOW = N_("There is nothing to prepare: you two are not together at the moment.")


@blueprint.post("/people/<int:pair_id>/worded")
@access.open_to(Role.MENTOR)
def word_brief(pair_id: int) -> Response:
    """Have the facts put in words; no transaction is open meanwhile, and the learner's ledger tells of it."""
    someone, now = viewer(), services().clock.now()
    if not training.has_finished(db(), someone.user_id):
        raise ConflictError(TRAIN_FIRST)
    pair = person.own_pair(someone, pair_id)
    if pair.state != PairState.ACTIVE:
        raise ConflictError(NOT_NOW)
    facts = [Fact(line.anchor, said(line.heading), line.text) for line in fact_lines(brief(db(), pair, now))]
    names = [*_names(pair.learner), *_names(pair.mentor)]
    sharing.add_view(
        db(), user_id=pair.learner_id, course_id=pair.course_id, viewer_id=someone.user_id, what=WORDED, now=now
    )
    finish_early()
    worded = writer()(scope_of(someone), facts, language(), names)
    return show(person.TEMPLATE, **_page(someone, pair_id, worded))


def _page(someone: Viewer, pair_id: int, worded: WordedBrief) -> dict[str, Any]:
    """Read the page anew: what was taken back while the model wrote does not live on in its words."""
    values = person.contents(person.own_pair(someone, pair_id), someone)
    standing = {line.anchor for line in fact_lines(values["brief"])} if values["brief"] else set()
    lines = [line for line in worded.lines if line.anchor in standing]
    note = worded.note if lines or not worded.lines else UNFIT
    return {**values, "worded": replace(worded, lines=lines, note=note)}


def _names(user: User) -> list[str]:
    return [name for name in (user.name, user.display_name, user.email) if name]
