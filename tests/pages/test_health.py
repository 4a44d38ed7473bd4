"""For load balancers and monitoring: alive, ready, counters."""

from flask import Flask

from lti_tool.db import Database
from tests.pages.conftest import Arrive


def test_a_process_that_answers_is_alive(app: Flask) -> None:
    assert app.test_client().get("/healthz").json == {"status": "alive"}


def test_ready_names_each_part(app: Flask) -> None:
    answer = app.test_client().get("/readyz")
    assert answer.status_code == 200
    assert {"status", "database", "index", "worker", "grades", "disk"} <= set(answer.json)
    assert answer.json["worker"] == "warning"


def test_without_its_tables_it_is_not_ready(app: Flask, database: Database) -> None:
    with database.engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE alembic_version RENAME TO gone")
    try:
        answer = app.test_client().get("/readyz")
        assert (answer.status_code, answer.json["database"]) == (503, "broken")
    finally:
        with database.engine.begin() as connection:
            connection.exec_driver_sql("ALTER TABLE gone RENAME TO alembic_version")


def test_counters_are_for_this_machine_only(app: Flask, arrive: Arrive) -> None:
    arrive().get("/learn/")
    here = app.test_client().get("/metrics")
    assert 'boussole_requests_total{method="GET",route="/learn/",status="200"} 1.0' in here.text
    by_proxy = app.test_client().get("/metrics", headers={"X-Forwarded-For": "203.0.113.5"})
    elsewhere = app.test_client().get("/metrics", environ_base={"REMOTE_ADDR": "203.0.113.5"})
    assert (by_proxy.status_code, elsewhere.status_code) == (404, 404)
