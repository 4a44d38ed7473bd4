"""Addresses of the Open edX process: the library's own under /api/, and levers for the tests under /control/.

Imported by Django in `.venv-interop` only.
"""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import include, path
from lti_consumer.data import Lti1p3LaunchData
from lti_consumer.lti_1p3.extensions.rest_framework.constants import LTI_DL_CONTENT_TYPE_SERIALIZER_MAP
from lti_consumer.models import LtiAgsLineItem, LtiAgsScore, LtiConfiguration, LtiDlContentItem

CONTEXT = "course-v1:Boussole+Transition+2026"


def preflight(request: HttpRequest) -> JsonResponse:
    """Begin a launch and give the address that the browser is sent to."""
    asked = request.GET
    configuration = LtiConfiguration.objects.order_by("id").first()
    launch = Lti1p3LaunchData(
        user_id=asked.get("user", "learner-1"),
        user_role=asked.get("role", "student"),
        config_id=str(configuration.config_id),
        resource_link_id=asked.get("link", "block-1"),
        external_user_id=asked.get("user", "learner-1"),
        launch_presentation_document_target="iframe",
        context_id=CONTEXT,
        context_type=["course_offering"],
        context_title="Transition",
        context_label="TRANSITION",
        message_type=asked.get("message", "LtiResourceLinkRequest"),
        name=asked.get("name"),
        deep_linking_content_item_id=asked.get("item"),
    )
    return JsonResponse({"url": configuration.get_lti_consumer().prepare_preflight_url(launch)})


def gradebook(request: HttpRequest) -> JsonResponse:
    """Give what the library stored."""
    items = {
        item.pk: {"label": item.label, "tag": item.tag, "resource_id": item.resource_id, "maximum": item.score_maximum}
        for item in LtiAgsLineItem.objects.all()
    }
    scores = [
        {
            "item": score.line_item_id,
            "user": score.user_id,
            "given": score.score_given,
            "maximum": score.score_maximum,
            "comment": score.comment,
            "grading": score.grading_progress,
            "timestamp": score.timestamp.isoformat(),
        }
        for score in LtiAgsScore.objects.all()
    ]
    return JsonResponse({"items": items, "scores": scores})


def deep_linking_answer(request: HttpRequest) -> JsonResponse:
    """Let the library check a deep linking answer, and keep each item as its own endpoint does."""
    configuration = LtiConfiguration.objects.order_by("id").first()
    items = configuration.get_lti_consumer().check_and_decode_deep_linking_token(request.POST["JWT"])
    kept = []
    for item in items:
        serializer = LTI_DL_CONTENT_TYPE_SERIALIZER_MAP[item["type"]](data=item)
        serializer.is_valid(raise_exception=True)
        kept.append(
            LtiDlContentItem.objects.create(
                lti_configuration=configuration, content_type=item["type"], attributes=serializer.validated_data
            )
        )
    return JsonResponse({"items": items, "kept": [one.pk for one in kept]})


def up(request: HttpRequest) -> HttpResponse:
    """Say that the process is up."""
    return HttpResponse("up")


urlpatterns = [
    path("api/", include("lti_consumer.plugin.urls")),
    path("control/preflight", preflight),
    path("control/gradebook", gradebook),
    path("control/deep-linking", deep_linking_answer),
    path("control/up", up),
]
