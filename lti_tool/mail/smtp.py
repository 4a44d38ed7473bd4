"""The door to an SMTP server (RFC 5321), described by one address; what goes wrong is one of two errors."""

import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage
from typing import Protocol, Self
from urllib.parse import unquote, urlsplit

from lti_tool.errors import BoussoleError

SECONDS = 20.0
_PERMANENT = 500
_HERE = frozenset({"localhost", "127.0.0.1", "::1"})
_PORTS = {"smtp": 587, "smtps": 465, "smtp+plain": 25}


class MailRefusedError(BoussoleError):
    """The server will never take this letter."""


class MailUnavailableError(BoussoleError):
    """The server cannot be reached or asks to try again."""


class Mailer(Protocol):
    """Whatever can send one message."""

    def send(self, message: EmailMessage, recipient: str) -> None:
        """Send it. Raises `MailRefusedError` or `MailUnavailableError`."""
        ...


@dataclass(frozen=True, slots=True)
class SmtpServer:
    """Where a server is. `smtps`: TLS from the first byte; `smtp`: STARTTLS, left out on this machine only."""

    host: str
    port: int
    scheme: str
    user: str = ""
    password: str = field(default="", repr=False)

    @classmethod
    def of(cls, address: str) -> Self:
        """Read smtp://user:password@host:587, smtps://... or smtp+plain://... as the settings let it through."""
        parts = urlsplit(address)
        user, password = unquote(parts.username or ""), unquote(parts.password or "")
        return cls(parts.hostname or "", parts.port or _PORTS[parts.scheme], parts.scheme, user, password)

    @property
    def starts_tls(self) -> bool:
        """True when the connection begins in the clear and must change to TLS."""
        return self.scheme == "smtp" and (self.host not in _HERE or bool(self.user))


class SmtpMailer:
    """Sends by way of one server, with a connection for each letter."""

    def __init__(self, server: SmtpServer, seconds: float = SECONDS) -> None:
        self._server = server
        self._seconds = seconds

    def send(self, message: EmailMessage, recipient: str) -> None:
        """Send it. Raises `MailRefusedError` or `MailUnavailableError`, both without addresses in them."""
        try:
            with self._connection() as connection:
                connection.send_message(message, to_addrs=[recipient])
        except smtplib.SMTPRecipientsRefused as error:
            raise _judged(max(code for code, _ in error.recipients.values())) from None
        except smtplib.SMTPResponseException as error:
            # A wrong password is the installation's trouble, not this letter's: it is tried again.
            raise _judged(0 if isinstance(error, smtplib.SMTPAuthenticationError) else error.smtp_code) from None
        except (OSError, smtplib.SMTPException) as error:
            raise MailUnavailableError(type(error).__name__) from None

    @contextmanager
    def _connection(self) -> Iterator[smtplib.SMTP]:
        server = self._server
        context = ssl.create_default_context()
        if server.scheme == "smtps":
            opened: smtplib.SMTP = smtplib.SMTP_SSL(server.host, server.port, timeout=self._seconds, context=context)
        else:
            opened = smtplib.SMTP(server.host, server.port, timeout=self._seconds)
        with opened:
            if server.starts_tls:
                opened.starttls(context=context)
            if server.user:
                opened.login(server.user, server.password)
            yield opened


def _judged(code: int) -> BoussoleError:
    if code >= _PERMANENT:
        return MailRefusedError(f"SMTP {code}")
    return MailUnavailableError(f"SMTP {code}" if code else "sign-in refused")
