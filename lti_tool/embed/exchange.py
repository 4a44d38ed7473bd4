"""Fills the widget's `Sites`: which pages may hold the frame, and what opens a session in it."""

import logging
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session as DatabaseSession

from lti_tool.clock import Clock
from lti_tool.db import Database
from lti_tool.embed import sign_ins
from lti_tool.embed.fetched_keys import SiteKeySets
from lti_tool.embed.keys import accepted
from lti_tool.embed.models import Algorithm, EmbedSite, EmbedTokenUse
from lti_tool.embed.sessions import LIFETIME, digest, open_anonymous, open_named
from lti_tool.embed.tokens import Key, Vouched, verify
from lti_tool.gradebook.inserting import insert_if_absent
from lti_tool.lti.origins import origin_of
from lti_tool.lti.vault import Vault
from widget.loader.sites import Session, SessionRefusedError, Site

#: Where the window for signing in begins (`pages.embed_sign_in`).
SIGN_IN = "/widget/signin"

logger = logging.getLogger(__name__)


class DatabaseSites:
    """Sites in the database. `audience` is the tool's public address, as tokens must name it.

    Without `published` only the keys that were given here count.
    """

    def __init__(
        self, database: Database, clock: Clock, vault: Vault, audience: str, published: SiteKeySets | None = None
    ) -> None:
        self._database = database
        self._clock = clock
        self._vault = vault
        self._audience = audience
        self._published = published

    def find(self, site_id: str) -> Site | None:
        """Return the site, or None when it does not exist or is switched off."""
        with self._database.transaction(write=False) as session:
            row = live_site(session, site_id)
            if row is None:
                return None
            # The tool's own address too: the administrator's desk shows the assistant as the pages will.
            origins = dict.fromkeys((*row.origins, origin_of(self._audience) or ""))
            return Site(
                row.key,
                tuple(filter(None, origins)),
                row.language,
                row.anonymous,
                SIGN_IN if row.oidc_issuer else "",
                row.accent,
            )

    def open_session(self, site_id: str, kind: str, value: str) -> Session | None:
        """Exchange a page's token, or nothing where visitors may come without a name, for a bearer.

        What is refused never takes the database's one writer. A token is used up in the
        transaction that opens its session: of many at once one wins.
        """
        now = self._clock.now()
        if kind in ("code", "number"):
            return self._signed_in(site_id, kind, value, now)
        vouched = self._admitted(site_id, kind, value, now)
        with self._database.transaction() as session:
            row = live_site(session, site_id)
            if row is None:
                raise SessionRefusedError
            if vouched is None:
                bearer = open_anonymous(session, row, now)
            else:
                _use_up(session, row, vouched, now)
                bearer = open_named(session, row, vouched, now)
        return Session(bearer, int(LIFETIME.total_seconds()))

    def _signed_in(self, site_id: str, kind: str, value: str, now: datetime) -> Session | None:
        """Open a session for whom a window of its own signed in; None for a number that is not (yet) right."""
        with self._database.transaction() as session:
            row = live_site(session, site_id)
            if row is None or not row.oidc_issuer:
                raise SessionRefusedError
            if kind == "code":
                vouched = sign_ins.take_code(session, row, value, now)
            else:
                nonce, _, number = value.partition(" ")
                vouched = sign_ins.take_number(session, row, nonce, number, now)
            if vouched is not None:
                return Session(open_named(session, row, vouched, now), int(LIFETIME.total_seconds()))
        if kind == "code":
            raise SessionRefusedError
        return None

    def _admitted(self, site_id: str, kind: str, value: str, now: datetime) -> Vouched | None:
        """Return what a token says, or None for a visitor who needs no name; refuse anybody else."""
        with self._database.transaction(write=False) as session:
            row = live_site(session, site_id)
            if row is not None and kind == "anonymous" and row.anonymous:
                return None
            if row is None or kind != "jwt":
                raise SessionRefusedError
            given = accepted(self._vault, Algorithm(row.algorithm), row.keys, now)
        return self._verified(row, value, given, now)

    def _verified(self, row: EmbedSite, token: str, given: Sequence[Key], now: datetime) -> Vouched:
        """Return what a token says, by a key that was given here or one that the site publishes."""
        published = self._published if row.jwks_url else None
        keys = [*given, *(published.known(row) if published else ())]
        if not keys:
            logger.warning("no key of site %s can be used: rotate it", row.key)

        def read(keys: Sequence[Key]) -> Vouched:
            algorithm = Algorithm(row.algorithm)
            return verify(token, algorithm, keys, issuer=row.key, audience=self._audience, now=now)

        try:
            return read(keys)
        except SessionRefusedError:
            if published is None:
                raise
            return read(published.again(row))  # the site may sign with a new key by now


def _use_up(session: DatabaseSession, row: EmbedSite, vouched: Vouched, now: datetime) -> None:
    session.execute(delete(EmbedTokenUse).where(EmbedTokenUse.ends_at < now))
    is_new = insert_if_absent(
        session, EmbedTokenUse, site_id=row.id, jti_hash=digest(vouched.token_id), ends_at=vouched.ends_at
    )
    if not is_new:
        raise SessionRefusedError


def live_site(session: DatabaseSession, key: str) -> EmbedSite | None:
    """Return the site with this key, unless it is switched off."""
    return session.scalars(select(EmbedSite).where(EmbedSite.key == key, EmbedSite.disabled_at.is_(None))).first()
