"""What a verified launch says, in one frozen record (LTI 1.3 Core, sections 5.3 and 5.4)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from lti_tool.lti.claims import SCOPE_LINE_ITEM, SCOPE_LINE_ITEM_READ, SCOPE_RESULT_READ, SCOPE_SCORE
from lti_tool.lti.roles import Role


class MessageType(StrEnum):
    """The messages the tool answers."""

    RESOURCE_LINK = "LtiResourceLinkRequest"
    DEEP_LINKING = "LtiDeepLinkingRequest"
    SUBMISSION_REVIEW = "LtiSubmissionReviewRequest"
    DATA_PRIVACY = "DataPrivacyLaunchRequest"


@dataclass(frozen=True, slots=True)
class CourseContext:
    """The course the launch came from; `history` lists the contexts it was copied from, newest first."""

    id: str
    label: str | None = None
    title: str | None = None
    types: tuple[str, ...] = ()
    history: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ResourceLink:
    """The place in the course; `history` lists the links it was copied from, newest first."""

    id: str
    title: str | None = None
    description: str | None = None
    history: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class AgsEndpoint:
    """What the platform offers of the gradebook: container, the link's own item, granted scopes."""

    scopes: frozenset[str]
    line_items: str | None = None
    line_item: str | None = None

    @property
    def can_manage_items(self) -> bool:
        """True when line items may be created, changed and deleted."""
        return SCOPE_LINE_ITEM in self.scopes and self.line_items is not None

    @property
    def can_read_items(self) -> bool:
        """True when line items may be listed."""
        return bool(self.scopes & {SCOPE_LINE_ITEM, SCOPE_LINE_ITEM_READ}) and self.line_items is not None

    @property
    def can_send_scores(self) -> bool:
        """True when scores may be posted."""
        return SCOPE_SCORE in self.scopes

    @property
    def can_read_results(self) -> bool:
        """True when results may be read back."""
        return SCOPE_RESULT_READ in self.scopes


@dataclass(frozen=True, slots=True)
class DeepLinkingSettings:
    """What the platform accepts as an answer (Deep Linking 2.0, section 4.4.1)."""

    return_url: str
    accept_types: frozenset[str]
    accept_multiple: bool = False
    accept_line_item: bool | None = None
    accept_targets: tuple[str, ...] = ()
    auto_create: bool = False
    title: str | None = None
    text: str | None = None
    data: str | None = None

    @property
    def takes_resource_links(self) -> bool:
        """True when an activity of ours may be placed."""
        return "ltiResourceLink" in self.accept_types


@dataclass(frozen=True, slots=True)
class Launch:
    """Everything later layers may know about a launch; built only after every check passed.

    `platform_id` and `deployment_pk` are rows of ours; `deployment` is the platform's own name.
    `subject` is unique within the platform only. Names are None where the platform keeps them private.
    `custom` holds substituted values only. `observed` lists the subjects an observer may see.
    """

    platform_id: int
    deployment_pk: int
    issuer: str
    client_id: str
    deployment: str
    message_type: MessageType
    subject: str
    roles: frozenset[Role]
    target_link_uri: str
    family: str = ""
    platform_name: str | None = None
    name: str | None = None
    given_name: str | None = None
    family_name: str | None = None
    email: str | None = None
    locale: str | None = None
    is_test_user: bool = False
    context: CourseContext | None = None
    resource_link: ResourceLink | None = None
    ags: AgsEndpoint | None = None
    roster_url: str | None = None
    deep_linking: DeepLinkingSettings | None = None
    for_user: str | None = None
    observed: tuple[str, ...] = ()
    return_url: str | None = None
    document_target: str | None = None
    custom: Mapping[str, str] = field(default_factory=dict)
