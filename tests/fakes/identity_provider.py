"""An organisation's identity provider, built with Authlib's server side and served over real HTTP.

It knows one client and some people. `/authorize` shows who may sign in, one button each, as a real
provider's page does; with `?person=` on that address (or `IdentityProvider.signs_in`) it goes on at once.
What a provider can do wrong is told by `deviations` (members of the ID token, None leaves one out),
`header`, `refuses` (an OAuth error for the browser) and `sign` (another way to make the token).
"""

import secrets
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, ClassVar

from authlib.integrations.flask_oauth2 import AuthorizationServer
from authlib.oauth2.rfc6749 import ClientMixin, grants
from authlib.oauth2.rfc6749.errors import OAuth2Error
from authlib.oauth2.rfc6749.models import AuthorizationCodeMixin
from authlib.oauth2.rfc7636 import CodeChallenge
from authlib.oidc.core import UserInfo
from authlib.oidc.core.grants import OpenIDCode
from flask import Flask, Response, jsonify, redirect, request
from joserfc import jwt
from joserfc.jwk import RSAKey
from markupsafe import escape
from werkzeug.serving import make_server

CLIENT_ID = "boussole"
CLIENT_SECRET = "a secret between the two"
PEOPLE = {
    "ada": {"email": "Ada@campus.example", "email_verified": True, "name": "Ada Lovelace"},
    "eve": {"email": "eve@campus.example", "email_verified": True, "name": "Eve"},
    "zoe": {"email": "ada@campus.example", "email_verified": False, "name": "Zoé, who claims an address"},
}


@dataclass
class TheClient(ClientMixin):
    """The relying party as the provider knows it."""

    redirect_uris: list[str]
    client_secret: str
    client_id: str = CLIENT_ID

    def get_client_id(self) -> str:
        return self.client_id

    def get_default_redirect_uri(self) -> str:
        return self.redirect_uris[0]

    def get_allowed_scope(self, scope: str) -> str:
        return scope

    def check_redirect_uri(self, redirect_uri: str) -> bool:
        return redirect_uri in self.redirect_uris

    def check_client_secret(self, client_secret: str) -> bool:
        return secrets.compare_digest(self.client_secret, client_secret)

    def check_endpoint_auth_method(self, method: str, endpoint: str) -> bool:
        return method == "none" if not self.client_secret else method.startswith("client_secret_")

    def check_response_type(self, response_type: str) -> bool:
        return response_type == "code"

    def check_grant_type(self, grant_type: str) -> bool:
        return grant_type == "authorization_code"


@dataclass
class Code(AuthorizationCodeMixin):
    """A code that works once."""

    code: str
    redirect_uri: str
    scope: str
    nonce: str | None
    user: "User"
    code_challenge: str | None
    code_challenge_method: str | None
    auth_time: int = field(default_factory=lambda: int(time.time()))

    def get_redirect_uri(self) -> str:
        return self.redirect_uri

    def get_scope(self) -> str:
        return self.scope

    def get_nonce(self) -> str | None:
        return self.nonce

    def get_auth_time(self) -> int:
        return self.auth_time

    def get_acr(self) -> None:
        return None

    def get_amr(self) -> None:
        return None


@dataclass(frozen=True)
class User:
    """Somebody of the organisation."""

    subject: str
    claims: dict[str, Any]

    def get_user_id(self) -> str:
        return self.subject


@dataclass
class IdentityProvider:
    """The provider's whole state; change it between two requests to have it behave otherwise."""

    redirect_uris: list[str]
    secret: str = CLIENT_SECRET
    issuer: str = ""
    people: dict[str, dict[str, Any]] = field(default_factory=lambda: {key: dict(one) for key, one in PEOPLE.items()})
    #: Whoever signs in without being asked; None: the page asks.
    signs_in: str | None = None
    deviations: dict[str, Any] = field(default_factory=dict)
    header: dict[str, Any] = field(default_factory=dict)
    refuses: str = ""
    sign: Callable[[dict[str, Any], dict[str, Any], RSAKey], str] | None = None
    #: Members of the discovery document that are said otherwise; None leaves one out.
    described: dict[str, Any] = field(default_factory=dict)
    key: RSAKey = field(default_factory=lambda: RSAKey.generate_key(2048, {"kid": "one", "use": "sig"}))
    codes: dict[str, Code] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    #: Its pages part the window from whoever opened it (`Cross-Origin-Opener-Policy: same-origin`).
    cuts_off: bool = False
    #: Its clock, in seconds.
    now: Callable[[], float] = time.time

    def client(self, client_id: str) -> TheClient | None:
        return TheClient(self.redirect_uris, self.secret) if client_id == CLIENT_ID else None

    def rotate(self, kid: str = "two") -> None:
        """Sign with another key from now on, and publish only that one."""
        self.key = RSAKey.generate_key(2048, {"kid": kid, "use": "sig"})

    def id_token(self, claims: dict[str, Any]) -> str:
        said = {name: value for name, value in {**claims, **self.deviations}.items() if value is not None}
        header = {
            name: value
            for name, value in {"alg": "RS256", "kid": self.key.kid, **self.header}.items()
            if value is not None
        }
        if self.sign is not None:
            return self.sign(header, said, self.key)
        return jwt.encode(header, said, self.key)

    def description(self) -> dict[str, Any]:
        said = {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/jwks",
            "response_types_supported": ["code"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["RS256"],
            "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post", "none"],
            "code_challenge_methods_supported": ["S256"],
            **self.described,
        }
        return {name: value for name, value in said.items() if value is not None}


