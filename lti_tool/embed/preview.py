"""The token with which the administrator's desk tries a site that shares a secret with the tool."""

import secrets
from datetime import datetime

from joserfc import jwt
from joserfc.jwk import OctKey

from lti_tool.embed.keys import accepted
from lti_tool.embed.models import Algorithm, EmbedSite
from lti_tool.embed.tokens import TYPE
from lti_tool.errors import N_, ConfigurationError
from lti_tool.lti.vault import Vault

SECONDS = 60


def preview_token(site: EmbedSite, vault: Vault, subject: str, audience: str, now: datetime) -> str:
    """Return a token as the site's own endpoint would sign it; raises where the tool holds no such key."""
    is_shared = Algorithm(site.algorithm) is Algorithm.HS256
    keys = accepted(vault, Algorithm.HS256, site.keys, now) if is_shared else []
    if not keys or not isinstance(keys[-1], OctKey):
        raise ConfigurationError(N_("Only the site itself can sign for its people: try it on its page."))
    issued = int(now.timestamp())
    claims = {
        "iss": site.key,
        "aud": audience,
        "sub": subject[:255],
        "iat": issued,
        "exp": issued + SECONDS,
        "jti": secrets.token_urlsafe(16),
    }
    return jwt.encode({"alg": "HS256", "typ": TYPE}, claims, keys[-1])
