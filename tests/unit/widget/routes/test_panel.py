"""The panel over HTTP: streams, finished fragments, refusals, feedback, history; all of it safe HTML."""

import base64
import hashlib
import json
import re
import threading
from dataclasses import replace
from pathlib import Path

import pytest
from flask.testing import FlaskClient

import widget
from tests.fakes.provider import ScriptedProvider
from tests.fakes.widget_host import host
from tests.fakes.widget_ports import (
    LEARNER,
    LETTER,
    BudgetInMemory,
    PassagesInMemory,
    StoreInMemory,
    SwitchesInMemory,
    surroundings,
)
from widget.assistant.needs import AssistantNeeds
from widget.conversation import Feedback
from widget.ports import AssistantSettings
from widget.routes.streams import Streams

QUESTION = "How long is a cover letter?"
STREAM = {"Accept": "text/html, text/event-stream"}


def client(needs: AssistantNeeds | None = None, **changes: object) -> FlaskClient:
    return host(needs or surroundings(), **changes).test_client()  # type: ignore[arg-type]


def ask(browser: FlaskClient, text: str = QUESTION, request_id: str = "request-1", lang: str = "en", **more: str):  # type: ignore[no-untyped-def]
    data = {"question": text, "request_id": request_id, **more}
    response = browser.post(f"/widget/ask?lang={lang}", data=data, headers=STREAM)
    response.get_data()
    response.close()
    return response


def events(body: str) -> list[str]:
    return [
        "\n".join(line[6:] for line in event.split("\n") if line.startswith("data: ")) for event in body.split("\n\n")
    ]


class TestThePage:
    def test_it_says_what_it_is_and_where_a_human_is(self) -> None:
        html = client().get("/?lang=en").get_data(as_text=True)
        for part in (
            "You are talking with software.",
            'href="/help/now"',
            "I need a human now",
            "Enter sends, Shift+Enter starts a new line.",
            "Questions left today: 20 of 20.",
            'role="status" aria-live="polite"',
        ):
            assert part in html

    def test_it_is_french_for_the_french(self) -> None:
        html = client().get("/?lang=fr").get_data(as_text=True)
        assert "Vous échangez avec un logiciel." in html
        assert "Ask" not in re.sub(r"<[^>]*>", "", html)

    def test_no_script_or_style_stands_inside_it(self) -> None:
        html = client().get("/").get_data(as_text=True)
        assert not re.search(r"<script(?![^>]*src=)|<style|\son\w+=|style=", html)

    def test_scripts_carry_their_hash(self) -> None:
        browser = client()
        html = browser.get("/").get_data(as_text=True)
        found = re.findall(r'<script src="([^"]+)" integrity="sha384-([^"]+)"', html)
        assert [url.rsplit("/", 1)[1] for url, _ in found] == ["htmx.min.js", "hx-sse.min.js", "panel.js"]
        for url, value in found:
            assert base64.b64encode(hashlib.sha384(browser.get(url).data).digest()).decode() == value

    def test_ids_are_unique_and_fields_have_labels(self) -> None:
        browser = client()
        ask(browser)
        html = browser.get("/").get_data(as_text=True)
        ids = re.findall(r'\sid="([^"]+)"', html)
        assert len(ids) == len(set(ids))
        for field in re.findall(r'<(?:textarea|select|input type="search")[^>]*\sid="([^"]+)"', html):
            assert f'for="{field}"' in html

    def test_it_opens_with_the_latest_thread(self) -> None:
        browser = client()
        ask(browser)
        html = browser.get("/widget/panel?lang=en").get_data(as_text=True)
        assert "three paragraphs" in html
        assert 'name="conversation_id" value="c1"' in html

    def test_switched_off_it_has_no_box_but_a_human(self) -> None:
        switches = SwitchesInMemory(AssistantSettings(assistant_on=False))
        html = client(surroundings(switches=switches)).get("/?lang=en").get_data(as_text=True)
        assert "<textarea" not in html
        assert "I need a human now" in html

    def test_hint_first_is_announced(self) -> None:
        switches = SwitchesInMemory(AssistantSettings(hint_first=True))
        assert "hint first" in client(surroundings(switches=switches)).get("/?lang=en").get_data(as_text=True)


