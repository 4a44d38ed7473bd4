"""One draft, by whatever condition makes it somebody's business."""

from sqlalchemy import Select
from sqlalchemy.orm import Session

from lti_tool.drafts.models import Draft
from lti_tool.errors import NotFoundError


def the_draft(session: Session, query: Select[Draft], *, lock: bool) -> Draft:
    """Return what the query finds; nothing found means that it does not exist for whoever asks.

    `lock` for what changes it: read again from the database, and kept from others until the transaction ends.
    """
    if lock:
        query = query.with_for_update(of=Draft).execution_options(populate_existing=True)
    draft = session.scalars(query).first()
    if draft is None:
        raise NotFoundError
    return draft
