"""The content desk: the index, what is asked in vain, wrong sources, what nobody opens, dead links, other words."""

from typing import Any

from flask import Response, request

from lti_tool.catalogue import desk, index_states, synonyms
from lti_tool.conversations.asked import asked_often
from lti_tool.conversations.doubted import doubted_sources
from lti_tool.errors import N_, InvalidInputError
from lti_tool.pages.forms import cleaned
from lti_tool.pages.teach.routes import blueprint
from lti_tool.people.frame_sessions import Viewer
from lti_tool.people.roles import Role
from lti_tool.web import access
from lti_tool.web.bearer import viewer
from lti_tool.web.fragments import show
from lti_tool.web.i18n import language, said
from lti_tool.web.services import services
from lti_tool.web.transactions import db

TEMPLATE = "teach/desk.html"
WORDS = "words"
#: Lines of each list.
SHOWN = 20
NO_SIGN = N_("Put a “=” between a word and what else it is called. It is missing in: %(line)s")


@blueprint.get("/desk")
@access.open_to(Role.INSTRUCTOR)
def content_desk() -> Response:
    """Show how the content fares."""
    return show(TEMPLATE, **_contents(viewer()))


@blueprint.post("/desk/synonyms")
@access.open_to(Role.INSTRUCTOR)
def save_synonyms() -> Response:
    """Keep the course's other words; what cannot be read is said and stays as it was typed."""
    someone, typed = viewer(), cleaned(request.form.get("synonyms", ""))
    try:
        synonyms.save(db(), someone.course_id, read_words(typed))
    except InvalidInputError as error:
        wrong = {"typed": typed, "words_error": said(error.message, error.parameters)}
        return show(TEMPLATE, WORDS, status=error.status, **wrong)
    return show(TEMPLATE, WORDS, saved=True, typed=written(synonyms.read(db(), someone.course_id)))


def read_words(typed: str) -> dict[str, list[str]]:
    """Return what lines such as "CV = résumé, curriculum vitae" say; a word on two lines has the others of both."""
    words: dict[str, list[str]] = {}
    for line in (line.strip() for line in typed.splitlines()):
        if not line:
            continue
        word, sign, others = line.partition("=")
        if not sign or not word.strip():
            raise InvalidInputError(NO_SIGN, line=line[:60])
        words.setdefault(word.strip(), []).extend(others.split(","))
    return words


def written(words: dict[str, tuple[str, ...]]) -> str:
    """Return the words as they are typed."""
    return "\n".join(f"{word} = {', '.join(others)}" for word, others in words.items())


def _contents(someone: Viewer) -> dict[str, Any]:
    session, course_id, now = db(), someone.course_id, services().clock.now()
    unopened = desk.never_opened(session, course_id, language(), now)
    questions = asked_often(session, course_id, now)
    return {
        "index": index_states.report(session, services().engines, course_id, now),
        "dead": desk.dead_links(session, course_id, language()),
        "unopened": unopened[:SHOWN],
        "unopened_more": max(0, len(unopened) - SHOWN),
        "settled": desk.is_settled(session, course_id, now),
        "exposure": desk.exposure(session, course_id),
        "uses": [use for use in desk.use(session, course_id, language()) if use.shown or use.opened][:SHOWN],
        "asked": desk.asked(session, course_id),
        "in_vain": desk.asked(session, course_id, in_vain=True),
        "questions": questions[:SHOWN],
        "doubted": doubted_sources(session, course_id, now)[:SHOWN],
        "unanswered": [one for one in questions if not one.answered][:SHOWN],
        "typed": written(synonyms.read(session, course_id)),
    }
