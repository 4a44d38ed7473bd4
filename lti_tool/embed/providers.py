"""The identity provider of a site whose people sign in with their organisation's account."""

from threading import Lock

from lti_tool.clock import Clock
from lti_tool.embed.models import EmbedSite
from lti_tool.http import HttpDoor
from lti_tool.identity import Client, IdentityProvider
from lti_tool.lti.vault import Vault


class SiteProviders:
    """One provider per registration, kept in this process: each remembers what it discovered."""

    def __init__(self, http: HttpDoor, clock: Clock, vault: Vault) -> None:
        self._http = http
        self._clock = clock
        self._vault = vault
        self._known: dict[Client, IdentityProvider] = {}
        self._lock = Lock()

    def of(self, site: EmbedSite) -> IdentityProvider | None:
        """Return the site's provider, or None where it has none."""
        if not site.oidc_issuer:
            return None
        secret = self._vault.open(site.oidc_secret).decode() if site.oidc_secret else ""
        client = Client(site.oidc_issuer, site.oidc_client_id, secret)
        with self._lock:
            return self._known.setdefault(client, IdentityProvider(self._http, self._clock, client))
