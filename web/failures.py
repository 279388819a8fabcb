"""What is said when something broke outside of any view: programs get a problem, people a page."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views import defaults

from web.api.problems import MEDIA_TYPE, body_of


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Django's handler400."""
    if not is_for_programs(request):
        return defaults.bad_request(request, exception)
    return told(400, "invalid", "The request cannot be read.")


def server_error(request: HttpRequest) -> HttpResponse:
    """Django's handler500; the fault is in the log already."""
    if not is_for_programs(request):
        return defaults.server_error(request)
    return told(500, "our-fault", "The fault is ours and it is in the log. Nothing was promised.")


def is_for_programs(request: HttpRequest) -> bool:
    return request.path.startswith("/api/")


def told(status: int, kind: str, detail: str) -> JsonResponse:
    return JsonResponse(body_of(status, kind=kind, detail=detail), status=status, content_type=MEDIA_TYPE)
