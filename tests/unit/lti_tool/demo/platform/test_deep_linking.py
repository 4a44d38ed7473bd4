"""What an instructor chose in the tool goes into the course, after every check of the answer."""

import pytest

from lti_tool.demo.platform import claims as names

DL = "https://purl.imsglobal.org/spec/lti-dl/claim/"


@pytest.fixture
def choice(desk):
    return ask(desk)


def ask(desk):
    settings = desk.campus.deep_linking_settings(desk.campus.activity("7001"))
    path = settings["deep_link_return_url"].removeprefix(desk.campus.root)
    claims = {
        "iss": "boussole-campus",
        "aud": desk.campus.issuer,
        "iat": int(desk.now),
        "exp": int(desk.now) + 60,
        "nonce": settings["deep_link_return_url"],
        names.SHORT["message_type"]: "LtiDeepLinkingResponse",
        names.SHORT["version"]: "1.3.0",
        names.SHORT["deployment_id"]: "1",
        f"{DL}content_items": [{"type": "ltiResourceLink", "title": "Un pas"}],
    }
    if "data" in settings:
        claims[f"{DL}data"] = settings["data"]
    return path, claims


def answer(desk, choice, change=None, remove=(), person="helene"):
    path, claims = choice
    sent = {name: value for name, value in {**claims, **(change or {})}.items() if name not in remove}
    return desk.sign_in(person).post(path, data={"JWT": desk.tool.sign(sent)})


def added(desk):
    return [activity for activity in desk.campus.state.activities.values() if not activity.id.startswith("70")]


def test_chosen_items_become_activities_with_their_column(desk, choice):
    items = [
        {
            "type": "ltiResourceLink",
            "title": "Un pas",
            "text": "Décrire",
            "url": "http://localhost:8000/lti/launch?resource=1",
            "custom": {"resource": "1"},
            "lineItem": {"scoreMaximum": 5, "label": "Pas", "resourceId": "r1", "tag": "path"},
            "submission": {"endDateTime": "2026-06-01T00:00:00Z"},
        },
        {"type": "link", "title": "Lire", "url": "https://example.org/"},
    ]
    page = answer(desk, choice, {f"{DL}content_items": items, f"{DL}msg": "Deux choses", f"{DL}log": "2"})
    assert page.status_code == 200
    assert "Un pas" in page.text
    assert "Deux choses" in page.text
    step, link = [desk.campus.state.activities[key] for key in list(desk.campus.state.activities)[-2:]]
    assert (step.title, step.text, step.custom) == ("Un pas", "Décrire", {"resource": "1"})
    assert link.kind == "link"
    (column,) = desk.campus.state.line_items.values()
    assert (column.label, column.maximum, column.activity, column.tag) == ("Pas", 5, step.id, "path")
    assert column.end == "2026-06-01T00:00:00Z"
    login = desk.campus.begin("ines", step)
    assert login.fields["target_link_uri"] == "http://localhost:8000/lti/launch?resource=1"


def test_a_column_without_a_label_takes_the_title(desk, choice):
    answer(desk, choice, {f"{DL}content_items": [{"type": "ltiResourceLink", "lineItem": {"scoreMaximum": 1}}]})
    assert [item.label for item in desk.campus.state.line_items.values()] == ["Boussole"]


def test_nothing_chosen_adds_nothing_and_shows_the_reason(desk, choice):
    change = {f"{DL}errormsg": "<i>trop tard</i>", f"{DL}errorlog": "late"}
    page = answer(desk, choice, change, remove=[f"{DL}content_items"])
    assert "&lt;i&gt;trop tard" in page.text
    assert len(desk.campus.state.activities) == 3
    assert not desk.campus.journal[-1].accepted


def test_an_answer_is_taken_once(desk, choice):
    assert answer(desk, choice).status_code == 200
    assert answer(desk, choice).status_code == 400


@pytest.mark.parametrize(
    "change",
    [
        {"iss": "other"},
        {"aud": "http://other.example"},
        {names.SHORT["message_type"]: "LtiDeepLinkingRequest"},
        {names.SHORT["version"]: "1.1"},
        {names.SHORT["deployment_id"]: "2"},
        {f"{DL}data": "changed"},
        {"exp": 1},
        {"nonce": ""},
        {f"{DL}content_items": "none"},
        {f"{DL}content_items": ["none"]},
        {f"{DL}content_items": [{"type": "file"}]},
        {f"{DL}content_items": [{"type": "link"}]},
        {f"{DL}content_items": [{"type": "ltiResourceLink", "url": "javascript:alert(1)"}]},
        {f"{DL}content_items": [{"type": "ltiResourceLink", "title": 5}]},
        {f"{DL}content_items": [{"type": "ltiResourceLink", "custom": {"a": 1}}]},
        {f"{DL}content_items": [{"type": "ltiResourceLink", "lineItem": {}}]},
        {f"{DL}content_items": [{"type": "ltiResourceLink", "lineItem": {"scoreMaximum": 0}}]},
    ],
)
def test_a_wrong_answer_is_refused_and_adds_nothing(desk, choice, change):
    assert answer(desk, choice, change).status_code == 400
    assert len(desk.campus.state.activities) == 3


def test_an_answer_signed_by_someone_else_is_refused(desk, choice):
    path, claims = choice
    assert desk.client.post(path, data={"JWT": desk.campus.sign(claims)}).status_code == 400
    assert desk.client.post(ask(desk)[0], data={}).status_code == 400


def test_moodle_sends_no_data_and_takes_only_its_own_kind(open_desk):
    desk = open_desk("moodle")
    assert answer(desk, ask(desk)).status_code == 200
    items = [{"type": "link", "url": "https://example.org/"}]
    assert answer(desk, ask(desk), {f"{DL}content_items": items}).status_code == 400
    assert answer(desk, ask(desk), {f"{DL}data": "invented"}).status_code == 400


def test_teachers_open_the_picker_in_a_dialog(desk):
    helene = desk.sign_in("helene")
    assert "<dialog" not in helene.get("/courses/101/add").text
    page = helene.get("/courses/101/add?tool=boussole-campus").text
    assert "/courses/101/choose/boussole-campus" in page
    assert 'id="lti-post"' in helene.get("/courses/101/choose/boussole-campus").text
    assert helene.get("/courses/101/choose/nobody").status_code == 404
    assert desk.sign_in("ines").get("/courses/101/add").status_code == 403


def test_a_course_without_tools_says_so(open_desk):
    desk = open_desk(tools=())
    assert "No tool is active" in desk.sign_in("priya").get("/courses/202/add").text
