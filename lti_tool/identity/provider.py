"""One identity provider as a relying party sees it: begin a sign-in, finish it, know who came.

Authlib makes the request, the proof key and the client's authentication; every call leaves through the
guarded door. Whoever begins keeps `Begun.state`, `nonce` and `verifier` where only this browser has them.
"""

import hmac
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from authlib.oauth2 import OAuth2Client, OAuth2Error

from lti_tool.clock import Clock
from lti_tool.http import HttpDoor, HttpError, Response
from lti_tool.identity.discovery import Discovery
from lti_tool.identity.errors import CodeRefusedError, ProviderUnreachableError
from lti_tool.identity.id_tokens import claims_of

SCOPE = "openid email profile"
_LONGEST = 4096


@dataclass(frozen=True, slots=True)
class Client:
    """This tool as the provider knows it; without a secret it is a public client, proved by PKCE alone."""

    issuer: str
    client_id: str
    secret: str = ""


@dataclass(frozen=True, slots=True)
class Begun:
    """A sign-in under way: where to send the browser, and what to keep for its return."""

    url: str
    state: str
    nonce: str
    verifier: str

    def is_state(self, given: str) -> bool:
        """True when this is the state we sent along."""
        return hmac.compare_digest(self.state.encode(), given.encode("utf-8", "replace"))


@dataclass(frozen=True, slots=True)
class Person:
    """Who signed in; `email` is empty unless the provider says that it is verified."""

    subject: str
    email: str = ""
    name: str = ""


class IdentityProvider:
    """Signs people in. Goes over the network: never call inside a transaction."""

    def __init__(self, http: HttpDoor, clock: Clock, client: Client) -> None:
        self._http = http
        self._clock = clock
        self._client = client
        self._discovery = Discovery(http, clock, client.issuer)

    def begin(self, redirect_uri: str) -> Begun:
        """Return where the browser goes; raises `IdentityError`."""
        nonce, verifier = secrets.token_urlsafe(32), secrets.token_urlsafe(48)
        url, state = self._oauth(redirect_uri).create_authorization_url(
            self._discovery.addresses().authorization,
            state=secrets.token_urlsafe(32),
            code_verifier=verifier,
            nonce=nonce,
        )
        return Begun(url, state, nonce, verifier)

    def finish(self, begun: Begun, code: str, redirect_uri: str) -> Person:
        """Exchange the code and return who came; raises `IdentityError`. The caller has compared the state."""
        if not code or len(code) > _LONGEST or not code.isprintable():
            raise CodeRefusedError("no code")
        token = self._exchange(begun, code, redirect_uri)
        claims = claims_of(
            token.get("id_token"),
            self._discovery,
            issuer=self._client.issuer,
            client_id=self._client.client_id,
            nonce=begun.nonce,
            access_token=token.get("access_token"),
            now=self._clock.now(),
        )
        email = _text(claims, "email") if claims.get("email_verified") is True else ""
        return Person(claims["sub"], email, _text(claims, "name"))

    def _exchange(self, begun: Begun, code: str, redirect_uri: str) -> Mapping[str, Any]:
        oauth = self._oauth(redirect_uri)
        try:
            token = oauth.fetch_token(
                self._discovery.addresses().token,
                grant_type="authorization_code",
                code=code,
                code_verifier=begun.verifier,
            )
        except HttpError as error:
            raise ProviderUnreachableError(f"{type(error).__name__}: {error.detail}") from error
        except OAuth2Error as error:
            raise CodeRefusedError(str(error.error)) from error
        except (ValueError, TypeError, OverflowError) as error:
            raise ProviderUnreachableError("no JSON object for the code") from error
        return dict(token)

    def _oauth(self, redirect_uri: str) -> OAuth2Client:
        way = "none"
        if self._client.secret:
            way = "client_secret_post" if self._discovery.addresses().secret_in_form else "client_secret_basic"
        return OAuth2Client(
            _Session(self._http),
            client_id=self._client.client_id,
            client_secret=self._client.secret or None,
            token_endpoint_auth_method=way,
            scope=SCOPE,
            redirect_uri=redirect_uri,
            code_challenge_method="S256",
        )


class _Session:
    """The part of a `requests` session that Authlib uses, over the door."""

    def __init__(self, http: HttpDoor) -> None:
        self._http = http

    def post(self, url: str, data: Mapping[str, str], headers: Mapping[str, str], auth: Any) -> "_Answer":
        """Send a form with the client's authentication."""
        url, sent, body = auth.prepare("POST", url, dict(headers), urlencode(data))
        return _Answer(self._http.post(url, body=body.encode(), headers=sent))


class _Answer:
    """The part of a `requests` response that Authlib reads."""

    def __init__(self, response: Response) -> None:
        self._response = response
        self.status_code = response.status

    def json(self) -> Any:
        """Return the body as JSON; the door's own error for anything else."""
        return self._response.json()

    def raise_for_status(self) -> None:
        """Raise for a refusal that says nothing of its own."""
        if not self._response.is_ok:
            raise ValueError(f"HTTP {self.status_code}")


def _text(claims: Mapping[str, Any], name: str) -> str:
    value = claims.get(name)
    return value.strip() if isinstance(value, str) and len(value) <= 320 and value.isprintable() else ""
