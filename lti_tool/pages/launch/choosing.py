"""The pages of a deep linking launch: pick what to place, see what learners will see, send the answer back.

The sealed ticket in the form says whose choice it is and in which course: it is the key to these routes.
"""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, Response, make_response, render_template, request
from jinja2_fragments.flask import render_block

from lti_tool.lti.choices import Choice, Choices
from lti_tool.lti.deep_linking import Answer, ContentItem
from lti_tool.lti.launch import DeepLinkingSettings, Launch
from lti_tool.lti.origins import origin_of
from lti_tool.lti.tool_description import NAME
from lti_tool.pages.placing.board import Board, Entry
from lti_tool.pages.placing.shelf import Shelf, offer_of, shelf_of
from lti_tool.people.picks import HOME, PARAMETER, Pick
from lti_tool.web import access, headers
from lti_tool.web.fragments import wants_fragment
from lti_tool.web.i18n import _, ngettext, use_language
from lti_tool.web.transactions import finish_early, only_read

TEMPLATE = "launch/choose.html"
#: The parts of the page that change: everything, or what was found.
BOARD, FOUND = "board", "found"


class ChoosingPages:
    """Offers what can be placed, and posts the answer by the person's browser.

    `enter` lets the person into the course of the launch and returns its id; None where the
    launch names no course: then the default activity alone can be placed.
    """

    def __init__(self, choices: Choices, public_url: str, enter: Callable[[Launch], int | None] | None = None) -> None:
        self._choices = choices
        self._launch_url = f"{public_url}/lti/launch"
        self._enter = enter

    def add_to(self, blueprint: Blueprint) -> None:
        """Add the routes."""
        for address, endpoint, view in (
            ("/choose", "choose", self.choose),
            ("/choose/change", "choose_change", self.change),
            ("/choose/find", "choose_find", self.find),
        ):
            blueprint.add_url_rule(address, endpoint, view, methods=["POST"])

    def offer(self, launch: Launch, origins: tuple[str, ...]) -> Response:
        """Show what can be placed; platforms that take no activities here get a clear message to send back."""
        self._choices.check(launch)
        course_id = self._enter(launch) if self._enter is not None else None
        ticket = self._choices.begin(launch, origins, course_id)
        choice = self._choices.resume(ticket)
        title = choice.asker.settings.title or NAME
        return self._page(choice, ticket, Board((Entry(Pick(HOME), title),)))

    @access.public
    def change(self) -> Response:
        """Add or drop an entry and show the page with it; what was typed stays."""
        choice, board = self._asked()
        added, dropped = request.form.get("add"), request.form.get("drop")
        if dropped is not None:
            board = board.without(dropped)
        if added is not None:
            board = self._with(choice, board, added)
        return self._page(choice, request.form["ticket"], board, BOARD)

    @access.public
    def find(self) -> Response:
        """Show what the course has for the words typed."""
        choice, board = self._asked()
        return self._page(choice, request.form["ticket"], board, FOUND)

    @access.public
    def choose(self) -> Response:
        """Take the choice and send it to the platform, or show the page again with what to correct."""
        choice, board = self._asked()
        settings = choice.asker.settings
        if request.form.get("nothing") is not None:
            return self._send(choice, _nothing(settings))
        board = board.checked(self._choices.clock.now(), gradable=_is_gradable(settings))
        gone = [entry.title for entry in board.entries if offer_of(choice.course_id, entry.pick) is None]
        if board.wrong or gone or not board.entries:
            return self._page(choice, request.form["ticket"], board, status=422, gone=gone)
        return self._send(choice, self._answer(choice, board))

    def _asked(self) -> tuple[Choice, Board]:
        only_read()
        choice = self._choices.resume(request.form.get("ticket", ""))
        headers.allow_frames_of(choice.origins)
        if choice.language:
            use_language(choice.language)
        return choice, Board.of(request.form)

    def _with(self, choice: Choice, board: Board, written: str) -> Board:
        pick = Pick.read(written)
        offer = offer_of(choice.course_id, pick) if pick is not None else None
        if offer is None:
            return board
        return board.with_entry(Entry(offer.pick, offer.title), several=choice.asker.settings.accept_multiple)

    def _page(
        self,
        choice: Choice,
        ticket: str,
        board: Board,
        block: str = "",
        *,
        status: int = 200,
        gone: list[str] | None = None,
    ) -> Response:
        settings = choice.asker.settings
        values: dict[str, Any] = {
            "ticket": ticket,
            "board": board,
            "offers": [offer_of(choice.course_id, entry.pick) for entry in board.entries],
            "shelf": shelf_of(choice.course_id, board.words) if choice.course_id is not None else Shelf(),
            "has_course": choice.course_id is not None,
            "possible": settings.takes_resource_links,
            "several": settings.accept_multiple,
            "gradable": _is_gradable(settings),
            "gone": gone or (),
            # Where one thing is placed, what was chosen is looked at next; among several one goes on choosing.
            "focus": 0 if block == BOARD and not settings.accept_multiple else None,
        }
        if block and wants_fragment():
            return make_response(render_block(TEMPLATE, block, **values), status)
        return make_response(render_template(TEMPLATE, **values), status)

    def _send(self, choice: Choice, answer: Answer) -> Response:
        """Return the page that posts a signed answer to the platform."""
        return_url = choice.asker.settings.return_url
        headers.allow_forms_to(origin_of(return_url) or "'none'")
        finish_early()  # keys are read, or made, in transactions of their own
        token = self._choices.answer(choice, answer)
        return make_response(render_template("launch/chosen.html", return_url=return_url, token=token))

    def _answer(self, choice: Choice, board: Board) -> Answer:
        items = [self._item(entry, board.zone) for entry in board.entries]
        if not choice.asker.settings.accept_multiple:
            items = items[:1]
        if len(items) == 1:
            return Answer(items, msg=_("“%(title)s” was added.", title=items[0].title))
        return Answer(items, msg=ngettext("%(num)s activity was added.", "%(num)s activities were added.", len(items)))

    def _item(self, entry: Entry, zone: str) -> ContentItem:
        custom = {} if entry.pick.kind == HOME else {PARAMETER: str(entry.pick)}
        line_item = entry.line_item(zone, self._choices.clock.now())
        return ContentItem(entry.title, self._launch_url, custom=custom, line_item=line_item)


def _is_gradable(settings: DeepLinkingSettings) -> bool:
    return settings.accept_line_item is not False


def _nothing(settings: DeepLinkingSettings) -> Answer:
    if settings.takes_resource_links:
        return Answer(msg=_("Nothing was added."))
    return Answer(errormsg=_("Boussole cannot be added in this place of the course."))
