"""The habits of real platforms, one profile each, so that the tool meets them before its users do.

Every field that departs from the plain reading of the specification names where the habit was seen:
"live 4.5.6" is a Moodle 4.5.6 that was watched in November 2026, "source" the platform's published code,
"docs" its published documentation, (u) a report that was not verified.
"""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Paths:
    """Where each endpoint lives; `{course}`, `{item}` and `{tool}` are filled in."""

    authorize: str = "/lti/authorize"
    token: str = "/lti/token"  # noqa: S105 - an address
    jwks: str = "/lti/jwks"
    configuration: str = "/.well-known/openid-configuration"
    register: str = "/lti/register"
    line_items: str = "/services/courses/{course}/lineitems"
    line_item: str = "/services/courses/{course}/lineitems/{item}"
    roster: str = "/services/courses/{course}/members"


@dataclass(frozen=True)
class Profile:
    """What one kind of platform does; the defaults are the specification with nothing added."""

    name: str
    title: str
    paths: Paths = field(default_factory=Paths)
    # Canvas (docs): one issuer for all its customers, whatever host serves them. None: the campus's own address.
    fixed_issuer: str | None = None
    # Moodle signs exp = iat + 60 s (live 4.5.6); Canvas one hour (source).
    id_token_seconds: int = 60
    # Moodle: numeric ids as strings (live 4.5.6). Canvas: UUIDs (docs).
    uuid_subjects: bool = False
    # Moodle: JSON, to be returned byte for byte (live 4.5.6). Canvas: a JWT (source).
    message_hint: str = "json"
    # Moodle names the parameter lti_deployment_id (live 4.5.6, as the specification), Canvas deployment_id (docs).
    deployment_parameter: str = "lti_deployment_id"
    # Canvas adds its region and environment to the login request (docs).
    login_extras: tuple[tuple[str, str], ...] = ()
    # Canvas: name of the frame that keeps data for tools (docs); Moodle sends none (live 4.5.6).
    storage_target: str | None = None
    # Moodle: only launch_presentation.locale, lower case with underscore (live 4.5.6). Canvas: both, fr-CA (docs).
    bcp47_locale: bool = False
    # Moodle: the kind of course by its short name (live 4.5.6); others by its URI (specification).
    short_context_type: bool = False
    # "See as a student". Moodle: the teacher, as a learner, under the same sub (live 4.5.6). Canvas: a person of its
    # own in each course, marked TestUser (source).
    test_student: bool = False
    # Canvas names what a person is in the institution beside the role in the course (docs).
    institution_roles: bool = False
    # Moodle has no mentor role: such people arrive as learners (live 4.5.6).
    mentors_are_learners: bool = False
    # Canvas: an observer arrives as Mentor, with the people observed in role_scope_mentor (docs).
    observers: bool = False
    # Moodle: an administrator is also Instructor of each course (live 4.5.6).
    administrators_teach: bool = False
    # Moodle's roster leaves out administrators who are not enrolled (live 4.5.6).
    roster_lists_administrators: bool = True
    # Moodle: a custom key with capitals arrives twice, lower-cased and as typed (live 4.5.6).
    custom_keys_twice: bool = False
    # Moodle: `?type_id=` on every service address (live 4.5.6); without it the service is not found.
    type_id: bool = False
    # Moodle's cURL security blocks private hosts and unusual ports: a page with 404 in place of a token (live 4.5.6).
    blocked_keys_as_page: bool = False
    # Moodle: the token endpoint serves JSON as text/html, and broken JSON on errors (live 4.5.6).
    token_as_html: bool = False
    # Moodle 409, Canvas and Open edX 400 (source, live 4.5.6).
    stale_score_status: int = 409
    # Moodle compares whole seconds (live 4.5.6).
    whole_seconds: bool = True
    # Canvas answers with the address of the result (docs); Moodle with an empty body (live 4.5.6).
    score_answers_result: bool = False
    # Moodle: a user id that is not a number breaks its database query (live 4.5.6).
    odd_user_status: int = 400
    # Moodle's roster uses short role names (live 4.5.6); Canvas full URIs (docs).
    roster_short_roles: bool = True
    # Moodle: next page only when `?limit=` was asked for (live 4.5.6).
    roster_pages_on_request: bool = False
    # Moodle has been seen with curly quotes round the relation (u).
    roster_curly_quotes: bool = False
    # NRPS 2.0 section 2.5: neither Moodle nor Canvas offers it (source).
    roster_differences: bool = True
    # Pages of this length when the tool names none.
    page_length: int = 50
    # Moodle sends no `data` in deep linking (live 4.5.6).
    deep_linking_data: bool = True
    deep_linking_types: tuple[str, ...] = ("ltiResourceLink", "link")
    # Canvas: the registration token must be on the GET of the configuration too (docs).
    configuration_needs_token: bool = False
    # Canvas shows no deployment_id in its answer to a registration (docs).
    registration_shows_deployment: bool = True
    # Canvas refuses messages and placements that it does not know (source).
    registration_is_strict: bool = False
    # Moodle: the tool waits until an administrator activates it (live 4.5.6).
    registration_pending: bool = True
    # Moodle: an active tool is still not in the activity chooser (live 4.5.6).
    chooser_by_choice: bool = False
    # Canvas changes the frame's height when a tool asks (docs); Moodle hears nothing, height 750 px (live 4.5.6).
    hears_messages: bool = True
    # Canvas refuses work handed in more than a minute from now (source).
    refuses_future_work: bool = False
    # Canvas: submission type and new_submission are extensions of AGS (docs).
    score_extensions: bool = False


