"""/admin/sites/<key>: one site; its line, its look, its keys, a look at its page, a preview, on and off."""

from http import HTTPStatus

from flask import Blueprint, Response, jsonify, make_response, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lti_tool.embed import page_check, sites
from lti_tool.embed.fetched_keys import fetch
from lti_tool.embed.keys import PURPOSE
from lti_tool.embed.models import Algorithm, EmbedSite
from lti_tool.embed.preview import preview_token
from lti_tool.embed.snippets import lines_of
from lti_tool.embed.tokens import LONGEST_SECONDS, TYPE
from lti_tool.errors import N_, InvalidInputError
from lti_tool.lti.origins import origin_of
from lti_tool.lti.vault import Vault
from lti_tool.pages.admin.desk import Desk, onward
from lti_tool.pages.admin.site_forms import SiteForm, course_choices
from lti_tool.pages.embed_sign_in import PLACE
from lti_tool.pages.forms import text_of
from lti_tool.web import access, desk_session, headers
from lti_tool.web.services import services
from lti_tool.web.transactions import db, finish_early

DONE = {
    "saved": N_("Saved. Pages show the new look once they are loaded again with the new line."),
    "off": N_("The site is switched off: its frames stop answering at their next request."),
    "on": N_("The site is switched on again."),
    "rotated": N_("The new keys count. The old ones work for another week."),
    "sign_in": N_("People of this site can sign in with their organisation’s account."),
    "no_sign_in": N_("Nobody signs in with the organisation’s account any more."),
    "keys_address": N_("The keys at this address count from now on."),
    "no_keys_address": N_("Only the keys that were pasted here count."),
    "forgotten": N_("The new keys count. The old ones count no more."),
}
SIGN_IN_FIELDS = ("issuer", "client_id", "secret")


