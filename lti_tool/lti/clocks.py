"""How far a platform's clock is from ours, as the platform's own answers tell (RFC 9110, 6.6.1; RFC 9111, 5.1).

Launches and access tokens are dated to the second: two machines a minute apart refuse each
other, and the refusals of most platforms do not say that time is the reason.
"""

from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from lti_tool.http import Response

#: What both sides forgive.
TOLERATED = timedelta(seconds=30)


def ahead(response: Response, now: datetime) -> timedelta | None:
    """Return how far the platform's clock is ahead of `now` (aware); None where its answer has no date.

    An answer that a cache kept is as much older as its `Age` says.
    """
    try:
        dated = parsedate_to_datetime(response.headers.get("date", ""))
    except ValueError:
        return None
    if dated.tzinfo is None:
        dated = dated.replace(tzinfo=UTC)
    age = response.headers.get("age", "")
    return dated + timedelta(seconds=int(age) if age.isdecimal() and len(age) < 8 else 0) - now


def differ(response: Response, now: datetime) -> bool:
    """True when the platform's answer shows that its clock and ours are too far apart."""
    difference = ahead(response, now)
    return difference is not None and abs(difference) > TOLERATED
