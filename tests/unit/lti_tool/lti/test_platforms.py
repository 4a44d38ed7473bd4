"""Registrations, invitations, origins and small readers."""

from dataclasses import replace

import pytest
from sqlalchemy.orm import Session

from lti_tool.errors import InvalidInputError, NotFoundError
from lti_tool.lti import invites, locales, origins, platforms, roles
from lti_tool.lti.invites import InviteRefusedError
from lti_tool.lti.login_request import is_target_of_ours
from lti_tool.lti.models import Platform
from lti_tool.lti.platforms import NewPlatform
from tests.fakes.clock import StillClock

NEW = NewPlatform(
    issuer="https://lms.example",
    client_id="abc",
    authorization_url="https://lms.example/auth",
    token_url="https://lms.example/token",
    keyset_url="https://lms.example/jwks",
    name="LMS",
    deployments=("1",),
)


def test_adding_twice_updates_and_adds_deployments(session: Session, clock: StillClock) -> None:
    first = platforms.save(session, NEW, clock.now())
    again = replace(
        NEW, deployments=("2",), name="", keyset_url="https://lms.example/new", extra_origins=("https://x",)
    )
    second = platforms.save(session, again, clock.now())
    session.refresh(second, ["deployments"])
    assert first.id == second.id
    assert (second.name, second.keyset_url) == ("LMS", "https://lms.example/new")
    assert [one.deployment_id for one in second.deployments] == ["1", "2"]
    assert len(platforms.listed(session)) == 1


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"issuer": ""}, "issuer"),
        ({"issuer": "x" * 501}, "issuer"),
        ({"client_id": "a\x00"}, "client_id"),
        ({"authorization_url": "javascript:alert(1)"}, "authorization_url"),
        ({"token_url": "lms.example/token"}, "token_url"),
        ({"keyset_url": "https://user@lms.example/"}, "keyset_url"),
        ({"deployments": ("",)}, "deployments"),
    ],
)
def test_what_cannot_be_a_platform_names_the_field(
    session: Session, clock: StillClock, change: dict[str, object], field: str
) -> None:
    with pytest.raises(InvalidInputError) as caught:
        platforms.save(session, replace(NEW, **change), clock.now())  # type: ignore[arg-type]
    assert list(caught.value.fields) == [field]


def test_a_removed_platform_is_gone(session: Session, clock: StillClock) -> None:
    saved = platforms.save(session, NEW, clock.now())
    platforms.remove(session, saved.id)
    with pytest.raises(NotFoundError):
        platforms.get(session, saved.id)
    platforms.note_error(session, saved.id, "x", clock.now())


def test_an_invitation_works_once(session: Session, clock: StillClock) -> None:
    made = invites.make(session, clock.now(), days=1)
    invites.check(session, made.token, clock.now())
    invites.use(session, made.token, clock.now())
    for attempt in (invites.check, invites.use):
        with pytest.raises(InviteRefusedError):
            attempt(session, made.token, clock.now())
    invites.give_back(session, made.token)
    invites.use(session, made.token, clock.now())


def test_an_old_or_unknown_invitation_is_refused(session: Session, clock: StillClock) -> None:
    made = invites.make(session, clock.now(), days=1)
    clock.advance(days=1)
    for token in (made.token, "unknown", "", "\udcff"):
        with pytest.raises(InviteRefusedError):
            invites.use(session, token, clock.now())


@pytest.mark.parametrize(
    ("url", "origin"),
    [
        ("https://LMS.example:443/a?b#c", "https://lms.example"),
        ("http://localhost:8000", "http://localhost:8000"),
        ("https://[::1]:8443/", "https://[::1]:8443"),
        ("https://lms.example./", "https://lms.example"),
        ("https://user@lms.example/", None),
        ("https:///x", None),
        ("//lms.example", None),
        ("javascript:alert(1)", None),
        ("https://lms.example\\@evil", None),
        ("https://lms.example:x/", None),
        (" https://lms.example", None),
        ("https://[x/", None),
        ("", None),
    ],
)
def test_origins(url: str, origin: str | None) -> None:
    assert origins.origin_of(url) == origin


def test_a_canvas_cloud_platform_lives_on_many_hosts() -> None:
    canvas = Platform(
        issuer="https://canvas.instructure.com",
        authorization_url="https://sso.canvaslms.com/api/lti/authorize_redirect",
        keyset_url="https://sso.canvaslms.com/api/lti/security/jwks",
        extra_origins=["https://canvas.school.example", "https://*.school.example", "nonsense"],
    )
    found = origins.of_platform(canvas)
    assert origins.is_of("https://school.instructure.com/courses/1", found)
    assert origins.is_of("https://canvas.school.example/x", found)
    assert origins.is_of("https://a.school.example/x", found)
    assert not origins.is_of("http://school.instructure.com/", found)
    assert not origins.is_of("https://instructure.com.evil.example/", found)
    assert not origins.is_of("https://evilinstructure.com/", found)
    assert "nonsense" not in found


@pytest.mark.parametrize(
    ("target", "ours"),
    [
        ("https://tool.example/app/lti/launch", True),
        ("https://tool.example/app", True),
        ("https://tool.example:443/app/x?resource=1#a", True),
        ("https://tool.example/apple", False),
        ("https://tool.example/", False),
        ("https://tool.example/app/..", False),
        ("https://tool.example/app/%2E%2E/x", False),
        ("https://tool.example/app//evil", False),
    ],
)
def test_targets_below_a_path(target: str, ours: bool) -> None:
    assert is_target_of_ours(target, "https://tool.example/app") is ours


@pytest.mark.parametrize(
    ("text", "locale"),
    [("fr", "fr"), ("FR_fr", "fr-FR"), ("sr_latn_rs", "sr-Latn-RS"), ("es-419", "es-419"), ("", None), (5, None),
     ("x" * 60, None), ("fr-FR-x-private", "fr-FR"), ("c", None)],
)  # fmt: skip
def test_locales(text: object, locale: str | None) -> None:
    assert locales.normalise(text) == locale


def test_an_administrator_without_a_role_in_the_course() -> None:
    system = "http://purl.imsglobal.org/vocab/lis/v2/system/person#SysAdmin"
    assert roles.normalise([system, 5, None]) == {roles.Role.ADMINISTRATOR}
    assert roles.normalise(["http://purl.imsglobal.org/vocab/lis/v2/membership/Learner#GuestLearner"]) == {
        roles.Role.LEARNER
    }
