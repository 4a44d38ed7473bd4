"""The campus's pages, in both languages, for each kind of person."""

import json
import re
from pathlib import Path

import pytest

import lti_tool.demo.platform as package
from lti_tool.demo.platform.language import french
from lti_tool.demo.platform.people import PEOPLE
from lti_tool.demo.platform.profiles import PROFILES
from lti_tool.demo.platform.scoring import override
from lti_tool.demo.platform.state import LineItem

ROOT = Path(package.__file__).parent
ADDRESSES = [
    "/",
    "/courses",
    "/courses/101",
    "/courses/101/activities/7001",
    "/courses/101/gradebook",
    "/courses/101/people",
    "/courses/101/add?tool=boussole-campus",
    "/admin/tools",
    "/return?course=101&lti_msg=ok",
]


def graded(desk):
    desk.campus.state.line_items[501] = LineItem(501, "101", "boussole-campus", "P", 10.0, "7001")
    desk.campus.state.line_items[502] = LineItem(502, "101", "boussole-campus", "Q", 10.0)
    override(desk.campus, desk.campus.state.line_items[501], desk.campus.person("ines"), 7.25, "<b>2 questions</b>")
    return desk


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize("person", ["sam", "helene", "ines", "marc"])
@pytest.mark.parametrize("profile", list(PROFILES))
def test_every_page_has_a_language_a_title_one_heading_and_a_policy(open_desk, profile, person, address):
    answer = graded(open_desk(profile)).sign_in(person).get(address, follow_redirects=True)
    assert answer.status_code in {200, 403}
    language = PEOPLE[person].locale[:2]
    assert f'<html lang="{language}">' in answer.text
    assert re.search(r"<title>\s*[^<\s][^<]* · Campus</title>", answer.text)
    assert answer.text.count("<h1>") == 1
    assert "default-src 'self'" in answer.headers["Content-Security-Policy"]
    assert len(re.findall(r' id="([^"]+)"', answer.text)) == len(set(re.findall(r' id="([^"]+)"', answer.text)))
    assert "<script>" not in answer.text
    assert " style=" not in answer.text


def test_every_sentence_has_its_french_and_no_french_is_left_over():
    used = set()
    for template in ROOT.glob("templates/campus/*.html"):
        used |= {one or two for one, two in re.findall(r"""_\((?:"([^"]+)"|'([^']+)')""", template.read_text("utf-8"))}
    for module in ROOT.glob("*.py"):
        used |= set(re.findall(r'RefusedError\(\d+, "([A-Z][^"]+\.)"\)', module.read_text("utf-8")))
    used.add("There is no such page.")
    assert used == set(french())


def test_french_keeps_its_spaces_and_apostrophes():
    text = json.dumps(french(), ensure_ascii=False)
    assert not re.search(r"[^\s\u00a0\u202f][?!;]", "".join(french().values()))
    assert "'" not in "".join(french().values())
    assert "…" not in text


def test_people_choose_who_they_are_and_change(desk):
    client = desk.app.test_client()
    assert "Noé Lambert" in client.get("/").text
    assert client.post("/sign-in", data={"person": "noe"}).location == "/courses/202"
    assert client.get("/").location == "/courses"
    assert "Outils numériques" in client.get("/courses").text
    client.post("/sign-out")
    assert client.get("/courses").status_code == 401
    assert client.post("/sign-in", data={"person": "nobody"}).status_code == 400


def test_a_chosen_language_stays_over_changes_of_person(desk):
    client = desk.sign_in("ines")
    assert client.post("/language", data={"language": "en", "back": "/courses"}).location == "/courses"
    assert "My courses" in client.get("/courses").text
    client.post("/sign-in", data={"person": "aicha"})
    assert "My courses" in client.get("/courses").text
    client.post("/language", data={"language": "xx"})
    assert "My courses" in client.get("/courses").text


@pytest.mark.parametrize("back", ["//evil.example", "/\\evil.example", "https://evil.example"])
def test_nobody_is_sent_elsewhere_after_choosing_a_language(desk, back):
    assert desk.client.post("/language", data={"language": "fr", "back": back}).location == "/"


def test_a_visitor_is_greeted_in_the_browsers_language(desk):
    assert "Qui êtes-vous" in desk.client.get("/", headers={"Accept-Language": "fr-CA"}).text
    assert "Who are you" in desk.client.get("/", headers={"Accept-Language": "de"}).text


def test_an_activity_opens_in_a_frame_that_may_use_the_microphone(desk):
    page = desk.sign_in("ines").get("/courses/101/activities/7001").text
    assert 'src="/open/7001"' in page
    assert "microphone http://localhost:8000; camera http://localhost:8000" in page
    assert "post_message_forwarding" not in page


