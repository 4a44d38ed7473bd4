"""What commands stand on: long work steps back behind pages."""

import os
import subprocess
import sys

from lti_tool.cli.context import BEHIND

GIVE_WAY = """
import os, subprocess, sys
from lti_tool.cli.context import give_way
give_way()
print(os.getpriority(os.PRIO_PROCESS, 0))
print(subprocess.run([sys.executable, "-c", "import os; print(os.nice(0))"], capture_output=True, text=True).stdout)
"""


def test_a_process_gives_way_with_all_that_it_starts() -> None:
    ran = subprocess.run([sys.executable, "-c", GIVE_WAY], capture_output=True, text=True, check=True)
    assert [int(line) for line in ran.stdout.split()] == [max(BEHIND, os.getpriority(os.PRIO_PROCESS, 0))] * 2
