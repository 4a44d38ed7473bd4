"""/admin/sites: pages of an organisation that hold the assistant; listed, made."""

from http import HTTPStatus

from flask import Blueprint, make_response, render_template, request
from flask.typing import ResponseReturnValue

from lti_tool.embed import sites
from lti_tool.embed.fetched_keys import fetch
from lti_tool.embed.models import Algorithm
from lti_tool.errors import InvalidInputError
from lti_tool.http import HttpDoor
from lti_tool.pages.admin import site
from lti_tool.pages.admin.site_forms import SiteForm, course_choices
from lti_tool.web import access
from lti_tool.web.services import services
from lti_tool.web.transactions import db, finish_early

KEY_PAIRS = {str(one) for one in Algorithm if one is not Algorithm.HS256}


class SitesPages:
    """The list of sites, and the form of a new one."""

    def __init__(self, http: HttpDoor) -> None:
        self._http = http

    def add_to(self, blueprint: Blueprint) -> None:
        """Add the routes."""
        blueprint.add_url_rule("/sites", "sites", self.show, methods=["GET"])
        blueprint.add_url_rule("/sites/new", "new_site", self.new, methods=["GET"])
        blueprint.add_url_rule("/sites/new", "add_site", self.add, methods=["POST"])

    @access.administrator
    def show(self) -> ResponseReturnValue:
        """List the sites."""
        return render_template("admin/sites.html", sites=sites.listed(db()))

    @access.administrator
    def new(self) -> ResponseReturnValue:
        """Show the empty form."""
        return _form(SiteForm(), {})

    @access.administrator
    def add(self) -> ResponseReturnValue:
        """Make the site; its secret stands on the page that answers, this once."""
        typed = SiteForm.typed(request.form)
        try:
            if typed.jwks_url and typed.algorithm in KEY_PAIRS:
                finish_early()  # before anything is written: nobody should wait for the site's network
                fetch(self._http, typed.jwks_url, Algorithm(typed.algorithm))
            made, secret = sites.add(db(), typed.new(db()), site.vault(), services().clock.now())
        except InvalidInputError as error:
            return make_response(_form(typed, error.fields), HTTPStatus.UNPROCESSABLE_ENTITY)
        return site.page(made, secret=secret, is_new=True)


def _form(form: SiteForm, errors: dict[str, str]) -> str:
    return render_template(
        "admin/site_new.html",
        form=form,
        errors=errors,
        courses=course_choices(db()),
        algorithms=[str(one) for one in Algorithm],
    )
