"""Sites: made, listed, rotated, switched off. Functions flush; commits happen elsewhere."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from lti_tool.embed.fetched_keys import check_address
from lti_tool.embed.keys import NO_KEYS, new_secret, public_keys
from lti_tool.embed.look import Look
from lti_tool.embed.models import Algorithm, EmbedKey, EmbedPerson, EmbedSite
from lti_tool.errors import N_, InvalidInputError, NotFoundError
from lti_tool.identity.discovery import is_safe
from lti_tool.lti.vault import Vault
from widget.loader.sites import is_origin

#: How long the old key still works after a rotation: pages change theirs without a gap.
OVERLAP = timedelta(days=7)
LONGEST_NAME = 120
MOST_ORIGINS = 20
WRONG_ORIGIN = N_("Give exact origins, like https://intranet.example: no path, no star, and https outside loopback.")
LONGEST_ISSUER, LONGEST_CLIENT = 500, 255
WRONG_ISSUER = N_("Give the provider’s address as it names itself, beginning with https://.")
WRONG_CLIENT = N_("Give the client ID under which the provider knows this tool.")
NO_PAIR = N_("A shared secret is published nowhere. Only a site with a key pair has an address of public keys.")
WRONG_NAME = N_("Give the site a name of at most 120 characters.")
WRONG_LANGUAGE = N_("The language is fr or en.")


@dataclass(frozen=True, slots=True)
class Described:
    """What an administrator says of a site and may change later."""

    name: str
    course_id: int
    origins: Sequence[str]
    language: str = "en"
    anonymous: bool = False
    look: Look = field(default_factory=Look)

    def check(self) -> None:
        """Raise `InvalidInputError` with a sentence for each field that is wrong."""
        fields = self.look.wrong()
        if not 0 < len(self.name.strip()) <= LONGEST_NAME:
            fields["name"] = WRONG_NAME
        if not 0 < len(self.origins) <= MOST_ORIGINS or not all(is_origin(origin) for origin in self.origins):
            fields["origin"] = WRONG_ORIGIN
        if self.language not in ("fr", "en"):
            fields["language"] = WRONG_LANGUAGE
        if fields:
            raise InvalidInputError(fields=fields)


@dataclass(frozen=True, slots=True)
class NewSite(Described):
    """A site to be made; `jwks` holds its public keys, `jwks_url` names where it publishes them; empty for HS256."""

    algorithm: Algorithm = Algorithm.HS256
    jwks: str = ""
    jwks_url: str = ""


@dataclass(frozen=True, slots=True)
class SignIn:
    """The organisation's own sign-in (OpenID Connect): the tool as its provider knows it."""

    issuer: str
    client_id: str
    secret: str = ""

    def check(self) -> None:
        """Raise `InvalidInputError` with a sentence for each field that is wrong; an empty issuer is fine."""
        fields = {}
        if self.issuer and (len(self.issuer) > LONGEST_ISSUER or not is_safe(self.issuer, self.issuer)):
            fields["issuer"] = WRONG_ISSUER
        if self.issuer and not 0 < len(self.client_id) <= LONGEST_CLIENT:
            fields["client_id"] = WRONG_CLIENT
        if fields:
            raise InvalidInputError(fields=fields)


def add(session: Session, new: NewSite, vault: Vault, now: datetime) -> tuple[EmbedSite, str]:
    """Make a site; return it with its secret, shown this once ("" where the site has keys of its own)."""
    new.check()
    site = EmbedSite(key=secrets.token_hex(8), algorithm=new.algorithm, created_at=now)
    site.jwks_url = _keys_address(new.algorithm, new.jwks_url)
    _describe(site, new)
    secret = _add_keys(site, new.jwks, vault, now)
    session.add(site)
    session.flush()
    return site, secret


def change(session: Session, key: str, described: Described) -> EmbedSite:
    """Change what was said of a site; its key, its algorithm and its people stay."""
    described.check()
    site = find(session, key)
    _describe(site, described)
    session.flush()
    return site


