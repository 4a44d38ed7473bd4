"""The one tree of errors for calls that leave the machine."""

from http import HTTPStatus

from lti_tool.errors import N_, BoussoleError


class HttpError(BoussoleError):
    """A call did not give a usable answer. `host` names whom we asked; never the whole address."""

    status = HTTPStatus.BAD_GATEWAY
    message = N_("We could not reach %(host)s. Try again later.")

    def __init__(self, *, host: str = "", detail: str = "") -> None:
        super().__init__(host=host)
        self.host = host
        #: For logs and for whoever runs the tool.
        self.detail = detail


class AddressRefusedError(HttpError):
    """The address is not one the tool may call: private, not https, or malformed."""

    status = HTTPStatus.UNPROCESSABLE_ENTITY
    message = N_("The address of %(host)s is not one this tool may call. Use a public https address.")


class UnreachableError(HttpError):
    """No connection, no such name, a broken certificate, or the answer broke off."""


class TimedOutError(HttpError):
    """The answer did not come in time."""

    message = N_("%(host)s takes too long to answer. Try again later.")


class TooLargeError(HttpError):
    """The answer is larger than what was asked for may be."""

    message = N_("%(host)s sends more data than we accept.")


class UnreadableError(HttpError):
    """The answer came, and is not what it should be (HTML in place of JSON)."""

    message = N_("%(host)s answers something we cannot read.")
