"""The blueprint that the instructor's screens register their routes on."""

from flask import Blueprint

blueprint = Blueprint("teach", __name__, url_prefix="/teach")
