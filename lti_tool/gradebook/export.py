"""The score table as CSV, safe to open in a spreadsheet."""

import csv
import io

from sqlalchemy.orm import Session

from lti_tool.errors import N_
from lti_tool.gradebook.models import ScoreState
from lti_tool.gradebook.sync import LearnerSync, learner_sync
from lti_tool.translations import translate

COLUMNS = (
    N_("Learner"),
    N_("Counted"),
    N_("Target"),
    N_("Points"),
    N_("Maximum"),
    N_("State"),
    N_("Reason"),
    N_("Last sent (UTC)"),
    N_("Points sent"),
    N_("Points on the platform"),
    N_("Maximum on the platform"),
    N_("Comment"),
)
STATES = {
    None: N_("nothing to send"),
    ScoreState.PENDING: N_("waiting"),
    ScoreState.IN_FLIGHT: N_("being sent"),
    ScoreState.SENT: N_("sent"),
    ScoreState.SUPERSEDED: N_("replaced by a newer one"),
    ScoreState.DEAD: N_("not sent"),
}
#: Where the platform keeps names private: the same person reads the same in every export.
NO_NAME = N_("No name given (no. %(number)s)")
#: Characters that make a spreadsheet run a cell.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def export_csv(session: Session, course_id: int, language: str) -> str:
    """Return the table as CSV with a header in `language` and a mark that makes spreadsheets read UTF-8."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow([translate(language, column) for column in COLUMNS])
    for line in learner_sync(session, course_id):
        writer.writerow([_safe(cell) for cell in _cells(line, language)])
    return "\ufeff" + text.getvalue()


def _cells(line: LearnerSync, language: str) -> list[object]:
    return [
        line.name or translate(language, NO_NAME) % {"number": line.user_id},
        line.counted,
        line.target,
        line.given,
        line.maximum,
        translate(language, STATES[line.state]),
        translate(language, line.reason) if line.reason else "",
        line.last_sent_at.strftime("%Y-%m-%d %H:%M:%S") if line.last_sent_at else "",
        line.last_sent_given,
        line.platform_given,
        line.platform_maximum,
        line.comment,
    ]


def _safe(cell: object) -> object:
    if isinstance(cell, str) and cell.startswith(_FORMULA):
        return "'" + cell
    return "" if cell is None else cell
