"""A tool with nothing in it but the protocol: what the campus's own tests launch. Checks little, on purpose."""

from __future__ import annotations

import secrets
import threading
import time
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from flask import Flask, Response, jsonify, redirect, request
from joserfc import jwk, jwt
from werkzeug.serving import make_server

ASSERTION = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"


class BareTool:
    """Answers a login with the authentication request, and a launch with what it was told, as JSON."""

    def __init__(self) -> None:
        self.key = jwk.RSAKey.generate_key(2048, auto_kid=True)
        self.authorize = ""
        self.logins: list[dict[str, str]] = []
        self.launches: list[dict[str, str]] = []
        self.cookies: list[list[str]] = []
        self.changes: dict[str, str] = {}
        # What a launch shows instead of JSON.
        self.page = ""
        self.root = "http://localhost:1"

    def jwks(self) -> dict[str, Any]:
        """Return the tool's published keys."""
        return {"keys": [self.key.as_dict(private=False, alg="RS256", use="sig")]}

    def sign(self, claims: dict[str, Any], **header: Any) -> str:
        """Return claims signed by the tool; a header member that is None is left out."""
        shown = {"alg": "RS256", "kid": self.key.kid, **header}
        return jwt.encode({name: value for name, value in shown.items() if value is not None}, claims, self.key)

    def assertion(self, client_id: str, audience: str, now: float | None = None, **claims: Any) -> str:
        """Return a client assertion; `claims` replaces its claims, None takes one out."""
        issued = int(time.time() if now is None else now)
        told = {
            "iss": client_id, "sub": client_id, "aud": audience,
            "iat": issued, "exp": issued + 60, "jti": secrets.token_hex(8), **claims,
        }  # fmt: skip
        return self.sign({name: value for name, value in told.items() if value is not None})

    def authentication_request(self, login: dict[str, str]) -> dict[str, str]:
        """Return the fields of the authentication request that answers a login."""
        asked = {
            "scope": "openid", "response_type": "id_token", "response_mode": "form_post", "prompt": "none",
            "client_id": login["client_id"], "redirect_uri": f"{self.root}/lti/launch",
            "login_hint": login["login_hint"], "lti_message_hint": login["lti_message_hint"],
            "state": secrets.token_hex(8), "nonce": secrets.token_hex(8),
        }  # fmt: skip
        return {name: value for name, value in (asked | self.changes).items() if value != "-"}

    def app(self) -> Flask:
        """Return the tool as an app."""
        app = Flask("bare_tool")

        @app.route("/lti/login", methods=["GET", "POST"])
        def login() -> Any:
            self.logins.append(request.values.to_dict())
            query = urllib.parse.urlencode(self.authentication_request(self.logins[-1]))
            answer = redirect(f"{self.authorize}?{query}")
            answer.headers.add("Set-Cookie", "__Host-bound=1; Path=/; Secure; HttpOnly; SameSite=None; Partitioned")
            answer.headers.add("Set-Cookie", "unpartitioned=1; Path=/; Secure; SameSite=None")
            answer.headers.add("Set-Cookie", "lax=1; Path=/")
            return answer

        @app.post("/lti/launch")
        def launch() -> Response:
            self.launches.append(request.form.to_dict())
            self.cookies.append(sorted(request.cookies))
            if self.page:
                return Response(self.page)
            return jsonify(form=self.launches[-1], cookies=sorted(request.cookies))

        @app.route("/again", methods=["GET", "POST"])
        def again() -> Any:
            return redirect("/echo", 307)

        @app.route("/echo", methods=["GET", "POST"])
        def echo() -> Response:
            return jsonify(request.form.to_dict())

        @app.get("/circle")
        def circle() -> Any:
            return redirect("/circle")

        @app.get("/origin")
        def origin() -> str:
            return request.headers.get("Origin", "none")

        @app.get("/lti/register")
        def register() -> str:
            return "<!doctype html><title>Register</title>"

        @app.get("/lti/jwks.json")
        def jwks() -> Response:
            return jsonify(self.jwks())

        return app

    @contextmanager
    def running(self) -> Iterator[BareTool]:
        """Serve on a free port for the length of a `with` block, as `localhost`: another site than 127.0.0.1."""
        server = make_server("127.0.0.1", 0, self.app(), threaded=True)
        self.root = f"http://localhost:{server.port}"
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        try:
            yield self
        finally:
            server.shutdown()
            thread.join()
            server.server_close()
