"""Reading claims of any shape: each reader gives the type it promises or raises the refusal that names the claim.

A claim that is null counts as absent. Text is cut to what the tool keeps; identifiers are not.
"""

import re
from collections.abc import Mapping
from typing import Any

from lti_tool.lti.origins import origin_of
from lti_tool.lti.token_refusals import MissingClaimError

LONGEST_ID = 255
LONGEST_URL = 2000
MAX_MEMBERS = 200
#: Control characters and halves of characters: the first disturb logs and headers, the second cannot be stored.
_UNCLEAN = re.compile("[\x00-\x1f\ud800-\udfff]")


def short(claim: str) -> str:
    """Return a claim's name as people say it: without the address in front."""
    return claim.rpartition("/")[2]


def mapping(claims: Mapping[str, Any], claim: str) -> Mapping[str, Any]:
    """Return an object, empty when the claim is absent."""
    value = claims.get(claim)
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise MissingClaimError(name=short(claim))
    return value


def texts(claims: Mapping[str, Any], claim: str) -> tuple[str, ...]:
    """Return a list of strings, empty when the claim is absent."""
    value = claims.get(claim)
    if value is None:
        return ()
    if not isinstance(value, list) or len(value) > MAX_MEMBERS or not all(isinstance(item, str) for item in value):
        raise MissingClaimError(name=short(claim))
    return tuple(item for item in value if _is_clean(item))


def text(claims: Mapping[str, Any], claim: str, longest: int = 255) -> str | None:
    """Return readable text without control characters, cut to `longest`; None when absent or empty."""
    value = claims.get(claim)
    if value is None:
        return None
    if not isinstance(value, str):
        raise MissingClaimError(name=short(claim))
    return _UNCLEAN.sub(" ", value).strip()[:longest].strip() or None


def identifier(claims: Mapping[str, Any], claim: str) -> str | None:
    """Return an identifier exactly as sent; one that cannot be kept whole is refused."""
    value = claims.get(claim)
    if value is None or value == "":
        return None
    if not isinstance(value, str) or len(value) > LONGEST_ID or not _is_clean(value):
        raise MissingClaimError(name=short(claim))
    return value


def address(claims: Mapping[str, Any], claim: str) -> str | None:
    """Return an absolute http(s) address, None when absent; anything else is refused."""
    value = claims.get(claim)
    if value is None or value == "":
        return None
    if not isinstance(value, str) or len(value) > LONGEST_URL or not _is_clean(value) or origin_of(value) is None:
        raise MissingClaimError(name=short(claim))
    return value


def flag(claims: Mapping[str, Any], claim: str) -> bool | None:
    """Return a yes or no, also when written as a string; None when absent or neither."""
    value = claims.get(claim)
    if isinstance(value, bool):
        return value
    return {"true": True, "false": False}.get(value.lower()) if isinstance(value, str) else None


def _is_clean(value: str) -> bool:
    return _UNCLEAN.search(value) is None
