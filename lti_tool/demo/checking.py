"""The main job from a launch to the score on the campus, over real HTTP, without a browser."""

import re
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from html import unescape
from typing import Any

from lti_tool.demo.demonstration import Site
from lti_tool.demo.platform.visitor import Page, Visitor

ACTIVITY = "7001"
COURSE = "101"
LEARNER = "ines"
INSTRUCTOR = "helene"
GOAL = "interview"
QUESTION = "Comment négocier mon salaire ?"
SCORE_SECONDS = 30.0


@dataclass(slots=True)
class Check:
    """A learner's walk through the product; each step adds its facts and milliseconds to `report`."""

    site: Site
    visitor: Visitor
    report: dict[str, Any] = field(default_factory=dict)
    milliseconds: dict[str, float] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)
    token: str = ""

    def step(self, name: str, do: Callable[[], Any], worked: Callable[[Any], bool] = bool) -> None:
        """Do one step, time it, and note it as a problem when it did not work."""
        began = time.perf_counter()
        try:
            found = do()
        except (OSError, LookupError, ValueError) as error:
            found = None
            self.problems.append(f"{name}: {type(error).__name__}: {error}")
        self.milliseconds[name] = round((time.perf_counter() - began) * 1000, 1)
        self.report[name] = found
        if found is not None and not worked(found):
            self.problems.append(f"{name}: {found!r}")

    def get(self, path: str) -> str:
        """Fetch a page of the tool with the session of the launch."""
        return _body(self.visitor.get(self.site.tool + path, self._headers()))

    def post(self, path: str, fields: dict[str, str]) -> str:
        """Send a form to the tool with the session of the launch."""
        return _body(self.visitor.post(self.site.tool + path, fields, self._headers()))

    def _headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"}


def check_site(site: Site) -> dict[str, Any]:
    """Return what was done and found, milliseconds of each step, and `ok`."""
    check = Check(site, Visitor(site.campus, LEARNER))
    check.step("launch", lambda: _launch(check))
    if check.token:
        check.step("profile", lambda: _profile(check))
        check.step("search", lambda: _resources(check.get("/learn/search?q=n%C3%A9gocier+salaire")))
        check.step("recommendation", lambda: _recommendations(check.get("/learn/")))
        check.step("path", lambda: _stops(check.get("/learn/path")))
        check.step("answer", lambda: _ask(check), lambda answer: bool(answer["label"] and answer["citations"]))
        check.step("score", lambda: _score(check), lambda score: score["given"] > 0)
    return {"ok": not check.problems, **check.report, "milliseconds": check.milliseconds, "problems": check.problems}


def _body(page: Page) -> str:
    if page.status != 200:
        raise ValueError(f"{page.status} at {page.address}")
    return page.text


def _launch(check: Check) -> dict[str, Any]:
    page = check.visitor.launch(ACTIVITY)
    found = re.search(r'data-session="([^"]+)"', page.text)
    if page.status != 200 or found is None:
        raise ValueError(f"{page.status} at {page.address}")
    check.token = found[1]
    return {"status": page.status, "resources": check.site.seeded.resources}


def _profile(check: Check) -> list[str]:
    check.post("/learn/profile", {"about": "skills", "skills": GOAL})
    check.post("/learn/profile", {"about": "hours", "hours_per_week": "3"})
    return [GOAL]


def _resources(page: str) -> list[str]:
    return list(dict.fromkeys(unescape(found) for found in re.findall(r'href="/learn/resources/([^"#?]+)', page)))


def _recommendations(page: str) -> list[str]:
    return _resources(page[page.index('aria-labelledby="suggestions-title"') :])


def _stops(page: str) -> list[str]:
    return [
        unescape(name).strip() for name in re.findall(r'<li class="stop[^>]*>.*?<h2[^>]*>(.*?)</h2>', page, re.DOTALL)
    ]


def _ask(check: Check) -> dict[str, Any]:
    page = check.post("/widget/ask", {"question": QUESTION, "request_id": "demo-check"})
    label = re.search(r'class="assistant-badge">([^<]+)', page)
    rate = re.search(r'action="(/widget/answers/[^"]+/feedback)"', page)
    if rate is None:
        raise ValueError("the answer cannot be rated")
    check.post(rate[1], {"verdict": "yes"})
    return {"label": unescape(label[1]) if label else "", "citations": _resources(page)}


def _score(check: Check) -> dict[str, Any]:
    """Wait for the worker to deliver, then read the campus's gradebook as the instructor does."""
    teacher = Visitor(check.site.campus, INSTRUCTOR)
    teacher.sign_in()
    deadline = time.monotonic() + SCORE_SECONDS
    while time.monotonic() < deadline:
        table = teacher.get(f"{check.site.campus}/courses/{COURSE}/gradebook.json").json()
        rows = [row for row in table["rows"] if row["person"] == LEARNER]
        for grade in (grade for row in rows for grade in row["grades"].values()):
            if grade["given"]:
                return {"given": grade["given"], "comment": grade["comment"]}
        time.sleep(0.1)
    raise ValueError(f"no score on the campus after {SCORE_SECONDS:.0f} s")
