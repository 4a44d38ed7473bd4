"""What a launch shows: the first page of each role, whole, with the session's token in its body."""

from collections.abc import Callable
from typing import Any

from flask import Response, make_response, render_template

from lti_tool.pages import mentor
from lti_tool.pages.learner import home as learner_home
from lti_tool.pages.teach import overview
from lti_tool.people.frame_sessions import Viewer
from lti_tool.people.roles import Role
from lti_tool.web import bearer

Contents = Callable[[Viewer], dict[str, Any]]

PAGES: dict[Role, tuple[str, Contents]] = {
    Role.LEARNER: (learner_home.TEMPLATE, learner_home.contents),
    Role.MENTOR: (mentor.TEMPLATE, mentor.contents),
    Role.INSTRUCTOR: (overview.TEMPLATE, overview.contents),
}


def first_page(viewer: Viewer, token: str) -> Response:
    """Return the first page for `viewer`; `token` is handed over in the body and nowhere else."""
    bearer.act_as(viewer)
    template, contents = PAGES[viewer.role]
    return make_response(render_template(template, frame_token=token, **contents(viewer)))
