"""The administrator's desk: is it connected and healthy, connect, try, pause, remove, invite, rotate."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from lti_tool.app import create_app
from lti_tool.db import Database
from lti_tool.gradebook.models import CourseEndpoint, CourseLineItem, ScoreRow, ScoreState
from lti_tool.lti import invites, platforms
from lti_tool.lti.claims import SCOPE_LINE_ITEM
from lti_tool.lti.models import Deployment, Platform, PlatformStatus, RegistrationInvite, ToolKey
from lti_tool.people import administrators, roster_sync
from lti_tool.settings import Settings
from tests.factories import people
from tests.factories.lti import make_world
from tests.fakes.clock import StillClock
from tests.pages.conftest import held as services_of
from tests.pages.conftest import parsed, words
from tests.pages.desk import EMAIL, PASSWORD, PLATFORM, Administrator
from tests.pages.policing import PolicingClient


def read(desk: Administrator, address: str = "/admin/") -> str:
    response = desk.get(address)
    assert response.status_code == 200
    return words(response)


def held(desk: Administrator) -> Platform:
    with desk.database.transaction(write=False) as session:
        return platforms.get(session, desk.platform_id)


def change(desk: Administrator, **values: object) -> None:
    with desk.database.transaction() as session:
        platform = platforms.get(session, desk.platform_id)
        for name, value in values.items():
            setattr(platform, name, value)


def test_a_new_installation_offers_the_first_step(desk: Administrator) -> None:
    page = read(desk)
    assert "Connect the first platform" in page
    assert "Invite a platform" in page
    assert "No worker is running" in page


@pytest.mark.parametrize(("address", "part"), [("/admin/platforms/new", "Platforms"), ("/admin/sites/new", "Sites")])
def test_a_page_under_a_part_of_the_desk_marks_that_part(desk: Administrator, address: str, part: str) -> None:
    current = [one for one in parsed(desk.get(address)).all("a") if one.attributes.get("aria-current")]
    assert [(one.text.strip(), one.attributes["aria-current"]) for one in current] == [(part, "true")]


def test_connecting_by_hand_says_where_in_the_platform_the_values_go(desk: Administrator) -> None:
    told = read(desk, "/admin/platforms/new")
    for setting in ("configure a tool manually", "+ LTI Key", "Keyset URL"):
        assert setting in told


def test_the_values_to_copy_are_those_of_this_installation(desk: Administrator, app: Flask) -> None:
    page = desk.get("/admin/platforms/new").get_data(as_text=True)
    for path in ("/lti/login", "/lti/launch", "/lti/jwks.json", "/lti/canvas.json"):
        assert f'value="http://localhost:8000{path}" readonly' in page
        app.url_map.bind("localhost").test(path)


def test_a_platform_is_connected_by_hand(desk: Administrator) -> None:
    response = desk.add_platform(origin="https://campus.school.example/x", issuer="  https://lms.example ")
    assert (response.status_code, response.headers["Location"]) == (
        303,
        f"/admin/platforms/{desk.platform_id}?done=saved",
    )
    saved = held(desk)
    assert (saved.issuer, saved.status, saved.family) == ("https://lms.example", "approved", "moodle")
    assert [one.deployment_id for one in saved.deployments] == ["1", "2"]
    assert saved.extra_origins == ["https://campus.school.example"]
    page = read(desk)
    assert "Campus" in page
    assert "No launch yet" in page


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("issuer", ""), ("client_id", "x" * 256), ("authorization_url", "lms.example"), ("token_url", "javascript:x"),
        ("keyset_url", ""), ("deployments", "x" * 256), ("name", "x" * 256), ("origin", "nowhere"),
        ("token_audience", "x"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_beside_its_field_and_nothing_is_lost(
    desk: Administrator, field: str, value: str
) -> None:
    response = desk.add_platform(**{field: value})
    page = response.get_data(as_text=True)
    assert response.status_code == 422
    assert f'id="f-{field}-error"' in page
    assert page.count("field__error") == 1
    assert f'value="{PLATFORM["token_url"]}"' in page or field == "token_url"
    assert desk.platform_id == 0


def test_the_same_pair_is_brought_up_to_date_and_stays_paused(desk: Administrator) -> None:
    desk.add_platform()
    desk.post(f"/admin/platforms/{desk.platform_id}/status", action="pause")
    form = desk.get(f"/admin/platforms/new?platform={desk.platform_id}").get_data(as_text=True)
    assert f'value="{PLATFORM["token_url"]}"' in form
    first = desk.platform_id
    desk.add_platform(token_url="https://lms.example/newer")
    assert desk.platform_id == first
    assert (held(desk).token_url, held(desk).status) == ("https://lms.example/newer", PlatformStatus.PENDING)


def test_a_name_with_code_in_it_is_text(desk: Administrator) -> None:
    desk.add_platform(name="<script>alert(1)</script>")
    for address in ("/admin/", f"/admin/platforms/{desk.platform_id}", f"/admin/platforms/{desk.platform_id}/remove"):
        assert "<script>alert" not in desk.get(address).get_data(as_text=True)


def test_a_pending_platform_is_first_and_let_in(desk: Administrator, clock: StillClock) -> None:
    desk.add_platform()
    change(desk, last_launch_at=clock.now())
    desk.add_platform(client_id="second", name="Newcomer")
    change(desk, status=PlatformStatus.PENDING)
    page = read(desk)
    assert page.index("Newcomer") < page.index("Campus")
    assert "Something needs you" in page
    assert "Waits for approval" in page
    response = desk.post(f"/admin/platforms/{desk.platform_id}/status", action="approve")
    assert "let in from now on" in read(desk, response.headers["Location"])
    assert held(desk).status == PlatformStatus.APPROVED


def test_pause_holds_launches_back_and_is_undone(desk: Administrator, clock: StillClock) -> None:
    desk.add_platform()
    change(desk, last_launch_at=clock.now())
    address = f"/admin/platforms/{desk.platform_id}/status"
    desk.post(address, action="pause")
    assert held(desk).status == PlatformStatus.PENDING
    assert "Paused" in read(desk)
    assert desk.post(address, action="delete").status_code == 422
    desk.post(address, action="approve")
    assert held(desk).status == PlatformStatus.APPROVED


def test_a_refused_launch_is_explained(desk: Administrator, clock: StillClock) -> None:
    desk.add_platform()
    change(desk, last_launch_at=clock.now(), last_error="message.roles", last_error_at=clock.now() + timedelta(hours=1))
    listed = read(desk)
    assert "gives you no role in this course that we know" in listed
    assert "message.roles" in listed
    page = read(desk, f"/admin/platforms/{desk.platform_id}")
    assert "The last launch was refused" in page
    change(desk, last_error="token.claim")
    assert "lacks a value that we need" in read(desk)
    french = words(desk.client.get("/admin/", headers={"Accept-Language": "fr"}))
    assert "il manque une valeur nécessaire" in french
    change(desk, last_launch_at=clock.now() + timedelta(hours=2))
    assert "The last launch was refused" not in read(desk)
    change(desk, status=PlatformStatus.REFUSED)
    assert "Refused" in read(desk)


def test_the_last_grade_and_the_refused_ones_are_shown(desk: Administrator, clock: StillClock) -> None:
    desk.add_platform()
    with desk.database.transaction() as session:
        course = people.course(session, platform_id=desk.platform_id)
        item = CourseLineItem(course_id=course.id, resource_id="r", label="x", maximum=100, created_at=clock.now())
        session.add(item)
        session.flush()
        user = people.user(session)
        for state, sent in ((ScoreState.SENT, clock.now()), (ScoreState.DEAD, None)):
            session.add(
                ScoreRow(
                    line_item_id=item.id, user_id=user.id, given=1, maximum=100, counted=1, target=5, state=state,
                    timestamp=clock.now(), next_attempt_at=clock.now(), created_at=clock.now(), sent_at=sent,
                )
            )  # fmt: skip
    page = read(desk)
    assert "2 Mar 2026, 12:00 UTC" in page
    assert "1 refused" in page


def test_a_deployment_is_added_and_a_waiting_one_approved(desk: Administrator, clock: StillClock) -> None:
    desk.add_platform(deployments="")
    address = f"/admin/platforms/{desk.platform_id}"
    assert "Launches need a deployment" in read(desk, address)
    with desk.database.transaction() as session:
        session.add(Deployment(platform_id=desk.platform_id, deployment_id="7", approved=False, created_at=clock.now()))
    assert "Waits for approval" in read(desk, address)
    for name in ("7", "8"):
        assert desk.post(f"{address}/deployments", deployment_id=name).status_code == 303
    assert [(one.deployment_id, one.approved) for one in held(desk).deployments] == [("7", True), ("8", True)]
    response = desk.post(f"{address}/deployments", deployment_id=" ")
    assert response.status_code == 422
    assert "f-deployment_id-error" in response.get_data(as_text=True)


def test_the_connection_test_names_the_step_and_the_setting(desk: Administrator, clock: StillClock) -> None:
    desk.add_platform()
    response = desk.post(f"/admin/platforms/{desk.platform_id}/check")
    page = words(response)
    assert response.status_code == 200
    assert "The test stopped at a problem" in page
    assert "public keys can be read" in page
    assert "What to change: Check the key address" in page
    assert "Open the tool once from a course" in page
    with desk.database.transaction() as session:
        course = people.course(session, platform_id=desk.platform_id)
        session.add(
            CourseEndpoint(
                course_id=course.id,
                scopes=[SCOPE_LINE_ITEM],
                line_items_url="https://lms.example/i",
                seen_at=clock.now(),
            )
        )
        roster_sync.remember_roster(session, course.id, "https://lms.example/members", clock.now())
    assert "Open the tool once from a course" not in words(desk.post(f"/admin/platforms/{desk.platform_id}/check"))


def test_the_connection_test_reads_the_list_of_a_course(
    settings: Settings, database: Database, clock: StillClock
) -> None:
    world = make_world(settings, database, clock)
    world.launch()
    app = create_app(settings, clock=clock, database=database, http=world.door)
    app.test_client_class = PolicingClient
    with database.transaction() as session:
        administrators.create(session, EMAIL, PASSWORD, clock.now())
        course = people.course(session, platform_id=world.platform.id)
        roster_sync.remember_roster(session, course.id, world.arrived[0].roster_url, clock.now())
    desk = Administrator(app.test_client(), database)  # type: ignore[arg-type]
    desk.sign_in()
    page = words(desk.post(f"/admin/platforms/{world.platform.id}/check"))
    assert "Works The list of people of a course arrives" in page
    assert "People on the list:" in page
    assert "No course has offered its gradebook yet." in page
    services_of(app).engines.close()


def test_removing_asks_first(desk: Administrator) -> None:
    desk.add_platform()
    address = f"/admin/platforms/{desk.platform_id}/remove"
    assert "People, courses and what they wrote stay" in read(desk, address)
    assert held(desk) is not None
    response = desk.post(address)
    assert "The platform is disconnected" in read(desk, response.headers["Location"])
    assert desk.get(address).status_code == 404


@pytest.mark.parametrize("number", ["7", "99999999999999999999", "-1", "x"])
def test_a_platform_that_is_not_there(desk: Administrator, number: str) -> None:
    for tail in ("", "/remove"):
        assert desk.get(f"/admin/platforms/{number}{tail}").status_code == 404
    for tail in ("/status", "/check", "/remove", "/deployments"):
        response = desk.post(f"/admin/platforms/{number}{tail}", action="approve", deployment_id="1")
        assert response.status_code in {404, 405}


@pytest.mark.parametrize(("number", "status"), [("99999999999999999999", 200), ("-1", 200), ("x", 200), ("7", 404)])
def test_changing_a_platform_that_is_not_there(desk: Administrator, number: str, status: int) -> None:
    assert desk.get(f"/admin/platforms/new?platform={number}").status_code == status


def test_an_invitation_is_shown_once_and_works(desk: Administrator, clock: StillClock, database: Database) -> None:
    page = desk.post("/admin/invites", days="1").get_data(as_text=True)
    token = page.split("/lti/register?invite=")[1].split('"')[0]
    assert "It works until 3 Mar 2026, 12:00 UTC" in page
    with database.transaction(write=False) as session:
        invites.check(session, token, clock.now())
    assert token not in desk.get("/admin/invites").get_data(as_text=True)
    assert "Invitations that wait" in read(desk, "/admin/invites")


def test_an_invitation_is_withdrawn_and_restored(desk: Administrator, clock: StillClock, database: Database) -> None:
    token = desk.post("/admin/invites", days="1").get_data(as_text=True).split("/lti/register?invite=")[1].split('"')[0]
    with database.transaction(write=False) as session:
        named = session.scalars(select(RegistrationInvite.token_hash)).one()
    assert named in desk.get("/admin/invites").get_data(as_text=True)
    response = desk.post("/admin/invites/withdraw", invite=named)
    page = read(desk, response.headers["Location"])
    assert "The invitation is withdrawn" in page
    assert "Invitations that wait" not in page
    with database.transaction(write=False) as session, pytest.raises(invites.InviteRefusedError):
        invites.check(session, token, clock.now())
    assert "already, or it has ended" in read(
        desk, desk.post("/admin/invites/withdraw", invite=named).headers["Location"]
    )
    response = desk.post("/admin/invites/restore", invite=named)
    assert "The invitation works again" in read(desk, response.headers["Location"])
    with database.transaction(write=False) as session:
        invites.check(session, token, clock.now())


@pytest.mark.parametrize("named", ["", "x", "\0", "0" * 64, "\ud800"])
def test_an_invitation_that_is_not_there(desk: Administrator, named: str) -> None:
    for action in ("withdraw", "restore"):
        response = desk.post(f"/admin/invites/{action}", invite=named.encode("utf-8", "surrogatepass"))
        assert response.headers["Location"].endswith("done=late")
    assert "Let it work again" not in read(desk, f"/admin/invites?invite={'0' * 64}&done=withdrawn")


def test_an_invitation_that_connected_a_platform_stays_used(
    desk: Administrator, clock: StillClock, database: Database
) -> None:
    desk.add_platform()
    with database.transaction() as session:
        token = invites.make(session, clock.now()).token
        invites.use(session, token, clock.now())
        invites.note_platform(session, token, desk.platform_id)
        named = session.scalars(select(RegistrationInvite.token_hash)).one()
    assert desk.post("/admin/invites/restore", invite=named).headers["Location"].endswith("done=late")


@pytest.mark.parametrize("days", ["", "x", "365", "-1"])
def test_an_odd_lifetime_becomes_the_usual_one(desk: Administrator, clock: StillClock, days: str) -> None:
    assert desk.post("/admin/invites", days=days).status_code == 200
    with desk.database.transaction(write=False) as session:
        assert session.scalars(select(RegistrationInvite.expires_at)).one() == clock.now() + timedelta(days=7)


def test_keys_rotate(desk: Administrator) -> None:
    assert "made when the first platform asks" in read(desk, "/admin/keys")
    response = desk.post("/admin/keys")
    page = read(desk, response.headers["Location"])
    assert "The next key signs now" in page
    assert "Signs now" in page
    with desk.database.transaction(write=False) as session:
        assert sorted(session.scalars(select(ToolKey.state))) == ["active", "next", "retiring"]


def test_the_browsers_language_and_the_switch(desk: Administrator) -> None:
    french = {"Accept-Language": "fr-FR"}
    page = desk.client.get("/admin/keys", headers=french)
    assert "Clés de signature" in words(page)
    assert 'href="/admin/keys?lang=en"' in page.get_data(as_text=True)
    assert "Signing keys" in words(desk.client.get("/admin/keys?lang=en", headers=french))
    assert "Signing keys" in words(desk.client.get("/admin/keys", headers=french))
    assert "Signing keys" in words(desk.client.get("/admin/keys?lang=zz", headers=french))


def test_the_answer_to_a_form_switches_language_at_the_first_page(desk: Administrator) -> None:
    desk.add_platform()
    page = desk.post(f"/admin/platforms/{desk.platform_id}/check").get_data(as_text=True)
    assert 'href="/admin/?lang=fr"' in page
