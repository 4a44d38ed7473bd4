"""Whom the institution wants told what learners did, from the settings."""

from collections.abc import Sequence

from lti_tool.insight.event_delivery import Endpoint, caliper_endpoint, xapi_endpoint
from lti_tool.settings import Settings


def listeners(settings: Settings) -> Sequence[Endpoint]:
    """Return the endpoints that are set; none is normal."""
    found = []
    if settings.xapi_url:
        found.append(xapi_endpoint(settings.xapi_url, settings.xapi_key.get_secret_value(), settings.public_url))
    if settings.caliper_url:
        key = settings.caliper_key.get_secret_value()
        found.append(caliper_endpoint(settings.caliper_url, key, settings.public_url))
    return found
