"""Who puts a mentor's brief in words in this app: chosen with the other adapters, found by the pages."""

from collections.abc import Sequence
from typing import Protocol

from flask import Flask, current_app

from widget.assistant.briefing import Fact, WordedBrief
from widget.conversation import Scope

_KEY = "boussole-brief-writer"


class Writer(Protocol):
    """Whatever can say facts in fewer words."""

    def may_write(self, scope: Scope) -> bool:
        """True where a model may be asked and one is there."""
        ...

    def __call__(self, scope: Scope, facts: Sequence[Fact], language: str, names: Sequence[str] = ()) -> WordedBrief:
        """Return the sentences that facts carry; `names` do not leave."""
        ...


def install(app: Flask, writer: Writer) -> None:
    """Give an app its writer."""
    app.extensions[_KEY] = writer


def writer() -> Writer:
    """Return the writer of the app that answers this request."""
    found: Writer = current_app.extensions[_KEY]
    return found
