"""GET /lti/jwks.json: the tool's public keys (Security Framework 1.0, section 6.2)."""

from flask import Blueprint, Response, jsonify

from lti_tool.lti.signing import Signer
from lti_tool.web import access


class KeySetPages:
    """Publishes the keys; at least two, so that a rotation surprises nobody."""

    def __init__(self, signer: Signer) -> None:
        self._signer = signer

    def add_to(self, blueprint: Blueprint) -> None:
        """Add the route."""
        blueprint.add_url_rule("/jwks.json", "jwks", self.jwks, methods=["GET"])

    @access.public
    def jwks(self) -> Response:
        """Return the key set; platforms may keep it for ten minutes."""
        response = jsonify({"keys": self._signer.published()})
        response.headers["Cache-Control"] = "public, max-age=600"
        return response
