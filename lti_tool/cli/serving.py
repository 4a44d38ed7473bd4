"""`boussole serve`, `worker` and `doctor`: run the tool, and say what is wrong with it."""

import gc
import json
import logging
import random
import sys
from collections.abc import Iterable, Mapping
from typing import Any

import click
from flask import Flask
from gunicorn.app.base import BaseApplication  # type: ignore[import-untyped]

from lti_tool.assembly import search_engines
from lti_tool.catalogue.engines import installed_meaning
from lti_tool.catalogue.staging import Staging
from lti_tool.catalogue.unhurried import unhurried
from lti_tool.cli.context import Context
from lti_tool.cli.search_engines import engines_of
from lti_tool.db import schema
from lti_tool.lti.tokens import ServiceTokens
from lti_tool.lti.toolkit import make_toolkit
from lti_tool.settings import Settings
from lti_tool.worker.diagnosis import Finding, Level, check_installation, check_worker, is_ready
from lti_tool.worker.jobs import JOBS, Bench
from lti_tool.worker.listeners import listeners
from lti_tool.worker.platform_checks import check_platforms
from lti_tool.worker.post import make_post
from lti_tool.worker.queue import open_queue

#: Why these figures: docs/operations.md.
GUNICORN: dict[str, Any] = {
    "worker_class": "gthread",
    "threads": 200,
    "timeout": 60,
    "graceful_timeout": 60,
    "control_socket_disable": True,
    "max_requests": 5000,
    "max_requests_jitter": 500,
    "proc_name": "boussole",
}
#: New objects before a collection of the youngest, and how many of those before each older generation's.
COLLECT = (2000, 10, 20)
MARKS = {Level.GOOD: "ok", Level.WARNING: "look", Level.BROKEN: "BROKEN"}


class Server(BaseApplication):  # type: ignore[misc]
    """gunicorn with the app that these settings describe; each of its processes builds its own."""

    def __init__(self, settings: Settings, options: Mapping[str, Any]) -> None:
        self._settings = settings
        self._options = options
        super().__init__()

    def load_config(self) -> None:
        """Hand our options to gunicorn."""
        for name, value in self._options.items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        """Build the app, in the process that serves it."""
        from lti_tool.app import create_app  # noqa: PLC0415 - no other command waits for the pages to load

        app = create_app(self._settings)
        _leave_alone_what_stays()
        return app


def _leave_alone_what_stays() -> None:
    """Keep modules, tables and templates out of garbage collection, which stops every answer that streams.

    Before: a full collection took 0.3 s with 190 answers under way (decision 0152).
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(*COLLECT)


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=8000, show_default=True, help="Port to listen on.")
@click.option("--workers", default=1, show_default=True, help="Processes; one serves 200 requests at once.")
@click.pass_obj
def serve(context: Context, host: str, port: int, workers: int) -> None:
    """Serve the tool with gunicorn."""
    schema.prepare(context.database)
    finding = check_worker(context.database, context.clock.now())
    click.echo(finding.sentence, err=finding.level is not Level.GOOD)
    context.database.close()  # each process opens its own connections
    Server(context.settings, {**GUNICORN, "workers": workers, "bind": f"{host}:{port}"}).run()


@click.command()
@click.pass_obj
def worker(context: Context) -> None:
    """Deliver grades, read what is imported and keep the search index in step, until it is told to stop."""
    from lti_tool.worker.running import run_worker  # noqa: PLC0415 - the web process needs no queue to start

    schema.prepare(context.database)
    logging.basicConfig(
        level=context.settings.log_level, format="%(asctime)s %(levelname)s %(name)s %(message)s", stream=sys.stderr
    )
    logging.getLogger("huey").setLevel(logging.WARNING)
    toolkit = make_toolkit(context.settings, context.database, context.http, context.clock)
    bench = Bench(
        database=context.database,
        engines=search_engines(context.settings, lambda: unhurried(installed_meaning())),
        grades=toolkit.grades,
        clock=context.clock,
        random=random.SystemRandom(),
        staging=Staging(context.settings.data_dir / "intake"),
        http=context.http,
        vault=toolkit.vault,
        roster=toolkit.roster,
        post=make_post(context.settings),
        listeners=listeners(context.settings),
    )
    context.step_back()
    click.echo("The worker is running. Stop it with Ctrl-C.", err=True)
    run_worker(open_queue(context.settings), bench, JOBS)


@click.command()
@click.option("--json", "as_json", is_flag=True, help="One JSON object instead of lines.")
@click.option("--offline", is_flag=True, help="Leave the platforms alone.")
@click.pass_obj
def doctor(context: Context, as_json: bool, offline: bool) -> None:
    """Look at every part of the installation and say what to do; exit 1 when something is broken."""
    settings, database = context.settings, context.database
    engines = engines_of(context)
    findings = check_installation(settings, database, engines, context.clock)
    if findings[0].level is Level.GOOD and not offline:
        toolkit = make_toolkit(settings, database, context.http, context.clock)
        tokens = ServiceTokens(database, context.http, context.clock, toolkit.signer, toolkit.vault)
        findings.extend(check_platforms(database, context.http, tokens, settings.public_url))
    _tell(findings, as_json=as_json)
    sys.exit(0 if is_ready(findings) else 1)


def _tell(findings: Iterable[Finding], *, as_json: bool) -> None:
    if as_json:
        found = list(findings)
        click.echo(json.dumps({"ready": is_ready(found), "findings": [finding.as_json() for finding in found]}))
        return
    for finding in findings:
        click.echo(f"{MARKS[finding.level]:7} {finding.part:10} {finding.sentence}")
