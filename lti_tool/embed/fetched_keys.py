"""Keys that a site publishes at an address (JWKS), read as those of platforms are.

Once an hour; again for a token that no known key signed, but once a minute at most, whatever the
number of workers. A failure is not tried again within that minute either: a site's own outage must
not hold our threads. Never call inside a transaction.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import CursorResult, update
from sqlalchemy.exc import IntegrityError

from lti_tool.clock import Clock
from lti_tool.db import Database
from lti_tool.embed.keys import fitting_keys, read_public
from lti_tool.embed.models import Algorithm, EmbedKeySet, EmbedSite
from lti_tool.embed.tokens import Key
from lti_tool.errors import N_, InvalidInputError
from lti_tool.http import HttpDoor, HttpError
from lti_tool.identity.discovery import is_safe

FRESH_FOR = timedelta(hours=1)
AGAIN_AFTER = timedelta(minutes=1)
MAX_BYTES = 512_000
LONGEST_URL = 2000
WRONG_URL = N_("Give the address of the public keys (JWKS), beginning with https://.")
UNREACHABLE = N_("No public keys could be read at this address. Look whether it opens from outside.")
NO_FITTING = N_(
    "The address answers, but with no public key that fits: EdDSA takes Ed25519 keys, ES256 takes P-256 keys."
)


def check_address(url: str) -> None:
    """Raise `InvalidInputError` for what is no address of keys."""
    if len(url) > LONGEST_URL or not is_safe(url, url):
        raise InvalidInputError(fields={"jwks_url": WRONG_URL})


def fetch(http: HttpDoor, url: str, algorithm: Algorithm) -> list[dict[str, str]]:
    """Read the fitting public keys at an address; `InvalidInputError` says in words why there are none."""
    check_address(url)
    try:
        answer = http.get(url, headers={"Accept": "application/json"}, follow_redirects=True, max_bytes=MAX_BYTES)
        body = answer.json() if answer.status == 200 else None
    except HttpError as error:
        raise InvalidInputError(fields={"jwks_url": UNREACHABLE}) from error
    listed = body.get("keys") if isinstance(body, dict) else None
    if not isinstance(listed, list):
        raise InvalidInputError(fields={"jwks_url": UNREACHABLE})
    found = fitting_keys(algorithm, listed)
    if not found:
        raise InvalidInputError(fields={"jwks_url": NO_FITTING})
    return found


class SiteKeySets:
    """The published keys of all sites, shared by all workers through the database."""

    def __init__(self, database: Database, http: HttpDoor, clock: Clock) -> None:
        self._database = database
        self._http = http
        self._clock = clock

    def known(self, site: EmbedSite) -> list[Key]:
        """Return the keys read within the hour; reads them when there are none."""
        held = self._held(site)
        if held is not None and self._clock.now() - held.fetched_at < FRESH_FOR:
            return _keys(site, held.keys)
        return self.again(site)

    def again(self, site: EmbedSite) -> list[Key]:
        """Read the keys anew; none when somebody did, or tried to, within the minute."""
        now = self._clock.now()
        held = self._held(site)
        # Looked at first: what strange tokens make us ask must not wait for the database's one writer.
        if (held is not None and held.tried_at > now - AGAIN_AFTER) or not self._may_read(site, now):
            return []
        try:
            found = fetch(self._http, site.jwks_url, Algorithm(site.algorithm))
        except InvalidInputError:
            return []
        with self._database.transaction() as session:
            session.execute(
                update(EmbedKeySet).where(EmbedKeySet.site_id == site.id).values(keys=found, fetched_at=now)
            )
        return _keys(site, found)

    def _held(self, site: EmbedSite) -> EmbedKeySet | None:
        with self._database.transaction(write=False) as session:
            held = session.get(EmbedKeySet, site.id)
        return held if held is not None and held.url == site.jwks_url else None

    def _may_read(self, site: EmbedSite, now: datetime) -> bool:
        """Note the try; True for one a minute."""
        due = (
            EmbedKeySet.site_id == site.id,
            (EmbedKeySet.tried_at <= now - AGAIN_AFTER) | (EmbedKeySet.url != site.jwks_url),
        )
        try:
            with self._database.transaction() as session:
                if session.get(EmbedKeySet, site.id) is None:
                    never = now - FRESH_FOR
                    session.add(
                        EmbedKeySet(site_id=site.id, url=site.jwks_url, keys=[], fetched_at=never, tried_at=now)
                    )
                    return True
                result = session.execute(update(EmbedKeySet).where(*due).values(tried_at=now, url=site.jwks_url))
                return isinstance(result, CursorResult) and result.rowcount == 1
        except IntegrityError:
            return False  # another worker reads them at this moment, or the site is gone


def _keys(site: EmbedSite, held: Sequence[dict[str, str]]) -> list[Key]:
    read = (read_public(Algorithm(site.algorithm), one) for one in held)
    return [key for key in read if key is not None]
