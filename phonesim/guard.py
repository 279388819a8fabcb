"""Who may speak to us: Host and Origin of our own only (DNS rebinding), the phones from this machine only; the CSP."""

from collections.abc import Callable
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse, JsonResponse

from phonesim.settings import HOST

LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
API = "/2010-04-01/"
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Frame-Options": "DENY",
    "Cache-Control": "no-store",
}
Answer = Callable[[HttpRequest], HttpResponse]


def guard(get_response: Answer) -> Answer:
    """Django middleware."""

    def guarded(request: HttpRequest) -> HttpResponse:
        reason = objection(request)
        response = JsonResponse({"error": reason}, status=403) if reason else get_response(request)
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        response.headers.setdefault(
            "Content-Length", str(len(response.content))
        )  # or the line is not kept open
        return response

    return guarded


def objection(request: HttpRequest) -> str:
    """Why it may not, or nothing. The REST API has its own lock and may be reached from outside if HOST says so."""
    host = host_of(f"//{request.META.get('HTTP_HOST', '')}")
    if host not in LOOPBACK | {HOST}:
        return "This host name is not ours."
    if request.path.startswith(API):
        return ""
    if request.META.get("REMOTE_ADDR") not in LOOPBACK:
        return "The phones can only be used on this machine."
    return _foreign_page(request)


def _foreign_page(request: HttpRequest) -> str:
    origin = request.headers.get("Origin")
    if origin is not None and origin != f"http://{request.META.get('HTTP_HOST', '')}":
        return "Another page may not use the phones."
    if request.method != "GET" and request.headers.get("Sec-Fetch-Site", "none") not in (
        "none",
        "same-origin",
    ):
        return "Another page may not use the phones."
    return ""


def host_of(address: str) -> str:
    try:
        return urlsplit(address).hostname or ""
    except ValueError:
        return ""
