"""Adding content: sent, read by the worker, seen before it goes in, confirmed or dropped, undone."""

from collections.abc import Callable
from io import BytesIO
from zipfile import ZipFile

import pytest
from flask import Flask
from sqlalchemy import update
from werkzeug.test import TestResponse

from lti_tool.catalogue import reading_runs
from lti_tool.catalogue.import_models import ImportRun, RunState
from lti_tool.db import Database
from lti_tool.gradebook import health
from tests.fakes.clock import StillClock
from tests.fakes.doors import AppDoor
from tests.pages.conftest import Browser, held, parsed, words

LESSON = b"# Leave well\n\nTell your manager first, in person, and agree on a date that leaves time to hand over.\n"

Read = Callable[[], None]


@pytest.fixture
def site() -> Flask:
    """A site with one page."""
    made = Flask("site")
    made.add_url_rule("/leave", "leave", lambda: "<h1>Leave well</h1><p>Tell your manager first, in person.</p>")
    return made


@pytest.fixture
def read(app: Flask, database: Database, clock: StillClock, site: Flask) -> Read:
    """Let the worker read what waits."""
    door = AppDoor({"site.example": site})
    return lambda: void(reading_runs.read_waiting(database, held(app).staging, door, clock))


def void(_count: int) -> None:
    """The number of imports read is of no use here."""


def send(browser: Browser, *files: tuple[str, bytes]) -> str:
    """Send files and return the address of their import."""
    data = {"files": [(BytesIO(body), name) for name, body in files]}
    return address(browser.post("/teach/content", data=data, content_type="multipart/form-data"))


def address(response: TestResponse) -> str:
    assert response.status_code == 200, response.get_data(as_text=True)
    return response.headers["HX-Push-Url"]


def test_what_is_sent_is_read_shown_confirmed_found_and_undone(
    instructor: Browser, learner: Browser, read: Read
) -> None:
    place = send(instructor, ("Quitter son poste.md", LESSON))
    assert "Waiting for its turn." in instructor.page(place)
    read()
    page = instructor.page(place)
    assert "1 document found 1 new · 0 changed · 0 the same 1 in English" in page
    assert "What was found TitleChangeKindLanguageSkills Quitter son poste new" in page
    assert "Leave well" not in learner.page("/learn/search?q=manager")
    assert "Nothing of it is in the course until you decide." in instructor.page("/teach/content")
    confirmed = instructor.post(f"{place}/confirm")
    assert "all went in" in words(confirmed)
    assert "Leave well" in learner.page("/learn/search?q=manager")
    [undo] = [e for e in parsed(confirmed).all("button") if "Undo this addition" in e.text]
    assert "undone" in words(instructor.post(undo.attributes["hx-post"]))
    assert instructor.post(undo.attributes["hx-post"]).status_code == 409


def test_the_page_asks_for_itself_until_the_reading_is_over(instructor: Browser, read: Read) -> None:
    place = send(instructor, ("lesson.md", LESSON))

    def asks(target: str) -> list[str]:
        answer = parsed(instructor.get(place, htmx=True, target=target))
        return [e.attributes["hx-get"] for e in answer.elements if "every 1s" in e.attributes.get("hx-trigger", "")]

    assert asks("main") == [place]
    assert asks("import") == [place]
    read()
    assert asks("import") == []
    part = instructor.get(place, htmx=True, target="import")
    assert "The preview is there." in words(part)
    assert parsed(part).all("h1") == []
    assert "The preview is there." not in instructor.page(place)


def test_a_worker_that_is_missing_is_said(instructor: Browser, database: Database, clock: StillClock) -> None:
    place = send(instructor, ("lesson.md", LESSON))
    assert "The background worker does not answer." in instructor.page(place)
    with database.transaction() as session:
        health.beat(session, "worker-1", clock.now())
    assert "The background worker does not answer." not in instructor.page(place)


def test_the_reading_says_how_far_it_is(instructor: Browser, database: Database) -> None:
    place = send(instructor, ("lesson.md", LESSON))
    with database.transaction() as session:
        session.execute(update(ImportRun).values(state=RunState.RUNNING))
    assert "Being read." in instructor.page(place)
    with database.transaction() as session:
        session.execute(update(ImportRun).values(found={"read": 7}))
    assert "7 documents read so far." in instructor.page(place)
    assert instructor.post(f"{place}/confirm").status_code == 409


def test_what_is_dropped_leaves_nothing_and_cannot_be_confirmed(app: Flask, instructor: Browser, read: Read) -> None:
    for early in (True, False):
        place = send(instructor, ("lesson.md", LESSON))
        if not early:
            read()
        assert "Dropped. Nothing of it is in the course." in words(instructor.post(f"{place}/cancel"))
        read()
        assert "This addition was dropped." in instructor.page(place)
        assert instructor.post(f"{place}/confirm").status_code == 409
    assert "lesson.md" not in instructor.page("/teach/content")
    assert held(app).staging.runs() == []


