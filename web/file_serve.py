"""Handing out a file's bytes: always as something to save, never as a page of ours."""

from urllib.parse import quote, urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from hours.clock import now as present
from routing.attached import store
from routing.attached.kinds import TYPES, Kind
from routing.file_link import file_linked
from routing.models import Attachment
from web.client_form import never_a_dead_end
from web.client_page import private_page

SANDBOX = "default-src 'none'; sandbox"


@require_http_methods(["GET", "HEAD"])
@never_a_dead_end
def linked_file(request: HttpRequest, token: str) -> HttpResponse:
    """One 404 for every link that is wrong, outdated, or asked for at another host than the files' own."""
    own = urlsplit(settings.ATTACHMENTS.origin).netloc
    row = file_linked(token, now=present()) if not own or request.get_host() == own else None
    content = store.read(row.stored_name) if row else None
    if row is None or content is None:
        return private_page("files/gone.html", {}, status=404)
    return _hardened(HttpResponse(content, content_type=TYPES[Kind(row.kind)]), row.name)


def look_at(row: Attachment) -> HttpResponse | None:
    """The small picture that was drawn anew, to be shown; None: there is none."""
    content = store.read(row.look_name) if row.look_name and row.is_readable else None
    if content is None:
        return None
    answer = _hardened(HttpResponse(content, content_type="image/jpeg"), "")
    answer["Content-Disposition"] = "inline"
    answer["Cache-Control"] = "private, max-age=3600"
    return answer


def _hardened(answer: HttpResponse, name: str) -> HttpResponse:
    answer["Content-Disposition"] = f"attachment; filename=\"file\"; filename*=UTF-8''{quote(name, safe='')}"
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Security-Policy"] = SANDBOX
    answer["Cross-Origin-Resource-Policy"] = "same-origin"
    answer["Referrer-Policy"] = "no-referrer"
    answer["Cache-Control"] = "private, no-store"
    return answer
