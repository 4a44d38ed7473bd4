"""POST /lti/launch: recognise the browser, check the message, open what it is for."""

from collections.abc import Callable, Mapping

from flask import Blueprint, Response, make_response, render_template, request
from flask.typing import ResponseReturnValue

from lti_tool.lti import origins
from lti_tool.lti.launch import Launch, MessageType
from lti_tool.lti.launching import Launches, LaunchForm, Met
from lti_tool.pages.launch import binding
from lti_tool.pages.launch.new_window import offer_new_window
from lti_tool.web import access, headers, i18n

#: The page of a message, for its launch and the platform's origins.
Offer = Callable[[Launch, tuple[str, ...]], ResponseReturnValue]


class LaunchingPages:
    """Admits launches and hands them to `arrive`; a message that opens no page of a course has an offer of its own."""

    def __init__(
        self,
        launches: Launches,
        arrive: Callable[[Launch], ResponseReturnValue],
        offers: Mapping[MessageType, Offer],
    ) -> None:
        self._launches = launches
        self._arrive = arrive
        self._offers = offers

    def add_to(self, blueprint: Blueprint) -> None:
        """Add the route."""
        blueprint.add_url_rule("/launch", "launch", self.launch, methods=["POST"])

    @access.public
    def launch(self) -> ResponseReturnValue:
        """Open an accepted launch; a refusal is a page that names the failed check."""
        form = _form()
        met = self._launches.meet(form)
        if met.is_bound:
            return self._open(met, form)
        if met.attempt.storage_target is not None and form.ticket is None:
            return self._ask_storage(met, form)
        return offer_new_window(self._launches, met)

    def _open(self, met: Met, form: LaunchForm) -> Response:
        launch = self._launches.admit(met, form)
        headers.allow_frames_of(met.origins)
        if launch.locale:
            i18n.use_language(launch.locale)
        offer = self._offers.get(launch.message_type)
        page = offer(launch, met.origins) if offer is not None else self._arrive(launch)
        return binding.drop(make_response(page), form.state)

    def _ask_storage(self, met: Met, form: LaunchForm) -> Response:
        headers.allow_frames_of(met.origins)
        page = render_template(
            "launch/ask_storage.html",
            state=form.state,
            id_token=form.id_token,
            ticket=self._launches.give_ticket(met),
            storage_target=met.attempt.storage_target,
            platform_origin=origins.origin_of(met.platform.authorization_url) or "",
        )
        return make_response(page)


def _form() -> LaunchForm:
    state = request.form.get("state", "")
    return LaunchForm(
        state=state,
        id_token=request.form.get("id_token", ""),
        error=request.form.get("error", ""),
        cookie=binding.kept(request, state),
        stored=request.form.get("stored"),
        ticket=request.form.get("ticket"),
    )