def test_each_file_that_does_not_go_in_is_named_with_its_reason(instructor: Browser, read: Read) -> None:
    place = send(
        instructor,
        ("good.md", LESSON),
        ("broken.pdf", b"%PDF-1.7 nothing"),
        ("empty.txt", b""),
        ("../../etc/passwd", b"\x00\x01binary"),
        ("program.exe", b"MZ"),
    )
    read()
    for page in (instructor.page(place), words(instructor.post(f"{place}/confirm"))):
        for name in ("broken.pdf", "empty.txt", "passwd", "program.exe"):
            assert name in page
    assert "a part went in" in page
    assert "Correct these files and add them again" in page


def test_two_texts_that_are_nearly_the_same_are_pointed_out(instructor: Browser, read: Read) -> None:
    text = b"# %s\n\n" + b" ".join(b"word%d" % number for number in range(80)) + b"\n"
    place = send(instructor, ("a.zip", zipped({"one.md": text % b"One", "two.md": text % b"Two"})))
    read()
    assert "This text is nearly the same as" in instructor.page(place)


def zipped(files: dict[str, bytes]) -> bytes:
    held_in = BytesIO()
    with ZipFile(held_in, "w") as archive:
        for name, body in files.items():
            archive.writestr(name, body)
    return held_in.getvalue()


def test_the_same_file_again_changes_nothing_and_what_is_gone_is_named(instructor: Browser, read: Read) -> None:
    first = {"one.md": LESSON, "two.md": b"# Rest\n\nTake a week between two jobs, and sleep.\n"}
    place = send(instructor, ("course.zip", zipped(first)))
    read()
    instructor.post(f"{place}/confirm")
    place = send(instructor, ("course.zip", zipped(first)))
    read()
    page = instructor.page(place)
    assert "Nothing would change in the course." in page
    assert "Add to the course" not in page
    place = send(instructor, ("course.zip", zipped({"one.md": LESSON})))
    read()
    assert "No longer in the source: these are taken out two" in instructor.page(place)


def test_nothing_readable_leaves_nothing_to_confirm(instructor: Browser, read: Read) -> None:
    place = send(instructor, ("broken.pdf", b"%PDF-1.7 nothing"))
    read()
    page = instructor.page(place)
    assert "There is nothing to add." in page
    assert "Add to the course" not in page


def test_an_address_is_read_and_can_be_fetched_again(instructor: Browser, read: Read) -> None:
    place = address(instructor.post("/teach/content/imports/address", data={"address": " https://site.example/leave "}))
    read()
    assert "Leave well" in instructor.page(place)
    page = words(instructor.post(f"{place}/confirm"))
    assert "Fetch it again" in page
    again = address(instructor.post(f"{place}/retry"))
    assert again != place
    read()
    assert "Nothing would change in the course." in instructor.page(again)


@pytest.mark.parametrize("typed", ["", "site.example", "file:///etc/passwd", "https://" + "a" * 1000])
def test_a_wrong_address_is_said_beside_its_field_and_kept(instructor: Browser, typed: str) -> None:
    response = instructor.post("/teach/content/imports/address", data={"address": typed})
    assert response.status_code == 422
    assert "Give an address that begins with https://." in words(response)
    [field] = [e for e in parsed(response).all("input") if e.attributes.get("name") == "address"]
    assert field.attributes["value"] == typed
    assert field.attributes["aria-invalid"] == "true"


def test_a_reading_that_broke_off_can_be_tried_again(
    app: Flask, instructor: Browser, read: Read, database: Database
) -> None:
    place = send(instructor, ("lesson.md", LESSON))
    assert instructor.post(f"{place}/retry").status_code == 409
    with database.transaction() as session:
        session.execute(update(ImportRun).values(state=RunState.FAILED))
    for page in (place, "/teach/content"):
        assert "The reading broke off." in instructor.page(page)
        assert "Try again" in instructor.page(page)
    again = address(instructor.post(f"{place}/retry"))
    read()
    assert "1 document found" in instructor.page(again)
    assert "Send the files again." in instructor.page(place)
    assert instructor.post(f"{place}/retry").status_code == 409


def test_no_file_is_said_beside_the_field(instructor: Browser) -> None:
    response = instructor.post("/teach/content", data={}, content_type="multipart/form-data")
    assert response.status_code == 422
    assert "Choose at least one file first." in words(response)


def test_too_many_files_are_refused(instructor: Browser) -> None:
    files = [(BytesIO(b"x"), f"{number}.txt") for number in range(51)]
    response = instructor.post("/teach/content", data={"files": files}, content_type="multipart/form-data")
    assert response.status_code == 422


def test_too_large_a_form_is_refused_before_it_is_read(instructor: Browser) -> None:
    response = instructor.post(
        "/teach/content",
        data=b"x",
        content_type="multipart/form-data; boundary=x",
        environ_overrides={"CONTENT_LENGTH": str(65 * 1024 * 1024)},
    )
    assert response.status_code == 413
    assert "This is too large." in words(response)


def test_content_with_scripts_is_shown_as_text(instructor: Browser, learner: Browser, read: Read) -> None:
    evil = b'# <script>alert(1)</script>\n\nBefore <img src=x onerror=alert(1)> the interview, breathe & "smile".\n'
    place = send(instructor, ("<b>evil.md", evil))
    read()
    instructor.get(place)  # the client refuses pages that hold code
    instructor.post(f"{place}/confirm")
    learner.get("/learn/search?q=breathe")
    learner.get("/learn/")
    instructor.get("/teach/content")
