"""Why a login or a launch is not let in: one class for each reason.

Each says in plain words which check failed and what to do next. `check` names it for logs,
for the administrator's list and for tests; `return_url` is set once the message that named
it was verified, and only when it lies on the platform's own origin.
"""

from http import HTTPStatus

from lti_tool.errors import N_, BoussoleError


class LaunchRefusal(BoussoleError):  # noqa: N818 - a refusal is what it is called in front of people
    """Base of the reasons."""

    status = HTTPStatus.BAD_REQUEST
    check = "launch"
    message = N_("The learning platform sent something we cannot use. Open the activity again from your course.")
    return_url: str | None = None

    def at(self, return_url: str | None) -> "LaunchRefusal":
        """Remember where the platform wants people back."""
        self.return_url = return_url
        return self


# The login request


class MissingParameterError(LaunchRefusal):
    """A parameter of the login request is not there, twice there, too long or not text."""

    check = "login.parameter"
    message = N_("The learning platform's login request has no usable “%(name)s”. Tell your administrator.")


class UnknownPlatformError(LaunchRefusal):
    """No registration has this issuer."""

    status = HTTPStatus.FORBIDDEN
    check = "login.issuer"
    message = N_("This learning platform is not registered here. Ask your administrator to connect it.")


class UnknownClientError(LaunchRefusal):
    """The issuer is known, the client id is not."""

    status = HTTPStatus.FORBIDDEN
    check = "login.client_id"
    message = N_("The client ID that the learning platform sends is not registered here. Tell your administrator.")


class AmbiguousClientError(LaunchRefusal):
    """Several registrations of one issuer, and the request names none."""

    check = "login.client_id_missing"
    message = N_("The learning platform does not say which of its registrations it means. Tell your administrator.")


class PlatformPendingError(LaunchRefusal):
    """The registration waits for approval, or was refused."""

    status = HTTPStatus.FORBIDDEN
    check = "login.approval"
    message = N_("This learning platform is registered but not approved yet. The tool's administrator can approve it.")


class TargetRefusedError(LaunchRefusal):
    """The target link is not an address of this tool."""

    check = "login.target_link_uri"
    message = N_("The link in the course leads somewhere else than to this tool. Ask the teacher to add it again.")


# The browser


class UnknownLoginError(LaunchRefusal):
    """No login with this state."""

    check = "state.unknown"
    message = N_("We do not know this login. Open the activity again from your course.")


class ExpiredLoginError(LaunchRefusal):
    """The login began more than ten minutes ago."""

    check = "state.expired"
    message = N_("Signing in took longer than ten minutes. Open the activity again from your course.")


class ReplayedLaunchError(LaunchRefusal):
    """The login was used already."""

    check = "state.replayed"
    message = N_("This launch was used already. Open the activity again from your course.")


class OtherBrowserError(LaunchRefusal):
    """The browser does not hold the secret of this login."""

    status = HTTPStatus.FORBIDDEN
    check = "state.browser"
    message = N_("Your browser did not keep the login: it blocks cookies in this frame. Continue in a new window.")


class PlatformSaidNoError(LaunchRefusal):
    """The platform answered the authorisation request with an error."""

    check = "platform.error"
    message = N_("The learning platform did not confirm who you are (%(code)s). Sign in there, then open it again.")
