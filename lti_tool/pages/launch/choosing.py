"""The page of a deep linking launch: place the default activity, graded or not, and send the answer back."""

from flask import Blueprint, Response, make_response, render_template, request

from lti_tool.lti.choices import Choice, Choices
from lti_tool.lti.deep_linking import Answer, ContentItem
from lti_tool.lti.launch import Launch
from lti_tool.lti.origins import origin_of
from lti_tool.lti.scores import LineItem
from lti_tool.lti.tool_description import NAME
from lti_tool.web import access, headers
from lti_tool.web.i18n import _

_LONGEST_TITLE = 200
_MOST_POINTS = 10_000


class ChoosingPages:
    """Offers what can be placed, and posts the answer by the person's browser."""

    def __init__(self, choices: Choices, public_url: str) -> None:
        self._choices = choices
        self._public_url = public_url

    def add_to(self, blueprint: Blueprint) -> None:
        """Add the route of the answer."""
        blueprint.add_url_rule("/choose", "choose", self.choose, methods=["POST"])

    def offer(self, launch: Launch, origins: tuple[str, ...]) -> Response:
        """Show what can be placed; platforms that take no activities here get a clear message to send back."""
        ticket = self._choices.begin(launch, origins)
        settings = launch.deep_linking
        return make_response(
            render_template(
                "launch/choose.html",
                ticket=ticket,
                possible=settings is not None and settings.takes_resource_links,
                gradable=settings is not None and settings.accept_line_item is not False,
                title=(settings.title if settings else None) or NAME,
            )
        )

    @access.public
    def choose(self) -> Response:
        """Take the choice and send it to the platform; the sealed ticket says whose it is."""
        choice = self._choices.resume(request.form.get("ticket", ""))
        return self.send(choice, self._chosen(choice))

    def send(self, choice: Choice, answer: Answer) -> Response:
        """Return the page that posts a signed answer to the platform."""
        return_url = choice.asker.settings.return_url
        headers.allow_frames_of(choice.origins)
        headers.allow_forms_to(origin_of(return_url) or "'none'")
        token = self._choices.answer(choice, answer)
        return make_response(render_template("launch/chosen.html", return_url=return_url, token=token))

    def _chosen(self, choice: Choice) -> Answer:
        if request.form.get("nothing") is not None:
            if choice.asker.settings.takes_resource_links:
                return Answer(msg=_("Nothing was added."))
            return Answer(errormsg=_("Boussole cannot be added in this place of the course."))
        title = request.form.get("title", "").strip()[:_LONGEST_TITLE] or NAME
        item = ContentItem(title, f"{self._public_url}/lti/launch", line_item=_line_item(title))
        return Answer([item], msg=_("“%(title)s” was added.", title=title))


def _line_item(title: str) -> LineItem | None:
    """Return the column that goes with a graded activity; the gradebook finds it by the activity's link."""
    if request.form.get("graded") is None:
        return None
    given = request.form.get("points", "")
    points = int(given) if given.isascii() and given.isdigit() and len(given) < 6 else 100
    return LineItem(label=title, maximum=min(max(points, 1), _MOST_POINTS))
