"""What a process does not need before its first request is not loaded at its start."""

import subprocess
import sys

from alembic.script import ScriptDirectory

from lti_tool.db import schema

START = "import sys, lti_tool.cli.serving, lti_tool.app; print(*{name.partition('.')[0] for name in sys.modules})"
SLOW = {"scipy", "docx", "pptx", "pypdf", "trafilatura", "feedparser", "alembic", "huey", "openai", "sklearn", "av"}


def test_the_web_process_starts_without_the_slow_libraries() -> None:
    """Each takes between a tenth of a second and a second that the second start would wait for."""
    started = subprocess.run([sys.executable, "-c", START], capture_output=True, text=True, check=True)
    loaded = set(started.stdout.split())
    assert "flask" in loaded
    assert loaded & SLOW == set()


def test_the_newest_revision_is_the_one_that_alembic_finds() -> None:
    """It is read from the files, since Alembic itself is one of the slow libraries."""
    place = next(place for place in schema.PLACES if (place / "env.py").is_file())
    assert schema.newest_revision() == ScriptDirectory(str(place)).get_current_head()
