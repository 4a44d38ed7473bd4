"""One gunicorn worker under load: requests of the learner home, answer streams at once, memory.

    python -m tests.bench.serving [--streams 100] [--seconds 10]

The whole demonstration runs (campus, tool, worker process); the clients run in this process on
the same machine, so the figures are what two cores give to both. The model is a server of
our own that quotes the course's sentences, one each 0.10 s: that is the ideal gap of a stream.
"""

import argparse
import http.client
import json
import re
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import fields
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from urllib.parse import urlencode, urlsplit

import psutil

from lti_tool.conversations.providing import changing
from lti_tool.conversations.providing.changing import By
from lti_tool.conversations.providing.limits import SpendingLimits
from lti_tool.db import Database
from lti_tool.demo.demonstration import Site, running_site
from lti_tool.demo.platform.visitor import Visitor
from lti_tool.settings import Settings

PEOPLE = ("ines", "tom", "aicha")
HOME_CLIENTS = 8


def token_of(site: Site, person: str) -> str:
    """Launch and return the session's token."""
    page = Visitor(site.campus, person).launch("7001")
    return re.search(r'data-session="([^"]+)"', page.text)[1]


def home_rate(site: Site, token: str, seconds: float) -> dict[str, float]:
    """Ask for the learner home from several clients at once; return requests per second and times."""
    port = urlsplit(site.tool).port
    end = time.monotonic() + seconds
    times: list[float] = []

    def ask(_: int) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", port)
        while time.monotonic() < end:
            began = time.perf_counter()
            connection.request("GET", "/learn/", headers={"Authorization": f"Bearer {token}", "HX-Request": "true"})
            response = connection.getresponse()
            response.read()
            assert response.status == 200
            times.append(time.perf_counter() - began)

    with ThreadPoolExecutor(HOME_CLIENTS) as pool:
        list(pool.map(ask, range(HOME_CLIENTS)))
    cuts = statistics.quantiles(times, n=20)
    return {
        "requests_per_second": round(len(times) / seconds, 1),
        "p50_ms": round(statistics.median(times) * 1000, 1),
        "p95_ms": round(cuts[18] * 1000, 1),
        "clients": HOME_CLIENTS,
    }


def _pieces(lines: Iterable[bytes]) -> Iterator[float]:
    """When each piece of the answer's text was there; an event ends with an empty line."""
    is_piece = False
    for line in lines:
        is_piece = is_piece or b'hx-swap="beforeend"' in line
        if line == b"\n":
            if is_piece:
                yield time.perf_counter()
            is_piece = False


def stream_gaps(site: Site, tokens: list[str], streams: int) -> dict[str, object]:
    """Open `streams` answers at once; return the gaps between pieces of text, and how each ended."""
    port = urlsplit(site.tool).port
    gaps: list[float] = []
    first: list[float] = []
    statuses: list[int] = []
    refused_after: list[float] = []
    lock = threading.Lock()
    gate = threading.Barrier(streams)

    def listen(number: int) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
        # The number keeps an answer that is over from being given again in place of the model's.
        asked = f"Comment négocier mon salaire ? {number}"
        body = urlencode({"question": asked, "request_id": f"stream-{number}"})
        headers = {
            "Authorization": f"Bearer {tokens[number % len(tokens)]}",
            "Accept": "text/event-stream",
            "HX-Request": "true",
            "Content-Type": "application/x-www-form-urlencoded",
        }
        gate.wait()
        began = time.perf_counter()
        connection.request("POST", "/widget/ask", body, headers)
        response = connection.getresponse()
        arrivals = list(_pieces(response))
        with lock:
            statuses.append(response.status)
            if response.status != 200:
                refused_after.append(time.perf_counter() - began)
            elif len(arrivals) > 12:
                first.append(arrivals[0] - began)
                gaps.extend(later - earlier for earlier, later in pairwise(arrivals))

    threads = [threading.Thread(target=listen, args=(number,)) for number in range(streams)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    gaps.sort()
    return {
        "asked": streams,
        "answered": statuses.count(200),
        "by_model": len(first),
        "refused_503": statuses.count(503),
        "refused_after_s": round(max(refused_after), 3) if refused_after else None,
        "first_piece_p95_s": round(sorted(first)[int(len(first) * 0.95)], 3) if first else None,
        "gap_p50_s": round(gaps[len(gaps) // 2], 3) if gaps else None,
        "gap_p99_s": round(gaps[int(len(gaps) * 0.99)], 3) if gaps else None,
        "ideal_gap_s": 0.1,
    }


def lift_limits(folder: Path) -> None:
    """Let every question have a model's answer: three people ask for all."""
    database = Database(f"sqlite:///{folder / 'boussole.sqlite3'}")
    nothing = dict.fromkeys(field.name for field in fields(SpendingLimits))
    with database.transaction() as session:
        changing.set_policy(session, By("bench", datetime.now(UTC)), limits=SpendingLimits(**nothing))
    database.close()


def memory_of(site: Site) -> dict[str, float]:
    """Resident memory of the tool's processes, in MB: proportional to what they share."""
    found = {}
    for started in site.group.started:
        processes = [psutil.Process(started.process.pid), *psutil.Process(started.process.pid).children(recursive=True)]
        found[f"{started.name}_mb"] = round(sum(one.memory_full_info().pss for one in processes) / 2**20, 1)
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--streams", type=int, default=100)
    parser.add_argument("--limit", type=int, default=190, help="answers that may stream at once")
    parser.add_argument("--seconds", type=float, default=10)
    arguments = parser.parse_args()
    model = subprocess.Popen([sys.executable, "-m", "tests.bench.paced_model"], stdout=subprocess.PIPE, text=True)
    assert model.stdout is not None
    environment = {
        "OPENAI_BASE_URL": model.stdout.readline().strip(),
        "OPENAI_API_KEY": "bench",
        "BOUSSOLE_DAILY_TURNS": "10000",
        "BOUSSOLE_STREAM_LIMIT": str(arguments.limit),
    }
    try:
        with tempfile.TemporaryDirectory() as folder:
            base = Settings.from_environ(environment, None)
            with running_site(Path(folder), base, fixed_ports=False) as site:
                lift_limits(Path(folder))
                tokens = [token_of(site, person) for person in PEOPLE]
                print(json.dumps({"memory_after_launches": memory_of(site)}))
                print(json.dumps({"learner_home": home_rate(site, tokens[0], arguments.seconds)}))
                print(json.dumps({"answer_streams": stream_gaps(site, tokens, arguments.streams)}))
                print(json.dumps({"memory_after_load": memory_of(site)}))
    finally:
        model.kill()


main()
