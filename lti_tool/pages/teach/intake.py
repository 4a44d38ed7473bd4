"""Sending content: files or an address are handed to the worker, which reads them up to a preview."""

import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from flask import Response, request
from werkzeug.datastructures import FileStorage

from lti_tool.catalogue import previews
from lti_tool.catalogue.fetching import is_address
from lti_tool.errors import N_, ConflictError, InvalidInputError
from lti_tool.pages.forms import cleaned
from lti_tool.pages.teach.content import EVERYTHING, TEMPLATE, contents
from lti_tool.pages.teach.previewing import show_import
from lti_tool.pages.teach.routes import blueprint
from lti_tool.people.frame_sessions import Viewer
from lti_tool.people.roles import Role
from lti_tool.web import access
from lti_tool.web.bearer import viewer
from lti_tool.web.fragments import show
from lti_tool.web.i18n import said
from lti_tool.web.services import services
from lti_tool.web.transactions import db

#: All files of one form together, in bytes.
LARGEST_UPLOAD = 64 * 1024 * 1024
MOST_FILES = 50
LONGEST_NAME = 150
NO_FILE = N_("Choose at least one file first.")
TOO_MANY = N_("Choose at most 50 files at once.")


@blueprint.post("/content")
@access.open_to(Role.INSTRUCTOR)
def add() -> Response:
    """Take the files over and show that they are being read."""
    request.max_content_length = LARGEST_UPLOAD
    someone, held = viewer(), services()
    try:
        files = _files()
    except InvalidInputError as error:
        return show(TEMPLATE, status=error.status, error=said(error.message), **contents(someone, EVERYTHING))
    with _kept(files, held.settings.data_dir) as paths:
        return show_import(someone, _send(someone, paths))


@blueprint.post("/content/imports/address")
@access.open_to(Role.INSTRUCTOR)
def add_address() -> Response:
    """Note the address and show that it is being read; a wrong one is said beside its field."""
    someone, address = viewer(), cleaned(request.form.get("address", "")).strip()
    try:
        run_id = _fetch(someone, address)
    except InvalidInputError as error:
        wrong = {"address": address, "address_error": said(error.message)}
        return show(TEMPLATE, status=error.status, **wrong, **contents(someone, EVERYTHING))
    return show_import(someone, run_id)


@blueprint.post("/content/imports/<int:run_id>/retry")
@access.open_to(Role.INSTRUCTOR)
def retry(run_id: int) -> Response:
    """Read again what came from an address, or files whose reading broke off."""
    someone = viewer()
    run = previews.find_run(db(), someone.course_id, run_id)
    if is_address(run.source):
        return show_import(someone, _fetch(someone, run.source))
    files = services().staging.files(run_id)
    if run.state in previews.OPEN or not files:
        raise ConflictError(previews.NOT_READ if run.state in previews.OPEN else previews.GONE)
    return show_import(someone, _send(someone, files))


def _send(someone: Viewer, paths: Sequence[Path]) -> int:
    held = services()
    return previews.send_files(db(), held.staging, someone.course_id, paths, now=held.clock.now(), by=someone.user_id)


def _fetch(someone: Viewer, address: str) -> int:
    return previews.send_address(db(), someone.course_id, address, now=services().clock.now(), by=someone.user_id)


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
