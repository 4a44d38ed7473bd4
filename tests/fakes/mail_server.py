"""A real SMTP server on a socket of this machine, which keeps what it takes and answers as a test wants."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from threading import Event
from typing import cast

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from lti_tool.demo.processes import free_port

TAKEN = "250 taken"


@dataclass
class MailServer:
    """`answers` are given to the next messages, then everything is taken."""

    letters: list[EmailMessage] = field(default_factory=list)
    recipients: list[str] = field(default_factory=list)
    answers: list[str] = field(default_factory=list)
    #: Set: a message is kept and its sender waits for an answer that does not come.
    silent: Event = field(default_factory=Event)
    #: Set: whoever begins a message waits, and nothing is kept.
    slow: Event = field(default_factory=Event)
    begun: Event = field(default_factory=Event)
    port: int = 0

    @property
    def url(self) -> str:
        return f"smtp+plain://127.0.0.1:{self.port}"

    async def handle_RCPT(  # noqa: N802 - the library's name
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        self.begun.set()
        while self.slow.is_set():  # noqa: ASYNC110 - set from another thread
            await asyncio.sleep(0.02)
        answer = self.answers.pop(0) if self.answers else TAKEN
        if answer.startswith("2"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        self.letters.append(cast("EmailMessage", message_from_bytes(cast("bytes", envelope.content), policy=default)))
        self.recipients += envelope.rcpt_tos
        while self.silent.is_set():  # noqa: ASYNC110 - set from another thread
            await asyncio.sleep(0.02)
        return TAKEN


@contextmanager
def mail_server(port: int = 0) -> Iterator[MailServer]:
    """Run a server for the time of a test, at a port of one's own choice or a free one."""
    kept = MailServer()
    kept.port = port or free_port(0)
    controller = Controller(kept, hostname="127.0.0.1", port=kept.port)
    controller.start()
    try:
        yield kept
    finally:
        kept.silent.clear()
        kept.slow.clear()
        controller.stop()
