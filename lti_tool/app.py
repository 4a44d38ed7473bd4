"""The wiring: the only place, with the command line, where real adapters are chosen."""

from functools import partial

from flask import Flask
from flask.typing import ResponseReturnValue
from werkzeug.middleware.proxy_fix import ProxyFix

from lti_tool.assembly import HELP, assistant_needs, model_desk, search_engines
from lti_tool.catalogue.candidates import Pools
from lti_tool.catalogue.engines import Meaning, installed_meaning
from lti_tool.catalogue.staging import Staging
from lti_tool.clock import Clock, SystemClock
from lti_tool.conversations.providing.connecting import ModelDesk
from lti_tool.conversations.scopes import scope_of
from lti_tool.db import Database, schema
from lti_tool.embed.exchange import DatabaseSites
from lti_tool.embed.fetched_keys import SiteKeySets
from lti_tool.embed.keys import PURPOSE
from lti_tool.embed.providers import SiteProviders
from lti_tool.http import GuardedDoor, HttpDoor
from lti_tool.identity import Client, IdentityProvider, Organisation
from lti_tool.lti.toolkit import LtiToolkit, make_toolkit
from lti_tool.lti.vault import Vault
from lti_tool.pages import brief_writer, draft_reviewer, embed_kept, embed_sign_in, embedding, health, launch, shell
from lti_tool.pages.admin import Desk
from lti_tool.pages.admin import create_blueprint as create_desk
from lti_tool.pages.arriving import enter_course, open_launch
from lti_tool.settings import Settings
from lti_tool.web import access, bearer, failures, fragments, headers, i18n, logs, services, transactions
from lti_tool.web.limits import Limits
from lti_tool.web.metrics import Metrics
from lti_tool.worker.diagnosis import check_installation, is_ready
from lti_tool.worker.jobs import DELIVER
from lti_tool.worker.queue import QueueSignals, open_queue, wake_after_commits
from widget.assistant.briefing import BriefWriter
from widget.assistant.commenting import DraftReviewer
from widget.routes import blueprint as widget
from widget.routes.deps import Viewer, WidgetDeps

LARGEST_REQUEST = 2 * 1024 * 1024


class Boussole(Flask):
    """Flask with one committed transaction per request."""

    def dispatch_request(self) -> ResponseReturnValue:
        """Run the view inside the request's transaction."""
        return transactions.in_transaction(lambda: self.make_response(super(Boussole, self).dispatch_request()))


def create_app(
    settings: Settings,
    *,
    clock: Clock | None = None,
    database: Database | None = None,
    http: HttpDoor | None = None,
    meaning: Meaning = installed_meaning,
) -> Flask:
    """Build the web application; refuses a database whose schema is not this program's.

    Tests pass a still clock, their own database, a door to a network of their own, and their model of meaning.
    """
    settings = settings.prepared()
    database = database or Database(settings.database)
    clock = clock or SystemClock()
    http = http or GuardedDoor(settings.private_networks)
    schema.prepare(database)
    wake_after_commits(database, QueueSignals(partial(open_queue, settings)), DELIVER)
    app = Boussole("lti_tool")
    app.config.update(MAX_CONTENT_LENGTH=LARGEST_REQUEST, SECRET_KEY=settings.derived_key("flask"))
    logs.configure(settings.log_level)
    engines = search_engines(settings, meaning)
    toolkit = make_toolkit(settings, database, http, clock)
    staging = Staging(settings.data_dir / "intake")
    held = services.Services(settings, database, clock, engines, Pools(), staging, toolkit.grades)
    services.install(app.extensions, held)
    app.wsgi_app = ProxyFix(  # type: ignore[method-assign]
        app.wsgi_app, x_for=settings.proxies, x_proto=settings.proxies, x_host=0
    )
    _share(app)
    shell.install(app)
    _register(app, held, toolkit, http)
    access.check_declared(app)
    return app


