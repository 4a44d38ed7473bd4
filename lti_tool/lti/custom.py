"""Custom parameters: only what the platform really filled in."""

import re
from collections.abc import Mapping
from typing import Final

from lti_tool.lti.token_refusals import MissingClaimError

#: Names under which the tool asks for what a copied course was copied from.
CONTEXT_HISTORY: Final = "context_id_history"
RESOURCE_LINK_HISTORY: Final = "resource_link_id_history"
#: What the tool asks every platform to send, by name and substitution variable.
REQUESTED: Final = {CONTEXT_HISTORY: "$Context.id.history", RESOURCE_LINK_HISTORY: "$ResourceLink.id.history"}

_UNCLEAN = re.compile("[\x00\ud800-\udfff]")
_MAX_PARAMETERS = 100
_LONGEST_NAME = 255
_LONGEST_VALUE = 4000


def read(claim: object) -> dict[str, str]:
    """Return name and value of each parameter; a value that still begins with `$` was not filled in."""
    if claim is None:
        return {}
    if not isinstance(claim, dict) or len(claim) > _MAX_PARAMETERS:
        raise MissingClaimError(name="custom")
    return {name: value for name, value in claim.items() if isinstance(value, str) and _is_usable(name, value)}


def history(values: Mapping[str, str], name: str) -> tuple[str, ...]:
    """Return the ids of a history variable, newest first."""
    return tuple(part.strip() for part in values.get(name, "").split(",") if part.strip())[:50]


def _is_usable(name: str, value: str) -> bool:
    if len(name) > _LONGEST_NAME or len(value) > _LONGEST_VALUE or value.startswith("$"):
        return False
    return _UNCLEAN.search(name) is None and _UNCLEAN.search(value) is None
