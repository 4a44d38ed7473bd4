"""Names of the claims and scopes, as LTI 1.3 Core, AGS 2.0, NRPS 2.0 and Deep Linking 2.0 write them."""

from typing import Final

_LTI: Final = "https://purl.imsglobal.org/spec/lti/claim/"
_DL: Final = "https://purl.imsglobal.org/spec/lti-dl/claim/"

VERSION: Final = "1.3.0"

MESSAGE_TYPE: Final = _LTI + "message_type"
LTI_VERSION: Final = _LTI + "version"
DEPLOYMENT_ID: Final = _LTI + "deployment_id"
TARGET_LINK_URI: Final = _LTI + "target_link_uri"
RESOURCE_LINK: Final = _LTI + "resource_link"
ROLES: Final = _LTI + "roles"
CONTEXT: Final = _LTI + "context"
TOOL_PLATFORM: Final = _LTI + "tool_platform"
ROLE_SCOPE_MENTOR: Final = _LTI + "role_scope_mentor"
LAUNCH_PRESENTATION: Final = _LTI + "launch_presentation"
CUSTOM: Final = _LTI + "custom"
FOR_USER: Final = _LTI + "for_user"
AGS: Final = "https://purl.imsglobal.org/spec/lti-ags/claim/endpoint"
NRPS: Final = "https://purl.imsglobal.org/spec/lti-nrps/claim/namesroleservice"
DEEP_LINKING_SETTINGS: Final = _DL + "deep_linking_settings"
CONTENT_ITEMS: Final = _DL + "content_items"
DEEP_LINKING_DATA: Final = _DL + "data"

SCOPE_LINE_ITEM: Final = "https://purl.imsglobal.org/spec/lti-ags/scope/lineitem"
SCOPE_LINE_ITEM_READ: Final = "https://purl.imsglobal.org/spec/lti-ags/scope/lineitem.readonly"
SCOPE_RESULT_READ: Final = "https://purl.imsglobal.org/spec/lti-ags/scope/result.readonly"
SCOPE_SCORE: Final = "https://purl.imsglobal.org/spec/lti-ags/scope/score"
SCOPE_ROSTER: Final = "https://purl.imsglobal.org/spec/lti-nrps/scope/contextmembership.readonly"
ALL_SCOPES: Final = (SCOPE_LINE_ITEM, SCOPE_LINE_ITEM_READ, SCOPE_RESULT_READ, SCOPE_SCORE, SCOPE_ROSTER)
