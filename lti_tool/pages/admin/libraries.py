"""/admin/libraries: content of the organisation that several courses offer."""

from dataclasses import dataclass
from http import HTTPStatus
from typing import Self

from flask import Blueprint, make_response, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from lti_tool.catalogue import libraries
from lti_tool.errors import N_, InvalidInputError, NotFoundError
from lti_tool.lti import platforms
from lti_tool.pages.admin.desk import onward
from lti_tool.people.courses import find_or_create_course
from lti_tool.web import access
from lti_tool.web.services import services
from lti_tool.web.transactions import db

DONE = {
    "shared": N_("Saved. Instructors find it under Content, Libraries."),
    "withdrawn": N_("No longer shared: no other course shows it. Its content stays in its course."),
}
NO_KEY = N_("Give the key of the course that holds the content, at most 255 characters.")
LONGEST_KEY = 255


@dataclass(frozen=True, slots=True)
class LibraryForm:
    """What is shared, with whom."""

    key: str = ""
    name: str = ""
    description: str = ""
    platform: int | None = None
    is_open: bool = True

    @classmethod
    def of(cls, sent: MultiDict[str, str]) -> Self:
        """Read the form; a platform that is no number stands for all."""
        return cls(
            key=sent.get("key", "").replace("\x00", "").strip(),
            name=sent.get("name", "").replace("\x00", ""),
            description=sent.get("description", "").replace("\x00", ""),
            platform=sent.get("platform", type=int),
            is_open="open" in sent,
        )

    @classmethod
    def about(cls, library: libraries.Library) -> Self:
        """Fill the form with a library, to change it."""
        return cls(library.key, library.name, library.description, library.platform_id, library.open)


class LibraryPages:
    """The list, the form of a new one or of one to change; stop sharing one, and share it again."""

    def add_to(self, blueprint: Blueprint) -> None:
        """Add the routes."""
        blueprint.add_url_rule("/libraries", "libraries", self.show, methods=["GET"])
        blueprint.add_url_rule("/libraries", "share_library", self.share, methods=["POST"])
        blueprint.add_url_rule("/libraries/withdraw", "withdraw_library", self.withdraw, methods=["POST"])
        blueprint.add_url_rule("/libraries/restore", "restore_library", self.restore, methods=["POST"])

    @access.administrator
    def show(self) -> ResponseReturnValue:
        """Show every library; with `library` the form holds that one."""
        chosen = request.args.get("library", type=int)
        return self._page(LibraryForm.about(libraries.one(db(), chosen)) if chosen is not None else LibraryForm())

    @access.administrator
    def share(self) -> ResponseReturnValue:
        """Share a course's content, or change how it is shared."""
        form, now = LibraryForm.of(request.form), services().clock.now()
        try:
            _check_key(form.key)
            libraries.check(form.name, form.description)
            known = {platform.id for platform in platforms.listed(db())}
            libraries.share(
                db(),
                find_or_create_course(db(), form.key, now).id,
                form.name,
                description=form.description,
                platform_id=form.platform if form.platform in known else None,
                is_open=form.is_open,
                now=now,
            )
        except InvalidInputError as error:
            return make_response(self._page(form, error.fields), HTTPStatus.UNPROCESSABLE_ENTITY)
        return onward(url_for("admin.libraries", done="shared"))

    @access.administrator
    def withdraw(self) -> ResponseReturnValue:
        """Stop sharing one; the page offers the way back."""
        library_id = _chosen()
        libraries.withdraw(db(), library_id, services().clock.now())
        return onward(url_for("admin.libraries", done="withdrawn", withdrawn=library_id))

    @access.administrator
    def restore(self) -> ResponseReturnValue:
        """Share one again where it was offered."""
        libraries.restore(db(), _chosen())
        return onward(url_for("admin.libraries", done="shared"))

    def _page(self, form: LibraryForm, errors: dict[str, str] | None = None) -> str:
        return render_template(
            "admin/libraries.html",
            form=form,
            errors=errors or {},
            libraries=libraries.every(db()),
            platforms=platforms.listed(db()),
            done=DONE.get(request.args.get("done", "")),
            withdrawn=request.args.get("withdrawn", type=int),
        )


def _check_key(key: str) -> None:
    if not key or len(key) > LONGEST_KEY:
        raise InvalidInputError(NO_KEY, fields={"key": NO_KEY})


def _chosen() -> int:
    chosen = request.form.get("library", type=int)
    if chosen is None:
        raise NotFoundError
    return chosen
