"""The peer of the launch benchmark: the least a Flask tool does with PyLTI1p3, checks as shipped, no database."""

from typing import Any

from cachelib import SimpleCache
from flask import Flask, request
from pylti1p3.contrib.flask import FlaskCacheDataStorage, FlaskMessageLaunch, FlaskOIDCLogin, FlaskRequest
from pylti1p3.tool_config import ToolConfDict


def bare_tool(issuer: str, client_id: str, addresses: dict[str, str], jwks: dict[str, Any], deployment: str) -> Flask:
    """Return the peer; the platform's keys are given, so that neither tool fetches them."""
    config = ToolConfDict(
        {
            issuer: [
                {
                    "default": True,
                    "client_id": client_id,
                    "auth_login_url": addresses["auth_url"],
                    "auth_token_url": addresses["token_url"],
                    "key_set": jwks,
                    "deployment_ids": [deployment],
                }
            ]
        }
    )
    storage = FlaskCacheDataStorage(SimpleCache(threshold=100_000))
    app = Flask("bare")
    app.secret_key = "bench"

    @app.post("/lti/login")
    def login() -> Any:
        asked = FlaskOIDCLogin(FlaskRequest(), config, launch_data_storage=storage)
        return asked.redirect(request.form["target_link_uri"])

    @app.post("/lti/launch")
    def launch() -> str:
        message = FlaskMessageLaunch(FlaskRequest(), config, launch_data_storage=storage)
        return f"Hello {message.get_launch_data()['sub']}"

    return app