class TestAsking:
    def test_a_stream_opens_busy_and_ends_with_the_whole_turn(self) -> None:
        response = ask(client())
        assert response.content_type.startswith("text/event-stream")
        assert response.headers["X-Accel-Buffering"] == "no"
        first, *_, last = [event for event in events(response.get_data(as_text=True)) if event.strip()]
        assert 'aria-live="off" aria-busy="true"' in first
        assert "search answer" in last
        assert "aria-busy" not in last
        assert "Questions left today: 19 of 20." in last
        assert 'href="/learn/open/letter?answer=a1#p-letter"' in last

    def test_checked_sentences_come_one_by_one(self) -> None:
        text = "A cover letter has three paragraphs and fits on one page. It was invented in 1482."
        switches = SwitchesInMemory(AssistantSettings(model_on=True))
        needs = surroundings(switches=switches, providers=[ScriptedProvider([text])])
        body = ask(client(needs)).get_data(as_text=True)
        assert "<span>A cover letter has three paragraphs and fits on one page.</span>" in body
        assert "1482" not in body
        assert "AI draft" in body

    def test_without_streams_the_answer_comes_whole(self) -> None:
        response = client().post("/widget/ask?lang=en", data={"question": QUESTION})
        html = response.get_data(as_text=True)
        assert response.content_type.startswith("text/html")
        assert "three paragraphs" in html
        assert "data: " not in html

    @pytest.mark.parametrize(
        ("text", "sentence"),
        [
            ("", "Write a question first."),
            ("🎉", "There are no words"),
            ("a" * 400_000, "characters and the limit is 4000"),
        ],
    )
    @pytest.mark.parametrize("headers", [{}, STREAM])
    def test_what_is_no_question_is_refused_beside_the_box(
        self, text: str, sentence: str, headers: dict[str, str]
    ) -> None:
        response = client().post("/widget/ask?lang=en", data={"question": text}, headers=headers)
        assert response.status_code == 422
        assert sentence in response.get_data(as_text=True)
        assert response.headers["HX-Retarget"] == "#assistant-refused"

    def test_a_sign_of_crisis_shows_the_lines_of_the_country(self) -> None:
        html = ask(client(), "je veux mourir", lang="fr").get_data(as_text=True)
        for part in ('href="tel:3114"', 'href="tel:15"', 'href="tel:112"', "findahelpline.com", "Vous comptez"):
            assert part in html
        assert "Urgences" in html

    def test_a_sign_of_crisis_needs_no_free_place(self) -> None:
        browser = client(streams=0)
        assert ask(browser).status_code == 503
        assert "3114" in ask(browser, "I want to die").get_data(as_text=True)

    def test_a_place_is_given_back_after_each_kind_of_end(self) -> None:
        browser = client(streams=1)
        assert ask(browser).status_code == 200
        assert ask(browser, "🎉").status_code == 422
        assert browser.post("/widget/ask", data={"question": QUESTION}).status_code == 200
        assert browser.post("/widget/ask", data={"question": ""}).status_code == 422
        unread = browser.post("/widget/ask", data={"question": QUESTION}, headers=STREAM)
        assert browser.post("/widget/ask", data={"question": QUESTION}).status_code == 503
        unread.close()
        assert ask(browser, request_id="request-3").status_code == 200

    def test_too_many_at_once_are_told_so(self) -> None:
        response = ask(client(streams=0))
        assert (response.status_code, "Many people" in response.get_data(as_text=True)) == (503, True)

    def test_the_daily_limit_names_its_hour(self) -> None:
        html = ask(client(surroundings(budget=BudgetInMemory(limit=1, used=1)))).get_data(as_text=True)
        assert "You have asked 1 questions today" in html
        assert "2026-03-03" not in html

    def test_a_failure_in_the_middle_keeps_the_question(self) -> None:
        class Broken(SwitchesInMemory):
            def read(self, scope: object) -> AssistantSettings:
                raise RuntimeError("database gone")

        store = StoreInMemory()
        html = ask(client(surroundings(switches=Broken(), store=store))).get_data(as_text=True)
        assert "Something went wrong while answering." in html
        assert len(store.rows) == 1

    def test_an_answer_that_cannot_be_kept_is_still_shown(self) -> None:
        html = ask(client(surroundings(store=StoreInMemory(broken=True)))).get_data(as_text=True)
        assert "could not be kept" in html
        assert "three paragraphs" in html
        assert "Not helpful" not in html

    def test_odd_ids_are_replaced(self) -> None:
        store = StoreInMemory()
        ask(client(surroundings(store=store)), request_id='"><script>', conversation_id="../../x y")
        question = next(iter(store.rows.values()))[1].question
        assert re.fullmatch(r"[\w-]{8,}", question.request_id)
        assert question.conversation_id == "c1"

    def test_a_heartbeat_is_a_comment(self) -> None:
        class Slow(ScriptedProvider):
            def stream(self, request):  # type: ignore[no-untyped-def]
                threading.Event().wait(0.2)
                yield from super().stream(request)

        switches = SwitchesInMemory(AssistantSettings(model_on=True))
        needs = surroundings(switches=switches, providers=[Slow(["x"])])
        assert ": still here" in ask(client(needs, heartbeat_seconds=0.05)).get_data(as_text=True)


