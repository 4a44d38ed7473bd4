"""Run the benchmarks, one after the other, each in a process of its own; JSON lines to standard output.

    python -m tests.bench [--data DIRECTORY] [--only NAME ...] [--long]

Without `--long` those that take minutes are left out or take fewer rounds: all together stay
below ten minutes on a quiet machine with two cores. Benchmarks over public sets need `--data`
(or `BOUSSOLE_BENCH_DATA`) and say so when they have none.
"""

import argparse
import json
import os
import subprocess
import sys
import time
from pathlib import Path

NOT_BENCHMARKS = {
    *("__main__", "__init__", "search_data", "search_peers", "search_postgresql", "bare_launch", "paced_model"),
}
#: Only with `--long`: reads hundreds of passages for their meaning, two a second; loads a page ten times in a browser.
LONG = {"search_meaning", "lighthouse"}
#: What is asked for with `--long` and otherwise; every benchmark has defaults of its own for the rest.
OPTIONS = {
    "search_speed": (
        ("--sizes", "1000", "10000", "50000", "100000", "--courses", "1", "100", "1000"),
        ("--sizes", "1000", "10000", "--courses", "1", "100"),
    ),
}


def names() -> list[str]:
    """Return the benchmark modules of this folder."""
    return sorted(path.stem for path in Path(__file__).parent.glob("*.py") if path.stem not in NOT_BENCHMARKS)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", default=os.environ.get("BOUSSOLE_BENCH_DATA", ""))
    parser.add_argument("--only", nargs="*", choices=names(), default=[])
    parser.add_argument("--long", action="store_true", help="everything, at every size: an hour and more")
    arguments = parser.parse_args()
    environment = {**os.environ, "BOUSSOLE_BENCH_DATA": arguments.data}
    left_out = set() if arguments.long or arguments.only else LONG
    failed = []
    for name in arguments.only or names():
        if name in left_out:
            print(json.dumps({"benchmark": name, "left_out": "takes minutes: --long"}), flush=True)
            continue
        print(json.dumps({"benchmark": name}), flush=True)
        options = OPTIONS.get(name, ((), ()))[0 if arguments.long else 1]
        begins = time.monotonic()
        ran = subprocess.run([sys.executable, "-m", f"tests.bench.{name}", *options], env=environment, check=False)
        print(json.dumps({"benchmark": name, "seconds": round(time.monotonic() - begins)}), flush=True)
        if ran.returncode:
            failed.append(name)
    if failed:
        sys.exit(f"failed: {', '.join(failed)}")


main()