class _CodeGrant(grants.AuthorizationCodeGrant):
    TOKEN_ENDPOINT_AUTH_METHODS: ClassVar = ["client_secret_basic", "client_secret_post", "none"]
    provider: IdentityProvider

    def save_authorization_code(self, code: str, request: Any) -> None:
        said = request.payload.data
        self.provider.codes[code] = Code(
            code, said.get("redirect_uri", ""), request.payload.scope, said.get("nonce"), request.user,
            said.get("code_challenge"), said.get("code_challenge_method"),
        )  # fmt: skip

    def query_authorization_code(self, code: str, client: TheClient) -> Code | None:
        return self.provider.codes.get(code)

    def delete_authorization_code(self, authorization_code: Code) -> None:
        self.provider.codes.pop(authorization_code.code, None)

    def authenticate_user(self, authorization_code: Code) -> User:
        return authorization_code.user


class _OpenId(OpenIDCode):
    def __init__(self, provider: IdentityProvider) -> None:
        super().__init__(require_nonce=True)
        self.provider = provider

    def exists_nonce(self, nonce: str, request: Any) -> bool:
        return any(code.nonce == nonce for code in self.provider.codes.values())

    def generate_user_info(self, user: User, scope: str) -> UserInfo:
        return UserInfo(sub=user.subject, **user.claims)

    def encode_id_token(self, token: dict[str, Any], request: Any) -> str:
        now = int(self.provider.now())
        claims = {
            "iss": self.provider.issuer,
            "aud": CLIENT_ID,
            "iat": now,
            "exp": now + 300,
            **self.get_authorization_code_claims(request.authorization_code),
            **self.generate_user_info(request.user, token["scope"]),
        }
        return self.provider.id_token(claims)


def create_provider(provider: IdentityProvider) -> Flask:
    """Return the provider as a web application; set `provider.issuer` before it is asked anything."""
    app = Flask(__name__)
    server = AuthorizationServer(app, query_client=provider.client, save_token=lambda token, request: None)
    grant = type("_Grant", (_CodeGrant,), {"provider": provider})
    server.register_grant(grant, [CodeChallenge(required=True), _OpenId(provider)])

    @app.before_request
    def note() -> None:
        provider.asked.append(request.path)

    app.after_request(lambda response: _parted(provider, response))

    @app.get("/.well-known/openid-configuration")
    def description() -> Response:
        return jsonify(provider.description())

    @app.get("/jwks")
    def keys() -> Response:
        return jsonify({"keys": [provider.key.as_dict(private=False)]})

    @app.route("/authorize", methods=["GET", "POST"])
    def authorize() -> Any:
        if provider.refuses:
            back, state = request.args["redirect_uri"], request.args["state"]
            return redirect(f"{back}?error={provider.refuses}&state={state}")
        chosen = request.form.get("person") or request.args.get("person") or provider.signs_in
        if chosen is None:
            return _page(provider)
        try:
            consent = server.get_consent_grant(end_user=chosen)
        except OAuth2Error as error:
            return f"{error.error}: {error.description}", 400
        user = User(chosen, provider.people[chosen])
        return server.create_authorization_response(grant_user=user, grant=consent)

    @app.post("/token")
    def token() -> Any:
        return server.create_token_response()

    return app


def _parted(provider: IdentityProvider, response: Response) -> Response:
    if provider.cuts_off:
        response.headers["Cross-Origin-Opener-Policy"] = "same-origin"
    return response


def _page(provider: IdentityProvider) -> str:
    buttons = "".join(
        f'<button name="person" value="{escape(key)}">{escape(one["name"])}</button>'
        for key, one in provider.people.items()
    )
    form = f'<h1>Who are you?</h1><form method="post">{buttons}</form>'
    return f'<!doctype html><html lang="en"><title>Sign in</title>{form}'


@contextmanager
def identity_provider(*redirect_uris: str, secret: str = CLIENT_SECRET) -> Iterator[IdentityProvider]:
    """Serve a provider on a free port of this machine until the block ends."""
    provider = IdentityProvider(list(redirect_uris), secret)
    server = make_server("127.0.0.1", 0, create_provider(provider), threaded=True)
    provider.issuer = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield provider
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
