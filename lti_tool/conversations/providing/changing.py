"""What an administrator does to the models: each change is written down with who made it."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from lti_tool.conversations.providing.book import SETTINGS, SETTINGS_NAME, FromSettings, ModelProvider, Price, find
from lti_tool.conversations.providing.limits import SpendingLimits
from lti_tool.conversations.providing.sheet import is_hosted
from lti_tool.conversations.providing.tables import THE_POLICY, ModelChange, PolicyRow, ProviderRow
from lti_tool.errors import N_, InvalidInputError, NotFoundError
from lti_tool.http.errors import AddressRefusedError
from lti_tool.http.targets import parse

BAD_NAME = N_("Give a name of at most 80 characters that no other model has.")
BAD_ADDRESS = N_("Give an address that begins with https://. Plain http:// is for this machine and its own network.")
BAD_MODEL = N_("Give the model’s name as its server knows it.")
TOO_LONG = N_("This is too long.")
NOT_SAID = N_("Say it in a few words, as the provider’s contract does.")
LONGEST_KEY = 2000
LAST_CHANGES = 30


@dataclass(frozen=True, slots=True)
class By:
    """Who changes something, and when."""

    administrator: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Connection:
    """How to reach a model; `sealed_key` None leaves the stored key as it is."""

    name: str
    base_url: str
    model: str
    sealed_key: bytes | None = None


def add(session: Session, given: Connection, by: By) -> ProviderRow:
    """Connect a model; it is asked after those that are there. Raises `InvalidInputError` by field."""
    _check(session, given, None)
    last = session.scalar(select(func.max(ProviderRow.position))) or 0
    row = ProviderRow(position=last + 1, version=0, **asdict(given))
    session.add(row)
    session.flush()
    _note(session, row.name, "added", None, {"base_url": row.base_url, "model": row.model}, by)
    return row


def change(session: Session, provider_id: int, given: Connection, by: By) -> None:
    """Change how a stored model is reached; another host or model asks for acceptance again."""
    row = _stored(session, provider_id)
    _check(session, given, row)
    values = {"name": given.name, "base_url": given.base_url, "model": given.model}
    _set(session, row, values, by)
    if given.sealed_key is not None:
        row.sealed_key = given.sealed_key
        _note(session, row.name, "key", None, None, by)


def switch(session: Session, provider_id: int, settings: FromSettings | None, by: By, *, on: bool) -> None:
    """Ask a model again, or leave it alone: at once, in every process."""
    _set(session, _row(session, provider_id, settings), {"is_on": on}, by)


def move_up(
    session: Session, order: list[ModelProvider], provider_id: int, settings: FromSettings | None, by: By
) -> None:
    """Ask a model before the one that stands above it."""
    place = next((number for number, one in enumerate(order) if one.id == provider_id), 0)
    if place == 0:
        return
    names = [one.name for one in order]
    order[place - 1], order[place] = order[place], order[place - 1]
    for number, one in enumerate(order):
        _row(session, one.id, settings).position = number
    _note(session, "", "order", names, [one.name for one in order], by)
    session.flush()


def set_price(session: Session, provider_id: int, settings: FromSettings | None, price: Price | None, by: By) -> None:
    """Say what a million tokens cost from now on; what was used before keeps its cost."""
    row = _row(session, provider_id, settings)
    row.priced_at = by.at
    values = {"price_in": price.tokens_in if price else None, "price_out": price.tokens_out if price else None}
    _set(session, row, values, by)


def accept(
    session: Session, provider_id: int, settings: FromSettings | None, region: str, retention: str, by: By
) -> None:
    """Accept the sheet of a hosted model, in one's own name. Raises `InvalidInputError` by field."""
    wrong = {
        name: NOT_SAID if not text.strip() else TOO_LONG
        for name, text, most in (("region", region, 200), ("retention", retention, 300))
        if not 0 < len(text.strip()) <= most
    }
    if wrong:
        raise InvalidInputError(fields=wrong)
    row = _row(session, provider_id, settings)
    _set(session, row, {"region": region.strip(), "retention": retention.strip()}, by)
    session.flush()
    sheet = find(session, settings, provider_id).sheet.as_data()
    row.accepted_by, row.accepted_at, row.accepted_sheet = by.administrator, by.at, sheet
    _note(session, row.name, "accepted", None, sheet, by)
    session.flush()


