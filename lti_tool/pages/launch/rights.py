"""The page of a data privacy launch: what is held of a person, for how long; hand it over, forget it."""

from typing import Any

from flask import Blueprint, Response, make_response, render_template, request
from sqlalchemy import select

from lti_tool import course_settings
from lti_tool.lti.launch import Launch
from lti_tool.lti.privacy_requests import PrivacyRequest, PrivacyRequests
from lti_tool.mentoring import sharing
from lti_tool.people.models import Enrolment, User
from lti_tool.privacy import rights
from lti_tool.privacy.archive import archive
from lti_tool.privacy.held import held_of
from lti_tool.web import access, headers
from lti_tool.web.i18n import language, use_language
from lti_tool.web.transactions import db, only_read

TEMPLATE = "launch/rights.html"
#: What the ledger calls an administrator's look at somebody's data.
LOOKED_AT = "data"


class RightsPages:
    """Shows what is held and does what is asked; the sealed ticket in the form is the key."""

    def __init__(self, requests: PrivacyRequests) -> None:
        self._requests = requests

    def add_to(self, blueprint: Blueprint) -> None:
        """Add the routes."""
        blueprint.add_url_rule("/rights/archive", "hand_over", self.hand_over, methods=["POST"])
        blueprint.add_url_rule("/rights/forget", "forget", self.forget, methods=["POST"])

    def offer(self, launch: Launch, origins: tuple[str, ...]) -> Response:
        """Show a person's data to that person or to an administrator of the platform."""
        only_read()
        ticket = self._requests.begin(launch, origins)
        return self._page(self._requests.resume(ticket), ticket)

    @access.public
    def hand_over(self) -> Response:
        """Return everything as an archive; the person reads in the ledger that somebody else asked for it."""
        asked, person = self._asked()
        if person is None:
            return self._page(asked, request.form["ticket"])
        packed = archive(rights.export(db(), person.id), language(), self._requests.clock.now())
        if not asked.is_own:
            self._note(asked, person)
        response = make_response(packed)
        response.headers["Content-Type"] = "application/zip"
        response.headers["Content-Disposition"] = 'attachment; filename="boussole.zip"'
        return response

    @access.public
    def forget(self) -> Response:
        """Forget the person everywhere, once the form says that this cannot be undone."""
        asked, person = self._asked()
        if person is not None and request.form.get("sure") != "yes":
            return self._page(asked, request.form["ticket"], status=422, unsure=True)
        if person is not None:
            rights.erase(db(), person.id, self._requests.clock.now())
        return self._page(asked, request.form["ticket"], forgotten=True)

    def _asked(self) -> tuple[PrivacyRequest, User | None]:
        asked = self._requests.resume(request.form.get("ticket", ""))
        headers.allow_frames_of(asked.origins)
        if asked.language:
            use_language(asked.language)
        return asked, _person(asked.platform_id, asked.about)

    def _page(self, asked: PrivacyRequest, ticket: str, *, status: int = 200, **values: Any) -> Response:
        person = _person(asked.platform_id, asked.about)
        page = render_template(
            TEMPLATE,
            ticket=ticket,
            asked=asked,
            person=person,
            held=held_of(db(), person) if person is not None else (),
            kept=_kept(person.id) if person is not None else (),
            **values,
        )
        return make_response(page, status)

    def _note(self, asked: PrivacyRequest, person: User) -> None:
        asker = _person(asked.platform_id, asked.asker)
        sharing.note_export(db(), person.id, asker.id if asker else None, LOOKED_AT, self._requests.clock.now())


def _person(platform_id: int, subject: str) -> User | None:
    return db().scalars(select(User).where(User.platform_id == platform_id, User.subject == subject)).first()


def _kept(user_id: int) -> list[tuple[str, int]]:
    """Return each course of the person with the months it keeps things."""
    enrolments = db().scalars(select(Enrolment).where(Enrolment.user_id == user_id).order_by(Enrolment.id)).unique()
    return [(one.course.title, course_settings.read(db(), one.course_id).retention_months) for one in enrolments]
