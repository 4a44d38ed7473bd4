"""Run every benchmark, one after the other, each in a process of its own; JSON lines to standard output.

    python -m tests.bench [--data DIRECTORY] [--only NAME ...] [--quick]

Benchmarks over public sets need `--data` (or `BOUSSOLE_BENCH_DATA`) and say so when they have none.
"""

import argparse
import os
import subprocess
import sys
from pathlib import Path

NOT_BENCHMARKS = {"__main__", "__init__", "search_data", "search_peers", "bare_launch", "paced_model"}


def names() -> list[str]:
    """Return the benchmark modules of this folder."""
    return sorted(path.stem for path in Path(__file__).parent.glob("*.py") if path.stem not in NOT_BENCHMARKS)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", default=os.environ.get("BOUSSOLE_BENCH_DATA", ""))
    parser.add_argument("--only", nargs="*", choices=names(), default=names())
    arguments = parser.parse_args()
    environment = {**os.environ, "BOUSSOLE_BENCH_DATA": arguments.data}
    failed = []
    for name in arguments.only:
        print(f'{{"benchmark": "{name}"}}', flush=True)
        if subprocess.run([sys.executable, "-m", f"tests.bench.{name}"], env=environment, check=False).returncode:
            failed.append(name)
    if failed:
        sys.exit(f"failed: {', '.join(failed)}")


main()
