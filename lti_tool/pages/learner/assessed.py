"""A learner's yes to reading what the course's gradebook holds about their skills, and the way back."""

from flask import Response

from lti_tool.catalogue import assessing
from lti_tool.mentoring import signal_shares
from lti_tool.pages.learner import profile
from lti_tool.pages.learner.routes import blueprint
from lti_tool.people import consents
from lti_tool.people.consents import Purpose
from lti_tool.people.roles import Role
from lti_tool.web import access
from lti_tool.web.bearer import viewer
from lti_tool.web.fragments import show
from lti_tool.web.i18n import _
from lti_tool.web.services import services
from lti_tool.web.transactions import db


@blueprint.post("/assessed/allow")
@access.open_to(Role.LEARNER)
def allow_results() -> Response:
    """Agree; the worker reads soon."""
    someone, now = viewer(), services().clock.now()
    consents.decide(db(), someone.user_id, someone.course_id, Purpose.RESULTS, now, granted=True)
    assessing.read_soon(db(), someone.course_id, now)
    words = _("Noted. What your teacher assessed appears here in a few minutes.")
    return show(profile.TEMPLATE, said_now=words, **profile.contents(someone))


@blueprint.post("/assessed/withdraw")
@access.open_to(Role.LEARNER)
def withdraw_results() -> Response:
    """Withdraw: what was read is deleted, and nothing more is asked for."""
    someone, now = viewer(), services().clock.now()
    signal_shares.withdraw_consent(db(), someone.user_id, someone.course_id, Purpose.RESULTS, now)
    words = _("Withdrawn. What was read from the gradebook is deleted.")
    return show(profile.TEMPLATE, said_now=words, **profile.contents(someone))
