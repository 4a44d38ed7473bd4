"""GET and POST /lti/login, and what follows in browsers that keep no cookie in the frame."""

from flask import Blueprint, Response, make_response, redirect, render_template, request
from flask.typing import ResponseReturnValue

from lti_tool.lti import origins
from lti_tool.lti.launching import Launches, LaunchForm
from lti_tool.lti.logins import BegunLogin
from lti_tool.lti.registered import Registered
from lti_tool.pages.launch import binding
from lti_tool.pages.launch.new_window import offer_new_window
from lti_tool.web import access, headers


class LoginPages:
    """Answers the platform's login request with a request to authenticate."""

    def __init__(self, launches: Launches) -> None:
        self._launches = launches

    def add_to(self, blueprint: Blueprint) -> None:
        """Add the routes."""
        blueprint.add_url_rule("/login", "login", self.login, methods=["GET", "POST"])
        blueprint.add_url_rule("/login/kept", "kept", self.kept, methods=["GET"])
        blueprint.add_url_rule("/continue", "continue_", self.continue_, methods=["POST"])

    @access.public
    def login(self) -> ResponseReturnValue:
        """Begin a login; the browser gets its secret in a cookie and, where offered, in the platform's storage."""
        raw = request.query_string if request.method == "GET" else request.get_data()
        begun, platform = self._launches.begin(raw)
        if begun.storage_target is not None:
            return binding.keep(_go_on(begun, platform), begun)
        if binding.is_worth_checking(request):
            return binding.keep(make_response(redirect(f"/lti/login/kept?state={begun.state}", 303)), begun)
        return binding.keep(make_response(redirect(begun.authorization_url, 302)), begun)

    @access.public
    def kept(self) -> ResponseReturnValue:
        """Go on once the cookie came back; else a new window, before the platform's one-use address is spent."""
        state = request.args.get("state", "")
        met = self._launches.meet(LaunchForm(state, cookie=binding.kept(request, state)))
        if not met.is_bound:
            return offer_new_window(self._launches, met)
        return binding.remember_that_it_keeps(make_response(redirect(self._launches.authorization_url(met), 302)))

    @access.public
    def continue_(self) -> ResponseReturnValue:
        """Begin the login anew in the window that was just opened, where cookies are first-party."""
        begun, platform = self._launches.begin_again(request.form.get("state", ""), request.form.get("ticket", ""))
        return binding.keep(_go_on(begun, platform), begun)


def _go_on(begun: BegunLogin, platform: Registered) -> Response:
    """Return the page that stores the secret with the platform, if it can, and goes to its login."""
    headers.allow_frames_of(origins.of_platform(platform))
    return make_response(
        render_template(
            "launch/go_on.html",
            begun=begun,
            platform_origin=origins.origin_of(platform.authorization_url) or "",
        )
    )
