"""An admitted launch becomes a person in a course with a session, and the page they see first."""

from flask import Response

from lti_tool import course_settings
from lti_tool.gradebook.endpoints import remember_endpoints
from lti_tool.lti.launch import Launch, MessageType
from lti_tool.pages.opening import page_of_activity
from lti_tool.pages.review import review
from lti_tool.people import arrivals, frame_sessions, picks
from lti_tool.people.models import Enrolment
from lti_tool.people.roles import Role
from lti_tool.people.roster_sync import remember_roster
from lti_tool.web.i18n import use_language
from lti_tool.web.services import services
from lti_tool.web.transactions import db


def enter_course(launch: Launch) -> int | None:
    """Let somebody who places activities into the course and return its id; None for a launch without one."""
    if launch.context is None:
        return None
    return arrivals.arrive(db(), launch, services().clock.now()).enrolment.course_id


def open_launch(launch: Launch) -> Response:
    """Let the person in: one transaction holds the account, the enrolment, the services' addresses and the session."""
    now = services().clock.now()
    arrival = arrivals.arrive(db(), launch, now)
    link = arrival.resource_link
    remember_endpoints(
        db(),
        arrival.enrolment.course_id,
        link.id if link else None,
        launch.ags,
        now=now,
        deployment=launch.deployment,
    )
    remember_roster(db(), arrival.enrolment.course_id, launch.roster_url, now)
    language = _language_of_course(arrival.enrolment)
    if language:
        use_language(language)
    token, viewer = frame_sessions.open_session(
        db(),
        arrival.enrolment,
        now=now,
        deployment_id=launch.deployment,
        resource_link=link,
        return_url=launch.return_url or "",
        language=language,
    )
    if launch.message_type is MessageType.SUBMISSION_REVIEW:
        return review(launch, viewer, token)
    return page_of_activity(viewer, token, link.opens if link else "", picks.originals(db(), launch))


def _language_of_course(enrolment: Enrolment) -> str:
    """Return the language that the instructor chose for the pages of learners and mentors; empty for none."""
    if enrolment.role == Role.INSTRUCTOR:
        return ""
    return course_settings.read(db(), enrolment.course_id).default_language