def test_canvas_has_a_storage_frame_beside_the_activity(open_desk):
    page = open_desk("canvas").sign_in("ines").get("/courses/101/activities/7001").text
    assert 'name="post_message_forwarding"' in page
    assert "data-storage" in page


def test_a_link_that_is_no_launch_opens_by_itself(desk):
    desk.campus.activity("7002").kind = "link"
    desk.campus.activity("7002").url = "https://example.org/"
    assert 'href="https://example.org/"' in desk.sign_in("ines").get("/courses/101").text


@pytest.mark.parametrize(
    ("person", "address"),
    [
        ("noe", "/courses/101"),
        ("noe", "/courses/101/gradebook"),
        ("noe", "/courses/101/gradebook.json"),
        ("tom", "/courses/202/activities/7101"),
        ("ines", "/courses/101/activities/7101"),
        ("ines", "/courses/999"),
        ("ines", "/nowhere"),
    ],
)
def test_the_small_course_stays_apart_from_the_large_one(desk, person, address):
    assert desk.sign_in(person).get(address).status_code == 404


def test_teachers_see_all_grades_and_learners_their_own(desk):
    graded(desk)
    teacher = desk.sign_in("helene")
    assert "Tom Whitfield" in teacher.get("/courses/101/gradebook").text
    assert "7,25 / 10" in teacher.get("/courses/101/gradebook").text
    assert len(teacher.get("/courses/101/gradebook.json").json["rows"]) == 6
    (row,) = desk.sign_in("ines").get("/courses/101/gradebook.json").json["rows"]
    assert row["grades"]["501"]["given"] == 7.25
    page = desk.sign_in("ines").get("/courses/101/gradebook").text
    assert "Tom Whitfield" not in page
    assert "&lt;b&gt;2 questions&lt;/b&gt;" in page
    assert "7.25 / 10" in desk.sign_in("sam").get("/courses/101/gradebook").text


def test_a_mentor_has_no_grades(desk):
    assert graded(desk).sign_in("joanna").get("/courses/101/gradebook.json").json["rows"] == []


def test_a_teacher_types_a_grade_over_the_tools(desk):
    graded(desk)
    teacher = desk.sign_in("helene")
    form = {"item": "501", "person": "tom", "given": "6,5", "comment": "Vu en classe"}
    assert teacher.post("/courses/101/gradebook", data=form).status_code == 302
    assert desk.campus.state.grades[501, "tom"].given == 6.5
    assert teacher.post("/courses/101/gradebook", data={**form, "given": ""}).status_code == 302
    assert desk.campus.state.grades[501, "tom"].given is None
    assert "Pas de note" in teacher.get("/courses/101/gradebook").text
    for wrong in ({"given": "many"}, {"given": "11"}):
        assert teacher.post("/courses/101/gradebook", data={**form, **wrong}).status_code == 400
    for wrong in ({"item": "999"}, {"person": "helene"}, {"person": "nobody"}):
        assert teacher.post("/courses/101/gradebook", data={**form, **wrong}).status_code == 404
    assert desk.sign_in("tom").post("/courses/101/gradebook", data=form).status_code == 403


def test_a_teacher_opens_a_learners_work_from_the_grades(desk):
    graded(desk)
    teacher = desk.sign_in("helene")
    assert "message=submission_review&amp;about=ines" in teacher.get("/courses/101/gradebook").text
    page = teacher.get("/courses/101/activities/7001?message=submission_review&about=ines").text
    assert 'src="/open/7001?message=submission_review&amp;about=ines"' in page


def test_a_teacher_adds_and_takes_out_learners(desk):
    teacher = desk.sign_in("helene")
    teacher.post("/courses/101/people", data={"person": "noe", "action": "enrol"})
    assert desk.campus.course("101").members["noe"] == "learner"
    teacher.post("/courses/101/people", data={"person": "noe", "action": "remove"})
    assert "noe" not in desk.campus.course("101").members
    for wrong in ("helene", "nobody"):
        assert teacher.post("/courses/101/people", data={"person": wrong, "action": "remove"}).status_code == 400
    assert desk.sign_in("ines").post("/courses/101/people", data={"person": "noe"}).status_code == 403


def test_only_administrators_are_shown_the_way_to_the_tools(desk):
    assert "/admin/tools" in desk.sign_in("sam").get("/courses").text
    assert "/admin/tools" not in desk.sign_in("helene").get("/courses").text


def test_someone_in_no_course_is_told_so(desk):
    desk.campus.enrol("202", "noe", None)
    assert "aucun cours" in desk.sign_in("noe").get("/courses").text
    assert "Noé" not in desk.client.get("/").text


def test_technical_refusals_are_marked_as_english(desk):
    page = desk.client.get("/lti/authorize?client_id=x", headers={"Accept-Language": "fr"})
    assert '<span lang="en">no active tool' in page.text
