"""The blueprint that the mentor's screens register their routes on."""

from flask import Blueprint

blueprint = Blueprint("mentor", __name__, url_prefix="/mentor")
