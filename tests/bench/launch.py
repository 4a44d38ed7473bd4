"""Time the tool spends on a launch (login + launch) beside a bare PyLTI1p3 Flask tool, in one run.

    python -m tests.bench.launch [--rounds 300]

Both run in this process on the same tokens of the same campus, whose keys both already hold;
rounds alternate. Ours stops at the launch layer (`arrive` answers a sentence, as the peer
does) with its database on disk: SQLite, WAL, synchronous=FULL. `ours_page` also opens the
learner's first page.
"""

import argparse
import json
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from flask.testing import FlaskClient

from lti_tool.app import create_app
from lti_tool.clock import SystemClock
from lti_tool.db import Database, schema
from lti_tool.settings import Settings
from tests.bench.bare_launch import bare_tool
from tests.factories.lti import ACTIVITY, CLIENT_ID, LEARNER, World, make_world

PLACE = "https://localhost:8000"


def settings_in(folder: Path) -> Settings:
    """Return settings of an installation in `folder`."""
    return Settings.from_environ(
        {
            "BOUSSOLE_SECRET_KEY": "only for this benchmark, only for this benchmark",
            "BOUSSOLE_DATA_DIR": str(folder),
            "BOUSSOLE_PRIVATE_NETWORKS": "127.0.0.0/8",
        },
        None,
    ).prepared()


def launch_once(world: World, client: FlaskClient) -> float:
    """Launch through a tool and return the seconds it took of the tool's own time."""
    asked = world.campus.begin(LEARNER, ACTIVITY)
    fields = {name: value for name, value in asked.fields.items() if value}
    began = time.perf_counter()
    response = client.post("/lti/login", data=fields, base_url=PLACE)
    spent = time.perf_counter() - began
    parameters = parse_qs(urlsplit(response.headers["Location"]).query)
    token = world.mint(parameters["nonce"][0])
    began = time.perf_counter()
    answer = client.post("/lti/launch", data={"id_token": token, "state": parameters["state"][0]}, base_url=PLACE)
    spent += time.perf_counter() - began
    assert answer.status_code == 200, answer.text
    return spent


def summary(seconds: list[float]) -> dict[str, float]:
    """Return median and 95th percentile in milliseconds."""
    cuts = statistics.quantiles(seconds, n=20)
    return {"p50_ms": round(statistics.median(seconds) * 1000, 2), "p95_ms": round(cuts[18] * 1000, 2)}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=300)
    rounds = parser.parse_args().rounds
    with tempfile.TemporaryDirectory() as folder:
        settings = settings_in(Path(folder))
        database = Database(settings.database)
        schema.upgrade(database)
        world = make_world(settings, database, SystemClock())
        values = world.campus.addresses.values(world.campus.tool(CLIENT_ID))
        peer = bare_tool(values["issuer"], CLIENT_ID, values, world.campus.jwks(), values["deployment"])
        whole = create_app(settings, database=database, http=world.door)
        tools: dict[str, Callable[[], FlaskClient]] = {
            "peer_pylti1p3": peer.test_client,
            "ours": world.app.test_client,
            "ours_page": whole.test_client,
        }
        seconds: dict[str, list[float]] = {name: [] for name in tools}
        for number in range(rounds + 20):
            for name, client in tools.items():
                spent = launch_once(world, client())
                if number >= 20:
                    seconds[name].append(spent)
    figures = {name: summary(times) for name, times in seconds.items()}
    ratio = round(figures["ours"]["p95_ms"] / figures["peer_pylti1p3"]["p95_ms"], 2)
    print(json.dumps({"launch": figures, "ratio_p95_ours_to_peer": ratio, "rounds": rounds}))


main()
