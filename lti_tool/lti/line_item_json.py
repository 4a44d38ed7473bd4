"""Line items as JSON (AGS 2.0, section 3.2); members we do not know are kept and sent back."""

from datetime import datetime
from typing import Any

from lti_tool.lti.scores import LineItem

_KNOWN = {"id", "label", "scoreMaximum", "tag", "resourceId", "resourceLinkId", "startDateTime", "endDateTime"}
#: A column that names no maximum, or an impossible one.
_DEFAULT_MAXIMUM = 100.0


def to_json(item: LineItem) -> dict[str, Any]:
    """Return the members to send; those without a value are left out."""
    members: dict[str, Any] = {
        **item.extra,
        "id": item.id,
        "label": item.label,
        "scoreMaximum": item.maximum,
        "tag": item.tag,
        "resourceId": item.resource_id,
        "resourceLinkId": item.resource_link_id,
        "startDateTime": item.starts_at.isoformat() if item.starts_at else None,
        "endDateTime": item.ends_at.isoformat() if item.ends_at else None,
    }
    return {name: value for name, value in members.items() if value is not None}


def from_json(body: object, address: str | None = None) -> LineItem | None:
    """Return the line item, None for anything that is not one; `address` stands in for a missing id."""
    if not isinstance(body, dict):
        return None
    item_id = body.get("id") or address
    if not isinstance(item_id, str) or not item_id.startswith(("http://", "https://")):
        return None
    return LineItem(
        label=_text(body, "label") or "",
        maximum=_maximum(body.get("scoreMaximum")),
        id=item_id,
        tag=_text(body, "tag"),
        resource_id=_text(body, "resourceId"),
        resource_link_id=_text(body, "resourceLinkId"),
        starts_at=_instant(body.get("startDateTime")),
        ends_at=_instant(body.get("endDateTime")),
        extra={name: value for name, value in body.items() if name not in _KNOWN},
    )


def _text(body: dict[str, Any], name: str) -> str | None:
    value = body.get(name)
    return value if isinstance(value, str) and value else None


def _maximum(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value < 10**9:
        return _DEFAULT_MAXIMUM
    return float(value)


def _instant(value: object) -> datetime | None:
    try:
        found = datetime.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None
    return found if found is not None and found.tzinfo is not None else None
