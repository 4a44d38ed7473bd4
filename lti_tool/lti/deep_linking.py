"""Answering a deep linking request with what an instructor chose (Deep Linking 2.0, section 4.5)."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from pylti1p3.deep_link_resource import DeepLinkResource
from pylti1p3.lineitem import LineItem as LibraryLineItem

from lti_tool.clock import Clock
from lti_tool.lti import claims as c
from lti_tool.lti.launch import DeepLinkingSettings
from lti_tool.lti.scores import LineItem
from lti_tool.lti.signing import Signer

_DL = "https://purl.imsglobal.org/spec/lti-dl/claim/"
_SECONDS = 300
#: Progress of a score at which there is something to review (AGS 2.0, section 3.4.7).
REVIEWABLE = ("InProgress", "Submitted", "Completed")


@dataclass(frozen=True, slots=True)
class ContentItem:
    """One thing to place. `is_link` makes a plain web link of it, for platforms that take nothing else."""

    title: str
    url: str
    text: str | None = None
    custom: Mapping[str, str] = field(default_factory=dict)
    line_item: LineItem | None = None
    is_link: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """What goes back: items, and words for the person (`msg`, `errormsg`) and for the platform's log."""

    items: Sequence[ContentItem] = ()
    msg: str | None = None
    log: str | None = None
    errormsg: str | None = None
    errorlog: str | None = None


@dataclass(frozen=True, slots=True)
class Asker:
    """Who asked: registration, deployment and settings of the deep linking launch."""

    issuer: str
    client_id: str
    deployment: str
    settings: DeepLinkingSettings


def sign_answer(signer: Signer, clock: Clock, asker: Asker, answer: Answer) -> str:
    """Return the JWT for the form field `JWT`, posted by the browser to `settings.return_url`.

    Items the platform did not offer to take are left out: more than one where it takes one,
    resource links where it takes links only, line items where it says that it takes none.
    """
    now = int(clock.now().timestamp())
    message: dict[str, Any] = {
        "iss": asker.client_id,
        "aud": [asker.issuer],
        "iat": now - 5,
        "exp": now + _SECONDS,
        "nonce": secrets.token_urlsafe(24),
        c.DEPLOYMENT_ID: asker.deployment,
        c.MESSAGE_TYPE: "LtiDeepLinkingResponse",
        c.LTI_VERSION: c.VERSION,
        c.CONTENT_ITEMS: [_to_json(item, asker.settings) for item in acceptable(asker.settings, answer.items)],
    }
    if asker.settings.data is not None:
        message[c.DEEP_LINKING_DATA] = asker.settings.data
    words = {"msg": answer.msg, "log": answer.log, "errormsg": answer.errormsg, "errorlog": answer.errorlog}
    message.update({_DL + name: text for name, text in words.items() if text is not None})
    return signer.sign(message)


def acceptable(settings: DeepLinkingSettings, items: Sequence[ContentItem]) -> list[ContentItem]:
    """Return the items that the platform takes."""
    kinds = {True: "link" in settings.accept_types, False: settings.takes_resource_links}
    taken = [item for item in items if kinds[item.is_link]]
    return taken if settings.accept_multiple else taken[:1]


def _to_json(item: ContentItem, settings: DeepLinkingSettings) -> dict[str, Any]:
    resource = DeepLinkResource().set_type("link" if item.is_link else "ltiResourceLink")
    resource.set_title(item.title).set_url(item.url)
    if item.custom and not item.is_link:
        resource.set_custom_params(dict(item.custom))
    if item.line_item is not None and settings.accept_line_item is not False and not item.is_link:
        resource.set_lineitem(_library_item(item.line_item))
    members: dict[str, Any] = dict(resource.to_dict())
    if item.text:
        members["text"] = item.text
    due = item.line_item.ends_at if item.line_item else None
    if due is not None and "lineItem" in members:
        members["submission"] = {"endDateTime": _instant(due)}
    return members


def _library_item(item: LineItem) -> LibraryLineItem:
    made = LibraryLineItem().set_label(item.label).set_score_maximum(item.maximum)
    # Submission Review 1.0: the platform may open the learner's work here once there is a score.
    made.set_submission_review(list(REVIEWABLE))
    if item.resource_id:
        made.set_resource_id(item.resource_id)
    if item.tag:
        made.set_tag(item.tag)
    return made


def _instant(value: datetime) -> str:
    return value.isoformat(timespec="seconds")
