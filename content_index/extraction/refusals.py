"""Why a file does not go in; each sentence says what happened and what to do."""

from content_index.errors import N_, ContentIndexError, Message


class RefusedError(ContentIndexError):
    """One file, entry or row cannot be used; the rest of the import goes on."""

    message = N_("This file could not be read. Open it, save it again, and import it once more.")

    @property
    def as_message(self) -> Message:
        """The reason, ready to be put in a `Problem`."""
        return Message(self.message, {name: _plain(value) for name, value in self.parameters.items()})


class EmptyError(RefusedError):
    """There is no text in it."""

    message = N_("There is no text in this file. Check that it is the right one.")


class TooLargeError(RefusedError):
    """It is larger than a limit."""

    message = N_("This file is larger than %(limit)d MB. Split it, or ask the administrator for a higher limit.")


class WrongFormatError(RefusedError):
    """Its bytes are not what its name says."""

    message = N_("The content of this file does not match its name. Save it again as %(expected)s.")


class EncryptedError(RefusedError):
    """A password protects it."""

    message = N_("This file is protected by a password. Save it without one, then import it again.")


class MissingError(RefusedError):
    """There is no such file or folder."""

    message = N_("There is no file or folder at this path. Check how it is written.")


class UnknownFormatError(RefusedError):
    """No reader for it."""

    message = N_("Files of this type are not read. Save it as PDF, Word, HTML, Markdown or plain text.")


def _plain(value: object) -> str | int | float:
    return value if isinstance(value, str | int | float) else str(value)
