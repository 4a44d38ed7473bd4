"""Two people from the profile to the score on the campus: real launches, pages, worker and gradebook, no browser."""

import re
import time
from datetime import UTC, datetime, timedelta
from html import unescape

from lti_tool.demo.demonstration import Site
from lti_tool.demo.platform.visitor import Visitor
from tests.journeys.drafting import LETTERS, Caller, begin_draft, send

PROFILE = {"goals": "write a CV", "values": "fairness", "languages": "en", "zone": "Europe/London"}
TOPIC = "How do I speak of the two years without a job?"
SCORE_SECONDS = 30.0


def words(page: str) -> str:
    """Return what can be read of a page."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page)).split())


def matched(instructor: Caller, *, learner: str, mentor: str) -> None:
    """Approve what is proposed for a learner, after reading with whom and why."""
    page = instructor.get("/teach/matching/")
    [number] = re.findall(r'name="pair-(\d+)"', page)
    chosen = re.search(rf'<select[^>]+name="mentor-{number}".*?<option value="(\d+)" selected>([^<]+)', page, re.DOTALL)
    assert chosen
    assert mentor in chosen[2]
    assert learner in page
    assert "write a CV" in page
    fields = {f"pair-{number}": "on", f"mentor-{number}": chosen[1]}
    instructor.post("/teach/matching/", profession="40", values="20", goals="40", **fields)


def agreed(learner: Caller, mentor: Caller) -> str:
    """Both say yes; return the learner's address on the mentor's desk."""
    [answer] = set(re.findall(r"/mentor/pairs/\d+/answer", mentor.get("/mentor/")))
    mentor.post(answer, answer="yes")
    assert "Joanna" in words(learner.post("/learn/mentor/answer", answer="yes").text)
    return f"/mentor/people/{answer.split('/')[3]}"


def planned(learner: Caller, mentor: Caller, pair: str) -> None:
    """The mentor proposes the day after tomorrow, the learner confirms and takes it into a calendar."""
    day = datetime.now(UTC) + timedelta(days=2)
    mentor.post(f"/together/{pair}/sessions", time1=f"{day:%Y-%m-%d}T18:30", minutes="45", place="Room 2")
    page = learner.get("/learn/mentor/")
    confirm = re.search(r'action="(/together/sessions/[^"/]+/confirm)"(.*?)</form>', page, re.DOTALL)
    assert confirm
    moment = re.search(r'name="time"[^>]*value="([^"]+)"', confirm[2])
    assert moment
    assert "Confirmed." in words(learner.post(confirm[1], time=unescape(moment[1])).text)
    assert "BEGIN:VEVENT" in learner.get(confirm[1].replace("/confirm", ".ics"))


def validated(learner: Caller, mentor: Caller) -> None:
    """A letter is commented, handed over, judged and validated."""
    text = LETTERS["en"]
    draft = begin_draft(learner, "cover_letter", text)
    send(learner, f"{draft}/review", learner.get(draft), text)
    send(learner, f"{draft}/hand", learner.get(draft), text, with_comments="on")
    theirs = draft.replace("/learn/", "/mentor/")
    assert theirs in mentor.get("/mentor/")
    first, *_ = re.findall(rf"{theirs}/comments/(\d+)", mentor.get(theirs))
    mentor.post(f"{theirs}/comments/{first}", verdict="accepted")
    assert "validated by" not in words(learner.get(draft))
    mentor.post(f"{theirs}/decide", decision="validated", words="Send it on Monday.")
    told = words(learner.get(draft))
    assert "validated by Joanna" in told
    assert "Send it on Monday." in told


def grade_of(site: Site, person: str) -> dict[str, object] | None:
    """Return what the campus's gradebook holds for a person, as its teacher reads it."""
    teacher = Visitor(site.campus, "helene")
    teacher.sign_in()
    table = teacher.get(f"{site.campus}/courses/101/gradebook.json").json()
    grades = [grade for row in table["rows"] if row["person"] == person for grade in row["grades"].values()]
    return next((grade for grade in grades if grade["given"]), None)


def test_from_the_profile_to_the_score_of_a_validated_draft(site: Site) -> None:
    instructor, learner, mentor = (Caller.of(site, person) for person in ("helene", "tom", "joanna"))
    instructor.post("/teach/settings", grade_policy="validated_drafts", participation_target="2", drafts_on="on")

    learner.post("/learn/mentor/profile", **PROFILE)
    assert "You are on the list" in words(learner.post("/learn/mentor/profile/wish", wanted="yes").text)
    matched(instructor, learner="Tom", mentor="Joanna")
    theirs = agreed(learner, mentor)
    planned(learner, mentor, theirs.rsplit("/", 1)[1])

    learner.post("/learn/mentor/shares", text=TOPIC, kind="talk", for_session="on")
    brief = words(mentor.get(theirs))
    assert TOPIC in brief
    assert "18:30" in brief
    assert "Joanna" in words(learner.get("/learn/who-sees/")), "the look stands in the learner's ledger"

    validated(learner, mentor)
    deadline = time.monotonic() + SCORE_SECONDS
    while (grade := grade_of(site, "tom")) is None:
        assert time.monotonic() < deadline, "no score on the campus"
        time.sleep(0.1)
    assert grade["given"] == 50
    assert "1 draft validated by the mentor" in str(grade["comment"])