def withdraw(session: Session, provider_id: int, settings: FromSettings | None, by: By) -> None:
    """Take the acceptance back: the model is not asked any more."""
    row = _row(session, provider_id, settings)
    _note(session, row.name, "accepted", row.accepted_sheet, None, by)
    row.accepted_by, row.accepted_at, row.accepted_sheet = "", None, None
    session.flush()


def note_test(
    session: Session, provider_id: int, settings: FromSettings | None, found: Mapping[str, Any], now: datetime
) -> None:
    """Keep what a test of the connection showed."""
    row = _row(session, provider_id, settings)
    row.found, row.tested_at = dict(found), now
    session.flush()


def remove(session: Session, provider_id: int, by: By) -> None:
    """Forget a stored model with its key; what was used and what was changed stays in the books."""
    row = _stored(session, provider_id)
    _note(session, row.name, "removed", {"base_url": row.base_url, "model": row.model}, None, by)
    session.delete(row)
    session.flush()


def set_policy(
    session: Session, by: By, *, models_on: bool | None = None, currency: str = "", limits: SpendingLimits | None = None
) -> None:
    """Change what holds for all models; what is not given stays."""
    row = session.get(PolicyRow, THE_POLICY, with_for_update=True)
    if row is None:
        row = PolicyRow(id=THE_POLICY, models_on=True, currency="EUR", limits={})
        session.add(row)
    wanted: dict[str, Any] = {"models_on": models_on, "currency": currency or None}
    for name, value in wanted.items():
        if value is not None and getattr(row, name) != value:
            _note(session, "", name, getattr(row, name), value, by)
            setattr(row, name, value)
    if limits is not None:
        before, after = asdict(SpendingLimits.of(row.limits)), asdict(limits)
        for name in after:
            if before[name] != after[name]:
                _note(session, "", name, before[name], after[name], by)
        row.limits = after
    session.flush()


def last_changes(session: Session) -> list[ModelChange]:
    """Return the latest changes, the newest first."""
    return list(session.scalars(select(ModelChange).order_by(ModelChange.id.desc()).limit(LAST_CHANGES)))


def _check(session: Session, given: Connection, row: ProviderRow | None) -> None:
    wrong: dict[str, str] = {}
    taken = session.scalar(select(ProviderRow.id).where(ProviderRow.name == given.name))
    if (
        not 0 < len(given.name) <= 80
        or given.name == SETTINGS_NAME
        or (taken is not None and (not row or row.id != taken))
    ):
        wrong["name"] = BAD_NAME
    if not _is_address(given.base_url):
        wrong["base_url"] = BAD_ADDRESS
    if not 0 < len(given.model) <= 200:
        wrong["model"] = BAD_MODEL
    if wrong:
        raise InvalidInputError(fields=wrong)


def _is_address(text: str) -> bool:
    try:
        target = parse(text)
    except AddressRefusedError:
        return False
    return len(text) <= 500 and (target.scheme == "https" or not is_hosted(text))


def _row(session: Session, provider_id: int, settings: FromSettings | None) -> ProviderRow:
    """Return the row to change, locked; the model of the environment gets one with the first change."""
    if provider_id != SETTINGS:
        return _stored(session, provider_id)
    if settings is None:
        raise NotFoundError
    held = session.scalars(select(ProviderRow).where(ProviderRow.from_settings).with_for_update()).first()
    if held is None:
        held = ProviderRow(name=SETTINGS_NAME, from_settings=True, position=0, version=0)
        session.add(held)
        session.flush()
    return held


def _stored(session: Session, provider_id: int) -> ProviderRow:
    row = session.get(ProviderRow, provider_id, with_for_update=True)
    if row is None or row.from_settings:
        raise NotFoundError
    return row


def _set(session: Session, row: ProviderRow, values: Mapping[str, Any], by: By) -> None:
    for name, value in values.items():
        before = getattr(row, name)
        if before != value:
            _note(session, row.name, name, before, value, by)
            setattr(row, name, value)
    row.version += 1
    session.flush()


def _note(session: Session, subject: str, field: str, before: object, after: object, by: By) -> None:
    session.add(
        ModelChange(at=by.at, administrator=by.administrator, subject=subject, field=field, before=before, after=after)
    )
