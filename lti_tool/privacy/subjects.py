"""Every subject that knows something about people, in the order in which they forget.

A subject is a module with `collect(session, user_id)` and `forget(session, user_id, now)`.
People come last: what others hold hangs on the account. A test fills every table that
reaches a person and fails when one is missing from the export or survives the erasure.
"""

from datetime import datetime
from typing import Any, Protocol, cast

from sqlalchemy.orm import Session

import lti_tool.catalogue.personal_data
import lti_tool.conversations.personal_data
import lti_tool.drafts.personal_data
import lti_tool.embed.personal_data
import lti_tool.gradebook.personal_data
import lti_tool.insight.personal_data
import lti_tool.mail.personal_data
import lti_tool.mentoring.personal_data
import lti_tool.people.personal_data
import lti_tool.signals.personal_data


class Subject(Protocol):
    """What a `personal_data` module offers."""

    def collect(self, session: Session, user_id: int) -> dict[str, Any]:
        """Return everything known of the person as plain data."""
        ...

    def forget(self, session: Session, user_id: int, now: datetime) -> None:
        """Delete it."""
        ...


SUBJECTS: dict[str, Subject] = {
    "drafts": cast("Subject", lti_tool.drafts.personal_data),
    "conversations": cast("Subject", lti_tool.conversations.personal_data),
    "embed": cast("Subject", lti_tool.embed.personal_data),
    "gradebook": cast("Subject", lti_tool.gradebook.personal_data),
    "audits": cast("Subject", lti_tool.insight.personal_data),
    "mail": cast("Subject", lti_tool.mail.personal_data),
    "learning": cast("Subject", lti_tool.catalogue.personal_data),
    "mentoring": cast("Subject", lti_tool.mentoring.personal_data),
    "signals": cast("Subject", lti_tool.signals.personal_data),
    "people": cast("Subject", lti_tool.people.personal_data),
}
