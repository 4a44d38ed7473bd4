"""The models of the desk as the assistant asks them: read anew for every answer, connected once."""

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from sqlalchemy.orm import Session

from lti_tool.conversations.providing import book
from lti_tool.conversations.providing.book import FromSettings, ModelProvider
from lti_tool.db import Database
from lti_tool.errors import BoussoleError
from lti_tool.lti.vault import Vault
from widget.providers import AnswerProvider, Chunk, ProviderRequest
from widget.providers.failover import stream_in_order
from widget.providers.probe import Probe, probe_connection

PURPOSE = "model-keys"
UNREADABLE_KEY = "the stored key cannot be read: type it again"
REFUSED_ADDRESS = "this address is in a private network that BOUSSOLE_PRIVATE_NETWORKS does not name"


@dataclass(frozen=True, slots=True)
class Reach:
    """A model's server with its key in the clear: lives in memory only."""

    name: str
    base_url: str
    model: str
    key: str


#: Makes the client of one model.
Connect = Callable[[Reach], AnswerProvider]


def _anything(_url: str) -> bool:
    return True


class ModelDesk:
    """Every model of the installation. `name` and `stream` make it one provider for the assistant.

    `may_call` judges typed addresses; the one of the environment is not asked about.
    """

    name = "models"

    def __init__(
        self,
        database: Database,
        vault: Vault,
        connect: Connect,
        *,
        settings: FromSettings | None = None,
        may_call: Callable[[str], bool] = _anything,
    ) -> None:
        self._database = database
        self._vault = vault
        self._connect = connect
        self._may_call = may_call
        self._clients: dict[int, tuple[tuple[object, ...], AnswerProvider]] = {}
        self._lock = threading.Lock()
        #: The model of the environment, if there is one.
        self.settings = settings

    def seal(self, key: str) -> bytes:
        """Return a key as it is stored."""
        return self._vault.seal(key.encode())

    def ready(self, session: Session) -> str:
        """Return the names of the models that would be asked now, "" for none: part of what an answer depends on."""
        return ",".join(f"{one.name}:{one.model}" for one in book.usable(session, self.settings))

    def stream(self, request: ProviderRequest) -> Iterator[Chunk]:
        """Ask the models that may be asked, in order; `ProviderError` when none answers."""
        with self._database.transaction(write=False) as session:
            found = [self._client(session, one) for one in book.usable(session, self.settings)]
        clients = [one for one in found if not isinstance(one, str)]
        yield from stream_in_order(clients, request)

    def probe(self, provider_id: int, monotonic: Callable[[], float]) -> Probe:
        """Ask one model for one word, whether it is switched on or not; nothing of a person is in it."""
        with self._database.transaction(write=False) as session:
            client = self._client(session, book.find(session, self.settings, provider_id))
        return Probe(works=False, reason=client) if isinstance(client, str) else probe_connection(client, monotonic)

    def _client(self, session: Session, one: ModelProvider) -> AnswerProvider | str:
        """Return the model's client, or why there is none."""
        made_of = (one.name, one.base_url, one.model, one.version)
        with self._lock:
            held = self._clients.get(one.id)
        if held is not None and held[0] == made_of:
            return held[1]
        try:
            key = self._key(session, one)
        except BoussoleError:
            return UNREADABLE_KEY
        if not one.is_from_settings and not self._may_call(one.base_url):
            return REFUSED_ADDRESS
        client = self._connect(Reach(one.name, one.base_url, one.model, key))
        with self._lock:
            self._clients[one.id] = (made_of, client)
        return client

    def _key(self, session: Session, one: ModelProvider) -> str:
        if one.is_from_settings:
            return self.settings.key if self.settings else ""
        sealed = book.key_of(session, one.id)
        return self._vault.open(sealed).decode() if sealed else ""
