"""Why an identity token or the message in it is not accepted: one class for each reason."""

from http import HTTPStatus

from lti_tool.errors import N_
from lti_tool.lti.refusals import LaunchRefusal

# The token


class MissingTokenError(LaunchRefusal):
    """No id_token in the answer."""

    check = "token.missing"
    message = N_("The learning platform sent no identity token. Open the activity again from your course.")


class MalformedTokenError(LaunchRefusal):
    """The id_token is not a signed JWT with a JSON object inside."""

    check = "token.malformed"
    message = N_("The identity token is damaged. Open the activity again from your course.")


class AlgorithmError(LaunchRefusal):
    """Another algorithm than RS256, or critical extensions."""

    check = "token.algorithm"
    message = N_("The identity token is not signed with RS256. Tell your administrator.")


class MissingKeyIdError(LaunchRefusal):
    """The token's header names no key."""

    check = "token.kid_missing"
    message = N_("The identity token does not say which key signed it. Tell your administrator.")


class UnknownKeyError(LaunchRefusal):
    """The platform publishes no key with this id."""

    check = "token.kid"
    message = N_("The learning platform does not publish the key that signed the token. Try again in a minute.")


class KeysUnreachableError(LaunchRefusal):
    """The platform's keys cannot be read."""

    status = HTTPStatus.FAILED_DEPENDENCY
    check = "token.keys_unreachable"
    message = N_("We cannot read the learning platform's public keys right now. Try again in a minute.")


class SignatureError(LaunchRefusal):
    """The signature does not fit."""

    status = HTTPStatus.FORBIDDEN
    check = "token.signature"
    message = N_("The signature of the identity token is wrong. Open the activity again from your course.")


class IssuerMismatchError(LaunchRefusal):
    """The token is of another issuer than the login."""

    status = HTTPStatus.FORBIDDEN
    check = "token.issuer"
    message = N_("The identity token comes from another platform than the login. Open the activity again.")


class AudienceError(LaunchRefusal):
    """The token is not for this client id."""

    status = HTTPStatus.FORBIDDEN
    check = "token.audience"
    message = N_("The identity token was made for another tool. Tell your administrator.")


class MissingClaimError(LaunchRefusal):
    """A required claim is missing or of the wrong shape."""

    check = "token.claim"
    message = N_("The learning platform's message lacks “%(name)s”, or it is not what it should be.")


class ExpiredTokenError(LaunchRefusal):
    """exp is in the past."""

    check = "token.expired"
    message = N_(
        "The identity token has expired. Open the activity again; if it happens every time, "
        "the clocks of the platform and of this tool differ."
    )


class FutureTokenError(LaunchRefusal):
    """iat or nbf is in the future."""

    check = "token.future"
    message = N_(
        "The identity token is dated in the future: the clocks of the platform and of this tool differ. "
        "Tell your administrator."
    )


class LongLivedTokenError(LaunchRefusal):
    """exp - iat is more than an hour."""

    check = "token.lifetime"
    message = N_(
        "The identity token is valid for longer than an hour, which we do not accept. Tell your administrator."
    )


class NonceError(LaunchRefusal):
    """The nonce is not the one of this login."""

    status = HTTPStatus.FORBIDDEN
    check = "token.nonce"
    message = N_("The identity token belongs to another login. Open the activity again from your course.")


# The message


class VersionError(LaunchRefusal):
    """Another LTI version than 1.3.0."""

    check = "message.version"
    message = N_("The learning platform does not speak LTI 1.3. Tell your administrator.")


class MessageTypeError(LaunchRefusal):
    """A message that the tool does not answer."""

    check = "message.type"
    message = N_("The learning platform asks for something this tool does not offer. Go back to your course.")


class UnknownDeploymentError(LaunchRefusal):
    """The deployment is not one of the registration."""

    status = HTTPStatus.FORBIDDEN
    check = "message.deployment"
    message = N_("This placement of the tool (its deployment ID) is not registered here. Tell your administrator.")


class TargetMismatchError(LaunchRefusal):
    """The target link differs between login and launch."""

    status = HTTPStatus.FORBIDDEN
    check = "message.target_link_uri"
    message = N_("Login and launch name different activities. Open the activity again from your course.")


class AnonymousLaunchError(LaunchRefusal):
    """No subject: the platform does not say who is there, not even by a pseudonym."""

    status = HTTPStatus.FORBIDDEN
    check = "message.sub"
    message = N_("The learning platform does not say who you are. Sign in there, then open the activity again.")


class UnknownRoleError(LaunchRefusal):
    """None of the roles is one that the tool knows."""

    status = HTTPStatus.FORBIDDEN
    check = "message.roles"
    message = N_("The learning platform gives you no role in this course that we know. Ask your teacher to check it.")


class DeepLinkingSettingsError(LaunchRefusal):
    """The settings of a deep linking request cannot be answered."""

    check = "message.deep_linking"
    message = N_("The learning platform asks for content but does not say where to send it. Tell your administrator.")
