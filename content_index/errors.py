"""What can go wrong with content; every error carries a sentence a person can act on."""

from collections.abc import Mapping
from dataclasses import dataclass, field


class ContentIndexError(Exception):
    """Base of this package's errors.

    `message` is an English source sentence with `%(name)s` places, `parameters` fills them:
    whoever shows the error translates the sentence first.
    """

    message = "Something went wrong with the content."

    def __init__(self, message: str | None = None, **parameters: object) -> None:
        self.message = message or self.message
        self.parameters = parameters
        super().__init__(self.message % parameters if parameters else self.message)


def N_(message: str) -> str:  # noqa: N802 - the name that message extractors look for
    """Mark an English source sentence for translation; it is translated where it is shown."""
    return message


@dataclass(frozen=True, slots=True)
class Message:
    """A sentence to show, still in pieces: `text` is the English source (the message id).

    `text` has `%(name)s` places that `parameters` fills after translation. Parameters are
    plain JSON values, so a message can be stored and crosses processes.
    """

    text: str
    parameters: Mapping[str, str | int | float] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.text % self.parameters if self.parameters else self.text


class IndexWriteError(ContentIndexError):
    """Base of what can go wrong while writing an index; readers never see it."""

    message = "The search index could not be written."


class IndexBusyError(IndexWriteError):
    """Another process is writing the same index."""

    message = "Another process is writing this search index. The changes wait and are tried again."


class RebuildNeededError(IndexWriteError):
    """The index is damaged or of an older schema: changes cannot be applied to it."""

    message = "The search index must be rebuilt: %(reason)s"


class DiskRefusedError(IndexWriteError):
    """The disk refused the write; the index is as it was before."""

    message = "The search index could not be written: %(reason)s. The index is as it was before."
