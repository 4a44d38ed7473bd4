"""The loader script, the frame, and the exchange of a page's word for a session."""

from dataclasses import dataclass

from flask import Response, jsonify, make_response, render_template, request, url_for

from widget.errors import WidgetError
from widget.loader import script
from widget.loader.sites import Site, Sites, is_origin
from widget.routes.assets import Script, integrity, scripts
from widget.routes.deps import WidgetDeps

_KINDS = frozenset({"jwt", "code", "number", "anonymous"})
_LONGEST_VALUE = 8192
_HOUR = "public, max-age=3600"
_FOREVER = "public, max-age=31536000, immutable"


@dataclass(frozen=True, slots=True)
class Embedding:
    """The public routes of the embed; nothing here needs a session."""

    deps: WidgetDeps
    sites: Sites

    def loader(self) -> Response:
        """GET: the current loader."""
        return _javascript(_HOUR)

    def pinned_loader(self, version: str) -> Response:
        """GET: one version of the loader, for pages that name its hash."""
        if version != script.version():
            return make_response("", 404)
        return _javascript(_FOREVER)

    def frame(self) -> Response:
        """GET site, lang, named: the frame's page, for the site's own origins only."""
        site = self.sites.find(request.args.get("site", "")[:64])
        if site is None:
            return self._page(Site("", ()), 404)
        return self._page(site, 200)

    def session(self) -> Response:
        """POST site, kind, value: a bearer for the frame, 202 for a sign-in's number that is not (yet) right."""
        site_id, kind = request.form.get("site", "")[:64], request.form.get("kind", "")
        value = request.form.get("value", "")
        if kind not in _KINDS or len(value) > _LONGEST_VALUE or self.sites.find(site_id) is None:
            return make_response(jsonify(error="refused"), 400)
        try:
            with self.deps.counted(site_id):
                session = self.sites.open_session(site_id, kind, value)
        except WidgetError as error:
            return make_response(jsonify(error=error.message), error.status)
        if session is None:
            return make_response(jsonify(waiting=True), 202)
        return make_response(jsonify(bearer=session.bearer, seconds=session.seconds))

    def _page(self, site: Site, status: int) -> Response:
        origins = [origin for origin in site.origins if is_origin(origin)]
        language = _language(request.args.get("lang", ""), site)
        self.deps.allow_frames(origins)
        self.deps.use_language(language)
        html = render_template(
            "widget/frame.html",
            site=site,
            origins=origins,
            named=bool(request.args.get("named")),
            language=language,
            scripts=(*scripts(), Script(url_for("widget.static", filename="frame.js"), integrity("frame.js"))),
            known=status == 200,
            human_url=self.deps.human_url,
        )
        return make_response(html, status)


def _language(asked: str, site: Site) -> str:
    primary = asked[:2].lower()
    return primary if primary in ("en", "fr") else site.language


def _javascript(cache: str) -> Response:
    response = make_response(script.source())
    response.headers["Content-Type"] = "text/javascript; charset=utf-8"
    response.headers["Cache-Control"] = cache
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    response.set_etag(script.version())
    response.make_conditional(request)
    return response
