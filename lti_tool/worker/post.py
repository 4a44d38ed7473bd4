"""The post of an installation, from its settings."""

from lti_tool.mail.choices import PURPOSE
from lti_tool.mail.composing import Letterhead
from lti_tool.mail.delivering import Post
from lti_tool.mail.smtp import SmtpMailer, SmtpServer
from lti_tool.settings import Settings


def make_post(settings: Settings) -> Post | None:
    """Return how mail is sent; None where no server is set."""
    address = settings.smtp_url.get_secret_value()
    if not address:
        return None
    head = Letterhead(settings.mail_from, settings.public_url, settings.derived_key(PURPOSE))
    return Post(SmtpMailer(SmtpServer.of(address)), head)