class TestHostileText:
    ATTACK = (
        "<img src=x onerror=alert(1)><script>alert(1)</script> [x](javascript:alert(1)) cover letter "
        '\u202e<b hx-get="/x">y</b>'
    )

    @pytest.fixture
    def html(self) -> str:
        passage = replace(LETTER, title=self.ATTACK, heading=self.ATTACK, text=self.ATTACK, url="javascript:alert(1)")
        return ask(client(surroundings(passages=PassagesInMemory([passage]))), self.ATTACK).get_data(as_text=True)

    def test_nothing_of_it_is_markup(self, html: str) -> None:
        assert "cover letter" in html
        for tag in ("<img", "<script", "<b ", 'href="javascript'):
            assert tag not in html

    def test_text_of_documents_stands_where_htmx_does_not_look(self, html: str) -> None:
        assert re.search(r'<div class="assistant-text" [^>]*hx-ignore>', html)


class TestAfterAnAnswer:
    @pytest.mark.parametrize(
        ("form", "kept"),
        [
            ({"verdict": "yes"}, Feedback(True)),
            ({"verdict": "no", "reason": " too short "}, Feedback(False, "too short")),
            ({"verdict": "source", "source": "1"}, Feedback(None, "", 1)),
            ({"verdict": "source", "source": "many"}, Feedback(None)),
        ],
    )
    def test_a_verdict_is_kept_and_thanked_for(self, form: dict[str, str], kept: Feedback) -> None:
        needs = surroundings()
        browser = client(needs)
        ask(browser)
        response = browser.post("/widget/answers/a1/feedback?lang=en", data=form)
        assert "Thank you." in response.get_data(as_text=True)
        assert response.headers["HX-Trigger"] == "assistant:counted"
        assert needs.store.turn_of(LEARNER, "a1").feedback == kept
        assert "Thank you." in browser.get("/?lang=en").get_data(as_text=True)

    @pytest.mark.parametrize("address", ["/widget/answers/other/feedback", "/widget/answers/other/mentor"])
    def test_somebody_elses_answer_does_not_exist(self, address: str) -> None:
        browser = client()
        response = browser.post(address, data={}) if "feedback" in address else browser.get(address)
        assert response.status_code == 404

    def test_the_message_to_the_mentor_is_shown_before_it_goes_anywhere(self) -> None:
        browser = client()
        ask(browser)
        html = browser.get("/widget/answers/a1/mentor?lang=en").get_data(as_text=True)
        assert f"Hello Marc, I have a question.\n\n{QUESTION}</textarea>" in html
        assert "Nothing is sent yet." in html
        assert 'href="/learn/mentor"' in html

    def test_stop_is_quiet_about_answers_that_do_not_run(self) -> None:
        assert client().post("/widget/stop", data={"request_id": "request-1"}).status_code == 204


class TestStreams:
    def test_only_the_owner_stops_an_answer(self) -> None:
        streams = Streams(2)
        with streams.place(LEARNER, "r") as stop:
            assert not streams.stop(replace(LEARNER, person="eve"), "r")
            assert not stop.asked
            assert streams.stop(LEARNER, "r")
            assert stop.asked
        assert not streams.stop(LEARNER, "r")


@pytest.fixture
def vendored() -> Path:
    return Path(widget.__file__).parent / "static" / "vendor" / "htmx-4.0.1"


def test_vendored_files_are_the_published_ones(vendored: Path) -> None:
    manifest = json.loads((vendored / "manifest.json").read_text())
    assert sorted(manifest["files"]) == sorted(path.name for path in vendored.glob("*.js"))
    for name, value in manifest["files"].items():
        digest = hashlib.sha384((vendored / name).read_bytes()).digest()
        assert "sha384-" + base64.b64encode(digest).decode() == value
