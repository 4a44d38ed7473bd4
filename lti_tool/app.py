"""The wiring: the only place, with the command line, where real adapters are chosen."""

from flask import Flask
from flask.typing import ResponseReturnValue

from lti_tool.clock import Clock, SystemClock
from lti_tool.db import Database, schema
from lti_tool.settings import Settings
from lti_tool.web import access, bearer, failures, fragments, headers, i18n, logs, services, transactions

LARGEST_REQUEST = 2 * 1024 * 1024


class Boussole(Flask):
    """Flask with one committed transaction per request."""

    def dispatch_request(self) -> ResponseReturnValue:
        """Run the view inside the request's transaction."""
        return transactions.in_transaction(lambda: self.make_response(super(Boussole, self).dispatch_request()))


def create_app(settings: Settings, *, clock: Clock | None = None, database: Database | None = None) -> Flask:
    """Build the web application; refuses a database whose schema is not this program's.

    Tests pass a still clock and their own database.
    """
    settings = settings.prepared()
    database = database or Database(settings.database)
    schema.prepare(database)
    app = Boussole("lti_tool")
    app.config.update(MAX_CONTENT_LENGTH=LARGEST_REQUEST, SECRET_KEY=settings.derived_key("flask"))
    logs.configure(settings.log_level)
    services.install(app.extensions, services.Services(settings, database, clock or SystemClock()))
    _share(app)
    access.check_declared(app)
    return app


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