def set_sign_in(session: Session, key: str, sign_in: SignIn, vault: Vault) -> EmbedSite:
    """Let people sign in with their organisation's account, or no more (empty issuer).

    An empty secret keeps the one that is there while issuer and client stay the same.
    """
    sign_in.check()
    site = find(session, key)
    is_same = (site.oidc_issuer, site.oidc_client_id) == (sign_in.issuer, sign_in.client_id)
    site.oidc_issuer, site.oidc_client_id = sign_in.issuer, sign_in.client_id if sign_in.issuer else ""
    if sign_in.secret or not is_same or not sign_in.issuer:
        site.oidc_secret = vault.seal(sign_in.secret.encode()) if sign_in.secret and sign_in.issuer else None
    session.flush()
    return site


def set_keys_address(session: Session, key: str, url: str, now: datetime) -> EmbedSite:
    """Name where the site publishes its public keys; "" for nowhere, which needs a key that was given here."""
    site = find(session, key)
    if not url and not any(one.ends_at is None or one.ends_at > now for one in site.keys):
        raise InvalidInputError(fields={"jwks_url": NO_KEYS})
    site.jwks_url = _keys_address(Algorithm(site.algorithm), url)
    session.flush()
    return site


def listed(session: Session) -> Sequence[EmbedSite]:
    """Return all sites, the oldest first."""
    return session.scalars(select(EmbedSite).order_by(EmbedSite.id)).all()


def of_course(session: Session, course_id: int) -> Sequence[EmbedSite]:
    """Return the sites that are on and answer from a course."""
    live = EmbedSite.course_id == course_id, EmbedSite.disabled_at.is_(None)
    return session.scalars(select(EmbedSite).where(*live).order_by(EmbedSite.id)).all()


def names_for(session: Session, user_ids: Sequence[int]) -> dict[int, str]:
    """Return the name of the site that each of these people is known on."""
    known = select(EmbedPerson.user_id, EmbedSite.name).join(EmbedSite, EmbedSite.id == EmbedPerson.site_id)
    rows = session.execute(known.where(EmbedPerson.user_id.in_(user_ids)))
    return {row.user_id: row.name for row in rows}


def find(session: Session, key: str) -> EmbedSite:
    """Return the site; `NotFoundError` names the key."""
    site = session.scalars(select(EmbedSite).where(EmbedSite.key == key)).first()
    if site is None:
        raise NotFoundError(N_("No site is called %(key)s."), key=key)
    return site


def rotate(
    session: Session, key: str, vault: Vault, now: datetime, *, jwks: str = "", forget: bool = False
) -> tuple[EmbedSite, str]:
    """Give the site a new key; the old ones work for another week, or end now with `forget` (a leak).

    Returns the site and its new secret ("" where the site has keys of its own).
    """
    site = find(session, key)
    old = list(site.keys)
    secret = _add_keys(site, jwks, vault, now)
    for one in old:
        end = now if forget else now + OVERLAP
        one.ends_at = end if one.ends_at is None else min(one.ends_at, end)
    session.flush()
    return site, secret


def switch(session: Session, key: str, now: datetime, *, on: bool) -> EmbedSite:
    """Switch a site on or off; off ends the sessions of its pages at their next request."""
    site = find(session, key)
    site.disabled_at = None if on else site.disabled_at or now
    session.flush()
    return site


def _describe(site: EmbedSite, described: Described) -> None:
    site.name = described.name.strip()
    site.origins = list(dict.fromkeys(described.origins))
    site.language = described.language
    site.course_id = described.course_id
    site.anonymous = described.anonymous
    site.accent, site.label, site.side = described.look.accent, described.look.label.strip(), described.look.side


def _keys_address(algorithm: Algorithm, url: str) -> str:
    if url and algorithm is Algorithm.HS256:
        raise InvalidInputError(fields={"jwks_url": NO_PAIR})
    if url:
        check_address(url)
    return url


def _add_keys(site: EmbedSite, jwks: str, vault: Vault, now: datetime) -> str:
    algorithm = Algorithm(site.algorithm)
    if site.jwks_url and not jwks.strip():
        return ""
    secret = new_secret() if algorithm is Algorithm.HS256 else ""
    plain = [secret.encode()] if secret else public_keys(algorithm, jwks)
    site.keys.extend(EmbedKey(sealed=vault.seal(one), created_at=now) for one in plain)
    return secret