class SitePage:
    """One site and what may be done with it."""

    def __init__(self, desk: Desk) -> None:
        self._http = desk.http
        self._tool = origin_of(desk.public_url) or desk.public_url

    def add_to(self, blueprint: Blueprint) -> None:
        """Add the routes."""
        place = "/sites/<key>"
        blueprint.add_url_rule(place, "site", self.show, methods=["GET"])
        blueprint.add_url_rule(place, "change_site", self.change, methods=["POST"])
        blueprint.add_url_rule(f"{place}/switch", "switch_site", self.switch, methods=["POST"])
        blueprint.add_url_rule(f"{place}/keys", "rotate_site", self.rotate, methods=["POST"])
        blueprint.add_url_rule(f"{place}/keys-address", "set_keys_address", self.set_keys_address, methods=["POST"])
        blueprint.add_url_rule(f"{place}/sign-in", "set_site_sign_in", self.set_sign_in, methods=["POST"])
        blueprint.add_url_rule(f"{place}/check", "check_site", self.check, methods=["POST"])
        blueprint.add_url_rule(f"{place}/preview", "preview_site", self.preview, methods=["GET"])
        blueprint.add_url_rule(f"{place}/preview/token", "preview_token", self.token, methods=["POST"])

    @access.administrator
    def show(self, key: str) -> ResponseReturnValue:
        """Show the site."""
        return page(sites.find(db(), key), done=DONE.get(request.args.get("done", "")))

    @access.administrator
    def change(self, key: str) -> ResponseReturnValue:
        """Change what is said of it, or show what needs a correction with everything typed kept."""
        typed = SiteForm.typed(request.form)
        try:
            sites.change(db(), key, typed.described(db()))
        except InvalidInputError as error:
            shown = page(sites.find(db(), key), form=typed, errors=error.fields)
            return make_response(shown, HTTPStatus.UNPROCESSABLE_ENTITY)
        return _back(key, "saved")

    @access.administrator
    def switch(self, key: str) -> ResponseReturnValue:
        """Switch it on or off."""
        is_on = request.form.get("action") == "on"
        sites.switch(db(), key, services().clock.now(), on=is_on)
        return _back(key, "on" if is_on else "off")

    @access.administrator
    def rotate(self, key: str) -> ResponseReturnValue:
        """Give it new keys; a secret stands on the page that answers, this once."""
        forget = request.form.get("action") == "forget"
        now, typed = services().clock.now(), text_of(request.form, "jwks") or ""
        try:
            site, secret = sites.rotate(db(), key, vault(), now, jwks=typed, forget=forget)
        except InvalidInputError as error:
            shown = page(sites.find(db(), key), errors=error.fields, jwks=typed)
            return make_response(shown, HTTPStatus.UNPROCESSABLE_ENTITY)
        if not secret:
            return _back(key, "forgotten" if forget else "rotated")
        return page(site, secret=secret, done=DONE["forgotten" if forget else "rotated"])

    @access.administrator
    def set_keys_address(self, key: str) -> ResponseReturnValue:
        """Name where the site publishes its keys, once there are some that fit; or nowhere."""
        url = (text_of(request.form, "jwks_url") or "").strip()
        try:
            algorithm = Algorithm(sites.find(db(), key).algorithm)
            if url and algorithm is not Algorithm.HS256:
                finish_early()  # the site's network is slow, and nobody should wait for it
                fetch(self._http, url, algorithm)
            sites.set_keys_address(db(), key, url, services().clock.now())
        except InvalidInputError as error:
            shown = page(sites.find(db(), key), errors=error.fields, jwks_url=url)
            return make_response(shown, HTTPStatus.UNPROCESSABLE_ENTITY)
        return _back(key, "keys_address" if url else "no_keys_address")

    @access.administrator
    def set_sign_in(self, key: str) -> ResponseReturnValue:
        """Let people sign in with their organisation's account, or no more."""
        issuer, client_id, secret = ((text_of(request.form, one) or "").strip() for one in SIGN_IN_FIELDS)
        try:
            sites.set_sign_in(db(), key, sites.SignIn(issuer, client_id, secret), vault())
        except InvalidInputError as error:
            typed = {"issuer": issuer, "client_id": client_id}
            shown = page(sites.find(db(), key), errors=error.fields, typed=typed)
            return make_response(shown, HTTPStatus.UNPROCESSABLE_ENTITY)
        return _back(key, "sign_in" if issuer else "no_sign_in")

    @access.administrator
    def check(self, key: str) -> ResponseReturnValue:
        """Look at a page of the site from outside; the answer is the page, nothing of it is kept."""
        site = sites.find(db(), key)
        asked = page_check.Asked(site.key, tuple(site.origins), self._tool)
        finish_early()  # the network is slow, and nobody should wait for it with the database in hand
        url = (text_of(request.form, "url") or "").strip()
        steps = page_check.check(self._http, url, asked)
        return page(sites.find(db(), key), steps=steps, url=url)

    @access.administrator
    def preview(self, key: str) -> ResponseReturnValue:
        """Show the assistant as the site's pages will: the same script, the same frame."""
        site = sites.find(db(), key)
        headers.allow_own_frames()
        can_sign = site.algorithm == Algorithm.HS256
        token_url = url_for("admin.preview_token", key=key) if can_sign else ""
        line, _pinned = lines_of(site, services().settings.public_url, token_url)
        return render_template("admin/site_preview.html", site=site, can_sign=can_sign, line=line)

    @access.administrator_script
    def token(self, key: str) -> Response:
        """Vouch for the administrator as the site's own endpoint vouches for its people."""
        site = sites.find(db(), key)
        who = f"preview:{desk_session.administrator().email}"
        token = preview_token(site, vault(), who, services().settings.public_url, services().clock.now())
        return jsonify(token=token)


def vault() -> Vault:
    """Return what seals the keys of sites."""
    return Vault(services().settings.derived_key(PURPOSE))


def page(site: EmbedSite, **values: object) -> str:
    """Return the page of one site."""
    tool = services().settings.public_url
    line, pinned = lines_of(site, tool)
    facts = [("typ", TYPE), ("iss", site.key), ("aud", tool), ("exp − iat", f"≤ {LONGEST_SECONDS} s")]
    shared = {
        "site": site,
        "line": line,
        "pinned": pinned,
        "facts": facts,
        "form": SiteForm.of(db(), site),
        "courses": course_choices(db()),
        "errors": {},
        "typed": {"issuer": site.oidc_issuer, "client_id": site.oidc_client_id},
        "back": f"{tool}{PLACE}/back",
        "now": services().clock.now(),
    }
    return render_template("admin/site.html", **{**shared, **values})


def _back(key: str, done: str) -> ResponseReturnValue:
    return onward(url_for("admin.site", key=key, done=done))
