"""Open edX's LTI library (lti-consumer-xblock, AGPL-3.0) as a platform in a process of its own.

Runs only with the interpreter of `.venv-interop` (see `run.sh`); nothing of the library is copied or
shipped, and the tool never imports it. Its launch, keyset, token and grade endpoints are the real ones,
on SQLite; what it would ask of the rest of Open edX (courseware blocks, members) is answered here.

    .venv-interop/bin/python tests/interop/openedx_platform.py --tool http://localhost:8000 --data DIR

Prints one JSON line with the values to register, then serves until it is ended.
"""

# Django wants to be configured before its applications are imported.
# ruff: noqa: PLC0415

import argparse
import json
import sys
from pathlib import Path
from socketserver import ThreadingMixIn
from types import SimpleNamespace
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import django
from django.conf import settings

#: The first is launched; the second only serves line items: the library couples a launch to its first one.
BLOCKS = tuple(f"block-v1:Boussole+Transition+2026+type@lti_consumer+block@{name}" for name in ("launched", "spare"))
#: More than one page of a hundred.
MEMBERS = {
    1: ("teacher-1", "Tess Teacher", "instructor"),
    **{number: (f"learner-{number - 1}", f"Learner {number - 1}", "student") for number in range(2, 132)},
}


class _Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class _Quiet(WSGIRequestHandler):
    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's name
        """Say nothing."""


def main() -> None:
    asked = _asked()
    server = make_server("127.0.0.1", asked.port, _nothing_yet, server_class=_Server, handler_class=_Quiet)
    root = f"http://127.0.0.1:{server.server_port}"
    _configure(root, asked.data)
    passport, launched, spare = _register(asked.tool)
    server.set_app(_application())
    base = f"{root}/api/lti_consumer/v1"
    print(
        json.dumps(
            {
                "url": root,
                "issuer": root,
                "client_id": passport.lti_1p3_client_id,
                "auth_url": f"{base}/launch/",
                "token_url": f"{base}/token/{passport.passport_id}",
                "jwks_url": f"{base}/public_keysets/{passport.passport_id}",
                "deployment": "1",
                "line_items": f"{base}/lti/{launched.id}/lti-ags",
                "spare_line_items": f"{base}/lti/{spare.id}/lti-ags",
                "roster": f"{base}/lti/{launched.id}/memberships",
            }
        ),
        flush=True,
    )
    server.serve_forever()


def _nothing_yet(environ: dict[str, object], start_response: object) -> list[bytes]:
    return []


def _configure(root: str, data: Path) -> None:
    sys.path.insert(0, str(Path(__file__).parent))
    settings.configure(
        DEBUG=False,
        SECRET_KEY="only for these tests, only on this machine",
        ALLOWED_HOSTS=["127.0.0.1", "localhost"],
        ROOT_URLCONF="openedx_controls",
        DATABASES={
            "default": {
                "ENGINE": "django.db.backends.sqlite3",
                "NAME": str(data / "openedx.sqlite3"),
                "OPTIONS": {"timeout": 20},
            }
        },
        CACHES={"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}},
        INSTALLED_APPS=[
            "django.contrib.auth",
            "django.contrib.contenttypes",
            "django.contrib.sessions",
            "rest_framework",
            "waffle",
            "config_models",
            "lti_consumer",
        ],
        MIDDLEWARE=["crum.CurrentRequestUserMiddleware"],
        TEMPLATES=[{"BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True}],
        DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
        USE_TZ=True,
        PLATFORM_NAME="Open edX",
        LMS_ROOT_URL=root,
        LTI_BASE=root,
        LTI_API_BASE=root,
        USAGE_ID_PATTERN=r"(?P<usage_id>(?:i4x://?[^/]+/[^/]+/[^/]+/[^@]+(?:@[^/]+)?)|(?:[^/]+))",
        FEATURES={},
    )
    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0, run_syncdb=True)
    _answer_for_the_rest_of_openedx()


def _answer_for_the_rest_of_openedx() -> None:
    from lti_consumer.plugin import compat

    def no_block(location: object) -> object:
        raise ValueError("there is no courseware here")

    def members(course_key: object) -> dict[int, dict[str, object]]:
        return {
            number: {"id": number, "username": name, "email": f"{name}@openedx.example", "name": name, "roles": [role]}
            for number, (_, name, role) in MEMBERS.items()
        }

    def external_ids(users: object) -> dict[int, SimpleNamespace]:
        return {number: SimpleNamespace(external_user_id=subject) for number, (subject, _, _) in MEMBERS.items()}

    compat.load_enough_xblock = no_block
    compat.get_course_members = members
    compat.batch_get_or_create_externalids = external_ids
    compat.nrps_pii_disallowed = lambda: True
    compat.merge_course_forum_roles = lambda course_key, data: None


def _register(tool: str) -> tuple[object, object, object]:
    from lti_consumer.models import Lti1p3Passport, LtiConfiguration
    from opaque_keys.edx.keys import UsageKey

    passport = Lti1p3Passport.objects.create(name="Boussole", lti_1p3_tool_keyset_url=f"{tool}/lti/jwks.json")
    launched, spare = (
        LtiConfiguration.objects.create(
            version=LtiConfiguration.LTI_1P3,
            config_store=LtiConfiguration.CONFIG_ON_DB,
            lti_1p3_passport=passport,
            location=UsageKey.from_string(block),
            lti_1p3_oidc_url=f"{tool}/lti/login",
            lti_1p3_launch_url=f"{tool}/lti/launch",
            lti_1p3_redirect_uris=[f"{tool}/lti/launch"],
            lti_advantage_ags_mode=LtiConfiguration.LTI_ADVANTAGE_AGS_PROGRAMMATIC,
            lti_advantage_enable_nrps=True,
            lti_advantage_deep_linking_enabled=True,
            lti_advantage_deep_linking_launch_url=f"{tool}/lti/launch",
        )
        for block in BLOCKS
    )
    passport.refresh_from_db()
    return passport, launched, spare


def _application() -> object:
    from django.core.wsgi import get_wsgi_application

    return get_wsgi_application()


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Open edX's LTI library as a platform.")
    parser.add_argument("--tool", required=True, help="the tool's origin")
    parser.add_argument("--data", type=Path, required=True, help="a directory for its database")
    parser.add_argument("--port", type=int, default=0)
    return parser.parse_args()


if __name__ == "__main__":
    main()
