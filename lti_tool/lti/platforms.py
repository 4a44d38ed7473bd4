"""Registrations: found for a login, added, changed, listed, removed."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, delete, select
from sqlalchemy.orm import Session, selectinload

from lti_tool.errors import N_, InvalidInputError, NotFoundError
from lti_tool.lti.login_request import LoginRequest
from lti_tool.lti.models import CachedKeySet, Deployment, Platform, PlatformStatus
from lti_tool.lti.origins import origin_of
from lti_tool.lti.refusals import (
    AmbiguousClientError,
    PlatformPendingError,
    UnknownClientError,
    UnknownPlatformError,
)
from lti_tool.lti.registered import Registered, Statements, of_issuer

_HOLDERS = select(Deployment.platform_id).where(Deployment.deployment_id == bindparam("name"))
_TABLE = Platform.metadata.tables[Platform.__tablename__]


@dataclass(frozen=True, slots=True)
class NewPlatform:
    """What an administrator, or dynamic registration, says about a platform."""

    issuer: str
    client_id: str
    authorization_url: str
    token_url: str
    keyset_url: str
    name: str = ""
    family: str = ""
    deployments: tuple[str, ...] = ()
    token_audience: str | None = None
    extra_origins: tuple[str, ...] = ()
    accepts_new_deployments: bool = False
    status: PlatformStatus = PlatformStatus.APPROVED


def save(session: Session, new: NewPlatform, now: datetime) -> Platform:
    """Add the registration, or bring the one with this issuer and client id up to date; deployments are added."""
    _check(new)
    platform = find(session, new.issuer, new.client_id)
    if platform is None:
        platform = Platform(issuer=new.issuer, client_id=new.client_id, created_at=now, extra_origins=[])
        session.add(platform)
    elif platform.keyset_url != new.keyset_url:
        session.execute(delete(CachedKeySet).where(CachedKeySet.platform_id == platform.id))
    platform.name = new.name or platform.name or ""
    platform.family = new.family or platform.family or ""
    platform.authorization_url = new.authorization_url
    platform.token_url = new.token_url
    platform.keyset_url = new.keyset_url
    platform.token_audience = new.token_audience
    platform.extra_origins = list(dict.fromkeys([*platform.extra_origins, *new.extra_origins]))
    platform.accepts_new_deployments = new.accepts_new_deployments
    platform.status = new.status
    session.flush()
    for deployment_id in new.deployments:
        add_deployment(session, platform.id, deployment_id, now)
    return platform


def add_deployment(session: Session, platform_id: int, deployment_id: str, now: datetime) -> Deployment:
    """Return the deployment, added and approved where it is new."""
    found = find_deployment(session, platform_id, deployment_id)
    if found is None:
        found = Deployment(platform_id=platform_id, deployment_id=deployment_id, created_at=now)
        session.add(found)
    found.approved = True
    session.flush()
    return found


def find_deployment(session: Session, platform_id: int, deployment_id: str) -> Deployment | None:
    """Return the deployment by the platform's name for it."""
    return session.scalars(
        select(Deployment).where(Deployment.platform_id == platform_id, Deployment.deployment_id == deployment_id)
    ).one_or_none()


def for_login(statements: Statements, request: LoginRequest) -> Registered:
    """Return the approved registration that a login request means, or raise why there is none."""
    ours = of_issuer(statements, request.issuer)
    if not ours:
        raise UnknownPlatformError
    if request.client_id is not None:
        named = [platform for platform in ours if platform.client_id == request.client_id]
        if not named:
            raise UnknownClientError
        return approved(named[0])
    if len(ours) > 1 and request.deployment_id is not None:
        having = {"name": request.deployment_id}
        holders = {row.platform_id for row in statements.execute(_HOLDERS, having)}
        ours = [platform for platform in ours if platform.id in holders]
    if len(ours) != 1:
        raise AmbiguousClientError
    return approved(ours[0])


def approved(platform: Registered) -> Registered:
    """Return the platform, unless it waits for approval or was refused."""
    if platform.status != PlatformStatus.APPROVED:
        raise PlatformPendingError
    return platform


def listed(session: Session) -> list[Platform]:
    """Return all registrations with their deployments."""
    return list(session.scalars(select(Platform).options(selectinload(Platform.deployments)).order_by(Platform.id)))


def get(session: Session, platform_id: int) -> Platform:
    """Return one registration; `NotFoundError` when there is none with this number."""
    platform = session.get(Platform, platform_id, options=[selectinload(Platform.deployments)])
    if platform is None:
        raise NotFoundError(N_("There is no platform with number %(number)s."), number=platform_id)
    return platform


def find(session: Session, issuer: str, client_id: str) -> Platform | None:
    """Return the registration with this issuer and client id."""
    return session.scalars(
        select(Platform).where(Platform.issuer == issuer, Platform.client_id == client_id)
    ).one_or_none()


def set_status(session: Session, platform_id: int, status: PlatformStatus) -> Platform:
    """Approve, hold back or refuse a registration."""
    platform = get(session, platform_id)
    platform.status = status
    session.flush()
    return platform


def remove(session: Session, platform_id: int) -> None:
    """Remove a registration with its deployments, keys and tokens."""
    session.delete(get(session, platform_id))
    session.flush()


def note_launch(statements: Statements, platform: Registered, family: str, now: datetime) -> None:
    """Keep when the platform last opened the tool, and which product it is."""
    statements.execute(
        _TABLE.update().where(_TABLE.c.id == platform.id).values(last_launch_at=now, family=platform.family or family)
    )


def note_error(session: Session, platform_id: int, check: str, now: datetime) -> None:
    """Keep the last refused launch, for the administrator's list."""
    platform = session.get(Platform, platform_id)
    if platform is not None:
        platform.last_error, platform.last_error_at = check, now


def _check(new: NewPlatform) -> None:
    fields: dict[str, str] = {}
    for name, longest in (("issuer", 500), ("client_id", 255)):
        value = getattr(new, name)
        if not value or len(value) > longest or any(ord(character) < 32 for character in value):
            fields[name] = N_("This is empty, too long or not text.")
    for name in ("authorization_url", "token_url", "keyset_url"):
        if origin_of(getattr(new, name)) is None or len(getattr(new, name)) > 2000:
            fields[name] = N_("This is not a web address that begins with https://.")
    if any(not 0 < len(deployment) <= 255 for deployment in new.deployments):
        fields["deployments"] = N_("A deployment ID has between 1 and 255 characters.")
    if fields:
        raise InvalidInputError(fields=fields)
