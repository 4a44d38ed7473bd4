"""Adding content: files are read under limits, each problem is named, the rest goes in; undo."""

import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from flask import Response, request
from werkzeug.datastructures import FileStorage

from lti_tool.catalogue import undo, uploads
from lti_tool.errors import N_, InvalidInputError, UnavailableError
from lti_tool.pages.forms import cleaned
from lti_tool.pages.teach.content import TEMPLATE, ListForm, contents
from lti_tool.pages.teach.routes import blueprint
from lti_tool.people.frame_sessions import Viewer
from lti_tool.people.roles import Role
from lti_tool.web import access
from lti_tool.web.bearer import viewer
from lti_tool.web.fragments import show
from lti_tool.web.i18n import said
from lti_tool.web.services import services
from lti_tool.web.transactions import db, finish_early

EVERYTHING = ListForm("", 1)
#: All files of one form together, in bytes.
LARGEST_UPLOAD = 64 * 1024 * 1024
MOST_FILES = 50
LONGEST_NAME = 150
NO_FILE = N_("Choose at least one file first.")
TOO_MANY = N_("Choose at most 50 files at once.")


@blueprint.post("/content")
@access.open_to(Role.INSTRUCTOR)
def add() -> Response:
    """Read the files that were sent and show what came of each."""
    request.max_content_length = LARGEST_UPLOAD
    someone, note = viewer(), None
    try:
        files = _files()
    except InvalidInputError as error:
        return show(TEMPLATE, status=error.status, error=said(error.message), **contents(someone, EVERYTHING))
    try:
        _import(someone, files)
    except UnavailableError as error:  # everything is stored; the index follows
        note = error
    return show(TEMPLATE, note=note, just_added=True, **contents(someone, EVERYTHING))


@blueprint.post("/content/imports/<int:run_id>/undo")
@access.open_to(Role.INSTRUCTOR)
def undo_import(run_id: int) -> Response:
    """Put everything back as it was before the last import."""
    someone = viewer()
    undo.undo(db(), someone.course_id, run_id, services().clock.now())
    return show(TEMPLATE, **contents(someone, EVERYTHING))


def _import(someone: Viewer, files: Sequence[FileStorage]) -> None:
    held = services()
    finish_early()  # reading takes long, and importing opens transactions of its own
    with _kept(files, held.settings.data_dir) as paths:
        uploads.import_uploads(held.database, held.engines, held.clock, someone.course_id, paths, by=someone.user_id)


def _files() -> Sequence[FileStorage]:
    files = [file for file in request.files.getlist("files") if file.filename]
    if not files:
        raise InvalidInputError(NO_FILE)
    if len(files) > MOST_FILES:
        raise InvalidInputError(TOO_MANY)
    return files


def safe_name(name: str) -> str:
    """Return a file name without folders and control characters, short enough for any disk, its ending kept."""
    last = cleaned(name).replace("\\", "/").rsplit("/", 1)[-1].replace("\n", " ").strip(". ")
    stem, dot, ending = last.rpartition(".")
    short = (stem or ending).encode()[:LONGEST_NAME].decode("utf-8", "ignore")
    return f"{short}{dot}{ending[:10]}" if stem else short or "file"


@contextmanager
def _kept(files: Sequence[FileStorage], data_dir: Path) -> Iterator[list[Path]]:
    """Keep the files in a folder of their own, under names that are safe and still tell them apart."""
    folder = Path(tempfile.mkdtemp(prefix="upload-", dir=data_dir))
    try:
        paths = []
        for number, file in enumerate(files):
            path = folder / str(number) / safe_name(file.filename or "")
            path.parent.mkdir()
            file.save(path)
            paths.append(path)
        yield paths
    finally:
        shutil.rmtree(folder, ignore_errors=True)