PLAIN = Profile(name="plain", title="Plain LTI 1.3")

MOODLE = Profile(
    name="moodle",
    title="Moodle",
    paths=Paths(
        authorize="/mod/lti/auth.php",
        token="/mod/lti/token.php",  # noqa: S106 - an address
        jwks="/mod/lti/certs.php",
        configuration="/mod/lti/openid-configuration.php",
        register="/mod/lti/openid-registration.php",
        line_items="/mod/lti/services.php/{course}/lineitems",
        line_item="/mod/lti/services.php/{course}/lineitems/{item}/lineitem",
        roster="/mod/lti/services.php/CourseSection/{course}/bindings/{tool}/memberships",
    ),
    short_context_type=True,
    mentors_are_learners=True,
    administrators_teach=True,
    roster_lists_administrators=False,
    custom_keys_twice=True,
    type_id=True,
    blocked_keys_as_page=True,
    token_as_html=True,
    odd_user_status=502,
    roster_pages_on_request=True,
    roster_curly_quotes=True,
    roster_differences=False,
    deep_linking_data=False,
    deep_linking_types=("ltiResourceLink",),
    chooser_by_choice=True,
    hears_messages=False,
)

CANVAS = Profile(
    name="canvas",
    title="Canvas",
    paths=Paths(
        authorize="/api/lti/authorize_redirect",
        token="/login/oauth2/token",  # noqa: S106 - an address
        jwks="/api/lti/security/jwks",
        configuration="/api/lti/security/openid-configuration",
        register="/api/lti/registrations",
        line_items="/api/lti/courses/{course}/line_items",
        line_item="/api/lti/courses/{course}/line_items/{item}",
        roster="/api/lti/courses/{course}/names_and_roles",
    ),
    fixed_issuer="https://canvas.instructure.com",
    id_token_seconds=3600,
    uuid_subjects=True,
    message_hint="jwt",
    deployment_parameter="deployment_id",
    login_extras=(("canvas_region", "eu-west-1"), ("canvas_environment", "prod")),
    storage_target="post_message_forwarding",
    bcp47_locale=True,
    test_student=True,
    institution_roles=True,
    observers=True,
    stale_score_status=400,
    whole_seconds=False,
    score_answers_result=True,
    roster_short_roles=False,
    roster_differences=False,
    page_length=10,
    configuration_needs_token=True,
    registration_shows_deployment=False,
    registration_is_strict=True,
    registration_pending=False,
    refuses_future_work=True,
    score_extensions=True,
)

PROFILES = {profile.name: profile for profile in (PLAIN, MOODLE, CANVAS)}
