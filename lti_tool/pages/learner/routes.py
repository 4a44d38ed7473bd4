"""The blueprint that the learner's screens register their routes on."""

from flask import Blueprint

blueprint = Blueprint("learn", __name__, url_prefix="/learn")
