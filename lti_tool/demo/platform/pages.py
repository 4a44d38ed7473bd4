"""The campus's everyday pages: who are you, courses, activities, people."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request, session, url_for
from werkzeug.wrappers import Response as Redirect

from lti_tool.demo.platform.here import here
from lti_tool.demo.platform.language import LANGUAGES
from lti_tool.demo.platform.launches import origin
from lti_tool.demo.platform.people import PEOPLE
from lti_tool.demo.platform.refusals import RefusedError
from lti_tool.demo.platform.signing_in import courses_of, reader, signed_in, taught, visited

page_routes = Blueprint("pages", __name__)


@page_routes.get("/")
def welcome() -> str | Redirect:
    """Ask who is there."""
    if signed_in() is not None:
        return redirect(url_for("pages.courses"))
    roles = {key: courses_of(person)[0].members[key] for key, person in PEOPLE.items() if courses_of(person)}
    return render_template("campus/welcome.html", people=PEOPLE, roles=roles)


@page_routes.post("/sign-in")
def sign_in() -> Redirect:
    """Believe whoever says who they are."""
    if request.form.get("person") not in PEOPLE:
        raise RefusedError(400, "Nobody here has this name.")
    chosen = session.get("language")
    session.clear()
    session["person"] = request.form["person"]
    if chosen:
        session["language"] = chosen
    mine = courses_of(reader())
    return redirect(url_for("pages.course", course=mine[0].id) if len(mine) == 1 else url_for("pages.courses"))


@page_routes.post("/sign-out")
def sign_out() -> Redirect:
    """Forget who was there."""
    session.pop("person", None)
    return redirect(url_for("pages.welcome"))


@page_routes.post("/language")
def choose_language() -> Redirect:
    """Keep a language for this browser, and go back to the page it was chosen on."""
    if request.form.get("language") in LANGUAGES:
        session["language"] = request.form["language"]
    back = request.form.get("back", "/")
    return redirect(back if back.startswith("/") and not back.startswith(("//", "/\\")) else "/")


@page_routes.get("/courses")
def courses() -> str:
    """List the reader's courses."""
    return render_template("campus/courses.html", courses=courses_of(reader()), person=reader())


@page_routes.get("/courses/<course>")
def course(course: str) -> str:
    """Show a course with its activities."""
    found, role = visited(course)
    activities = [activity for activity in here().state.activities.values() if activity.course == course]
    return render_template("campus/course.html", course=found, role=role, activities=activities)


@page_routes.get("/courses/<course>/activities/<activity>")
def activity(course: str, activity: str) -> str:
    """Open an activity in a frame, with what Moodle lets a frame do (live 4.5.6)."""
    found, role = visited(course)
    opened = here().state.activities.get(activity)
    if opened is None or opened.course != course:
        raise RefusedError(404, "There is no such activity in this course.")
    tool = origin(here().tool(opened.client_id).launch_url)
    allow = "; ".join(f"{feature} {tool}" for feature in ("microphone", "camera", "autoplay", "fullscreen"))
    return render_template(
        "campus/activity.html",
        course=found,
        role=role,
        activity=opened,
        allow=allow,
        tool_origin=tool,
        storage=here().profile.storage_target,
        hears=here().profile.hears_messages,
        wanted={name: request.args[name] for name in ("message", "about", "view") if name in request.args},
    )


@page_routes.get("/courses/<course>/people")
def people(course: str) -> str:
    """List the people of a course."""
    found, role = visited(course)
    listed = [(PEOPLE[key], held) for key, held in found.members.items() if key in PEOPLE]
    outside = [person for key, person in PEOPLE.items() if key not in found.members]
    return render_template("campus/people.html", course=found, role=role, people=listed, outside=outside)


@page_routes.post("/courses/<course>/people")
def enrol(course: str) -> Redirect:
    """Let a teacher put someone into the course as a learner, or take someone out."""
    taught(course)
    person = request.form.get("person", "")
    if person not in PEOPLE or person == reader().key:
        raise RefusedError(400, "Choose somebody else.")
    here().enrol(course, person, "learner" if request.form.get("action") == "enrol" else None)
    return redirect(url_for("pages.people", course=course))
