"""Whether each connected platform's services can be reached, step by step, naming the setting to change."""

from collections.abc import Iterator

from sqlalchemy import select

from lti_tool.db import Database
from lti_tool.errors import N_
from lti_tool.http import HttpDoor
from lti_tool.lti.claims import SCOPE_SCORE
from lti_tool.lti.keysets import fetch
from lti_tool.lti.models import Platform, PlatformStatus
from lti_tool.lti.service_errors import ClockDiffersError, ScopeMissingError, ServiceError
from lti_tool.lti.token_refusals import KeysUnreachableError
from lti_tool.lti.tokens import ServiceTokens
from lti_tool.worker.diagnosis import Finding, Level

NONE = N_("No learning platform is connected yet. Invite one: boussole platform invite")
WAITING = N_(
    "%(name)s: its launches are held back until somebody approves it: at /admin/, or "
    "boussole platform approve %(number)s"
)
GOOD = N_("%(name)s: its keys can be read and it grants access to grades.")
NO_KEYS = N_(
    "%(name)s: its keys cannot be read at %(url)s. Check the key set address of the registration, "
    "and BOUSSOLE_PRIVATE_NETWORKS when the platform is on a private network."
)
NO_SCORES = N_(
    "%(name)s: it does not grant scores. On Moodle set IMS LTI Assignment and Grade Services in the tool's settings; "
    "on Canvas switch on the scopes of the developer key."
)
BLOCKED = N_(
    "%(name)s: its token address answers with a web page. On Moodle its cURL security blocks our keys at %(keys)s: "
    "allow this host and port under Site administration, General, HTTP security. %(detail)s"
)
CLOCKS = N_(
    "%(name)s: its clock and ours differ by more than half a minute, so it refuses a token. Set both by NTP. %(detail)s"
)
NO_TOKEN = N_(
    "%(name)s: it refuses a token. It must be able to read our keys at %(keys)s, and know the client id %(client)s. "
    "%(detail)s"
)


def check_platforms(database: Database, http: HttpDoor, tokens: ServiceTokens, public_url: str) -> Iterator[Finding]:
    """Try each approved platform's keys and token endpoint, and name those that wait; goes over the network."""
    with database.transaction(write=False) as session:
        platforms = session.scalars(select(Platform).order_by(Platform.id)).all()
    if not platforms:
        yield Finding("platforms", Level.WARNING, NONE)
    for platform in platforms:
        if platform.status == PlatformStatus.APPROVED:
            yield check_platform(platform, http, tokens, public_url)
        elif platform.status == PlatformStatus.PENDING:
            told = {"name": platform.name or platform.issuer, "number": platform.id}
            yield Finding(f"platform {platform.id}", Level.WARNING, WAITING, told)


def check_platform(platform: Platform, http: HttpDoor, tokens: ServiceTokens, public_url: str) -> Finding:
    """Try one platform."""
    name = platform.name or platform.issuer
    part = f"platform {platform.id}"
    try:
        fetch(http, platform.keyset_url)
    except KeysUnreachableError:
        return Finding(part, Level.BROKEN, NO_KEYS, {"name": name, "url": platform.keyset_url})
    told = {"name": name, "keys": f"{public_url}/lti/jwks.json", "client": platform.client_id}
    try:
        tokens.forget(platform, [SCOPE_SCORE])
        tokens.get(platform, [SCOPE_SCORE])
    except ScopeMissingError:
        return Finding(part, Level.WARNING, NO_SCORES, {"name": name})
    except ClockDiffersError as error:
        return Finding(part, Level.BROKEN, CLOCKS, {"name": name, "detail": error.detail})
    except ServiceError as error:
        message = BLOCKED if "HTML" in error.detail or error.http_status == 404 else NO_TOKEN
        return Finding(part, Level.BROKEN, message, {**told, "detail": error.detail})
    return Finding(part, Level.GOOD, GOOD, {"name": name})
