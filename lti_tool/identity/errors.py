"""Why a sign-in with an identity provider did not come about; each says what to do next."""

from http import HTTPStatus

from lti_tool.errors import N_, BoussoleError


class IdentityError(BoussoleError):
    """Base. `detail` is for the log of whoever runs the tool and is never shown."""

    status = HTTPStatus.BAD_GATEWAY
    message = N_(
        "Signing in with your organisation did not work. Try again; if it goes on, tell whoever runs this tool."
    )

    def __init__(self, detail: str = "") -> None:
        super().__init__()
        self.detail = detail


class ProviderUnreachableError(IdentityError):
    """No usable discovery document or key set, or no answer to the code."""

    message = N_("Your organisation’s sign-in does not answer right now. Try again in a minute.")


class CodeRefusedError(IdentityError):
    """The provider does not take the code: used, too old, or not ours."""

    status = HTTPStatus.BAD_REQUEST
    message = N_("This sign-in was used already, or it took too long. Start it again.")


class UntrustedTokenError(IdentityError):
    """The provider's token fails a check."""

    status = HTTPStatus.FORBIDDEN
    message = N_(
        "What your organisation’s sign-in sent cannot be trusted. Start again; if it goes on, tell whoever runs this "
        "tool."
    )