def _register(app: Flask, held: services.Services, toolkit: LtiToolkit, http: HttpDoor) -> None:
    parts = launch.LaunchPages(
        toolkit.launches,
        toolkit.signer,
        open_launch,
        toolkit.registrations,
        held.settings.public_url,
        toolkit.choices,
        enter_course,
        toolkit.privacy_requests,
    )
    models = model_desk(held.settings, held.database)
    counters = Metrics()
    counters.install(app)
    app.register_blueprint(launch.create_blueprint(parts))
    limits = Limits(app, held.settings)
    deps = _widget_deps(held, models, limits, http)
    draft_reviewer.install(app, DraftReviewer(deps.needs))
    brief_writer.install(app, BriefWriter(deps.needs))
    app.register_blueprint(widget.create_blueprint(deps))
    sites = SiteProviders(http, held.clock, Vault(held.settings.derived_key(PURPOSE)))
    app.register_blueprint(embed_sign_in.EmbedSignInPages(sites, held.settings.public_url).blueprint())
    app.register_blueprint(embed_kept.KeptPages(limits).blueprint())
    app.register_blueprint(health.create_blueprint(_health_pages(held, counters)))
    app.register_blueprint(create_desk(_desk(held, toolkit, models, http, limits)))


def _desk(held: services.Services, toolkit: LtiToolkit, models: ModelDesk, http: HttpDoor, limits: Limits) -> Desk:
    return Desk(
        connection_check=toolkit.connection_check,
        vault=toolkit.vault,
        models=models,
        findings=lambda: check_installation(held.settings, held.database, held.engines, held.clock),
        limits=limits,
        public_url=held.settings.public_url,
        http=http,
        organisation=_organisation(held, http),
    )


def _organisation(held: services.Services, http: HttpDoor) -> Organisation | None:
    settings = held.settings
    if not settings.oidc_issuer:
        return None
    secret = settings.oidc_client_secret.get_secret_value()
    provider = IdentityProvider(http, held.clock, Client(settings.oidc_issuer, settings.oidc_client_id, secret))
    return Organisation(provider, settings.oidc_issuer, frozenset(settings.oidc_admins))


def _widget_deps(held: services.Services, models: ModelDesk, limits: Limits, http: HttpDoor) -> WidgetDeps:
    def asking() -> Viewer:
        visitor = embedding.visitor()
        if visitor is not None:
            return Viewer(visitor.scope, i18n.language(), embedded=True)
        someone = bearer.viewer()
        transactions.finish_early()
        return Viewer(scope_of(someone), i18n.language())

    return WidgetDeps(
        viewer=asking,
        needs=assistant_needs(held.settings, held.database, held.engines, held.clock, models=models),
        guard=embedding.open_to_both,
        streams=held.settings.stream_limit,
        history_url="/conversations/",
        kept_url=embed_kept.PLACE,
        human_url=HELP,
        sites=DatabaseSites(
            held.database,
            held.clock,
            Vault(held.settings.derived_key(PURPOSE)),
            held.settings.public_url,
            SiteKeySets(held.database, http, held.clock),
        ),
        public=embedding.open_to_all,
        allow_frames=headers.allow_frames_of,
        use_language=i18n.use_language,
        counted=limits.opening_embed,
    )


def _health_pages(held: services.Services, counters: Metrics) -> health.HealthPages:
    def readiness() -> tuple[bool, dict[str, object]]:
        findings = check_installation(held.settings, held.database, held.engines, held.clock)
        return is_ready(findings), {finding.part: str(finding.level) for finding in findings}

    return health.HealthPages(readiness, counters.page)


def _share(app: Flask) -> None:
    fragments.htmx.init_app(app)
    i18n.install(app)
    failures.install(app)
    app.before_request(logs.begin_request)
    app.after_request(headers.apply)
    app.after_request(logs.end_request)

    @app.teardown_request
    def touch(_error: BaseException | None) -> None:
        bearer.touch_after_request()
