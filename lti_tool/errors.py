"""The error tree: each error carries a sentence a person can act on, and an HTTP status."""

from http import HTTPStatus


def N_(message: str) -> str:  # noqa: N802 - gettext's own name for "mark, do not translate yet"
    """Mark an English source sentence for translation; it is translated where it is shown."""
    return message


class BoussoleError(Exception):
    """Base of the tool's errors.

    `message` is an English source sentence with `%(name)s` places that `parameters` fill;
    `web.failures` translates it and turns it into a page or a fragment with `status`.
    A message never holds a secret, an address of a machine or another person's data.
    """

    status = HTTPStatus.INTERNAL_SERVER_ERROR
    message = N_("Something went wrong on our side. Try again in a moment.")

    def __init__(self, message: str | None = None, **parameters: object) -> None:
        self.message = message or self.message
        self.parameters = parameters
        super().__init__(self.message % parameters if parameters else self.message)


class NotFoundError(BoussoleError):
    """The thing does not exist, or this person may not know that it does."""

    status = HTTPStatus.NOT_FOUND
    message = N_("This page does not exist, or it is not open to you.")


class ForbiddenError(BoussoleError):
    """The person is known and may not do this."""

    status = HTTPStatus.FORBIDDEN
    message = N_("Your role in this course does not allow this.")


class SessionEndedError(BoussoleError):
    """No valid frame session came with the request."""

    status = HTTPStatus.UNAUTHORIZED
    message = N_("Your session has ended. Open the activity again from your course.")


class InvalidInputError(BoussoleError):
    """What the person sent cannot be used as it is; `fields` maps field names to sentences."""

    status = HTTPStatus.UNPROCESSABLE_ENTITY
    message = N_("Some answers need a correction.")

    def __init__(
        self, message: str | None = None, *, fields: dict[str, str] | None = None, **parameters: object
    ) -> None:
        super().__init__(message, **parameters)
        self.fields = fields or {}


class ConflictError(BoussoleError):
    """Somebody else changed the same thing meanwhile."""

    status = HTTPStatus.CONFLICT
    message = N_("Somebody changed this meanwhile. Look at the current state, then try again.")


class UnavailableError(BoussoleError):
    """A part we need (database, index, disk) cannot be used right now."""

    status = HTTPStatus.SERVICE_UNAVAILABLE
    message = N_("We cannot save anything right now. Your text is still here: try again in a minute.")


class ConfigurationError(BoussoleError):
    """The installation is not set up correctly; shown to whoever runs it."""

    message = N_("The installation is not set up correctly.")
