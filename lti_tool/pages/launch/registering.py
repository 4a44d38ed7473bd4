"""GET /lti/register (dynamic registration) and GET /lti/canvas.json (for keys made by hand)."""

from flask import Blueprint, Response, jsonify, make_response, render_template, request
from flask.typing import ResponseReturnValue

from lti_tool.lti.origins import origin_of
from lti_tool.lti.registration import Registrations
from lti_tool.lti.tool_description import canvas_key
from lti_tool.web import access, headers


class RegistrationPages:
    """Connects a platform whose administrator holds an invitation.

    The platform opens the address in a frame of its own and allows one GET: the invitation
    and the platform's token, both for one use, take the place of a form here.
    """

    def __init__(self, registrations: Registrations, public_url: str) -> None:
        self._registrations = registrations
        self._public_url = public_url

    def add_to(self, blueprint: Blueprint) -> None:
        """Add the routes."""
        blueprint.add_url_rule("/register", "register", self.register, methods=["GET"])
        blueprint.add_url_rule("/canvas.json", "canvas", self.canvas, methods=["GET"])

    @access.public
    def register(self) -> ResponseReturnValue:
        """Register with the platform that sends its administrator here, or say how to get it to."""
        invitation = request.args.get("invite", "")
        configuration = request.args.get("openid_configuration", "")
        if not configuration:
            self._registrations.check_invitation(invitation)
            address = f"{self._public_url}/lti/register?invite={invitation}"
            return make_response(render_template("launch/invited.html", address=address))
        connected = self._registrations.connect(invitation, configuration, request.args.get("registration_token"))
        headers.allow_frames_of(filter(None, [origin_of(configuration), "https://*.instructure.com"]))
        return make_response(render_template("launch/registered.html", connected=connected))

    @access.public
    def canvas(self) -> Response:
        """Return the configuration of a Canvas developer key."""
        return jsonify(canvas_key(self._public_url))
