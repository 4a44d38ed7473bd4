"""A letter as an e-mail (RFC 5322): plain text, a calendar file where there is one, a way to stop (RFC 8058)."""

from dataclasses import dataclass
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr
from urllib.parse import urlencode, urlsplit

from lti_tool.errors import N_
from lti_tool.mail.choices import sealed
from lti_tool.mail.models import Letter
from lti_tool.translations import best_language, translate

STOP = "/mail/stop"
FOOT = N_("You get this because you take part in mentoring. No more mail: %(link)s")


@dataclass(frozen=True, slots=True)
class Letterhead:
    """What every letter of an installation carries; `key` seals the unsubscribe links."""

    sender: str
    public_url: str
    key: bytes


def compose(letter: Letter, head: Letterhead) -> EmailMessage:
    """Return the message. Raises `ValueError` for an address no letter can be sent to."""
    message = EmailMessage(policy=SMTP)
    name, address = parseaddr(head.sender)
    link = f"{head.public_url}{STOP}?{urlencode({'token': sealed(head.key, letter.user_id)})}"
    message["From"] = Address(name or "Boussole", addr_spec=address)
    message["To"] = Address(_one_line(letter.user.shown_name), addr_spec=recipient(letter))
    message["Subject"] = _one_line(letter.subject)
    message["Date"] = format_datetime(letter.created_at)
    message["Message-ID"] = f"<{letter.public_id}@{urlsplit(head.public_url).hostname or 'boussole'}>"
    message["List-Unsubscribe"] = f"<{link}>"
    message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    message["Auto-Submitted"] = "auto-generated"
    foot = translate(best_language(letter.user.locale), FOOT, link=link)
    message.set_content(f"{letter.text}\n\n-- \n{foot}\n")
    if letter.calendar:
        method = "CANCEL" if "\nMETHOD:CANCEL" in letter.calendar else "PUBLISH"
        message.add_attachment(letter.calendar, subtype="calendar", filename="session.ics", params={"method": method})
    return message


def recipient(letter: Letter) -> str:
    """Return the address, checked. Raises `ValueError`."""
    address = letter.user.email
    if any(sign.isspace() or not sign.isprintable() for sign in address) or address.count("@") != 1:
        raise ValueError("not an address")
    return Address(addr_spec=address).addr_spec


def _one_line(text: str) -> str:
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())
