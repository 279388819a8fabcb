"""Inbound sources as pages to read: all of them, and one with what came last beside what we understood."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from accounts.permissions import Act
from routing.actions.integrations import BUILT_IN
from routing.models import InboundEvent, Integration
from routing.queries import get_event, get_integration, integrations, with_traffic
from web.found import or_404
from web.live import stamp_of, unless_seen
from web.source_sheet import Heard, day_of, heard_lately, meaning_of, read_again
from web.visit import Visit, members_only, show

EXPLAINED = {
    "form": _("What clients report in their form. Each client has its own address, on the client's page."),
    "member": _("What a member reports for a client, here or through the API."),
    "phone": _("Texts and calls to your client number."),
}


@members_only(Act.MANAGE)
def source_list(request: HttpRequest, visit: Visit) -> HttpResponse:
    rows = list(with_traffic(integrations(visit.organization), since=day_of(visit.now)))
    context = {
        "room": "setup",
        "sources": [row for row in rows if row.kind not in BUILT_IN],
        "built_in": [(row, EXPLAINED[row.kind]) for row in rows if row.kind in BUILT_IN],
    }
    return show(request, visit, "sources/list.html", context)


@members_only(Act.MANAGE)
def source_page(request: HttpRequest, visit: Visit, source_id: int) -> HttpResponse:
    return show(request, visit, "sources/page.html", _context(visit, found_source(visit, source_id)))


@members_only(Act.MANAGE)
def source_live(request: HttpRequest, visit: Visit, source_id: int) -> HttpResponse:
    """The part of the page that renews itself: the last events."""
    context = _context(visit, found_source(visit, source_id))
    return unless_seen(
        request, str(context["stamp"]), lambda: show(request, visit, "sources/_live.html", context)
    )


@members_only(Act.MANAGE)
def source_event(request: HttpRequest, visit: Visit, source_id: int, event_id: UUID) -> HttpResponse:
    """One event: as it came, what we understood, what would be decided now and whom it would page."""
    source = found_source(visit, source_id)
    try:
        heard = read_again(source, get_event(source, event_id))
    except InboundEvent.DoesNotExist:
        raise Http404 from None
    context = {"room": "setup", "source": source, "meaning": meaning_of(source, heard, now=visit.now)}
    return show(request, visit, "sources/event.html", context)


def found_source(visit: Visit, source_id: int) -> Integration:
    """Raises Http404, also for another organization's, a built-in and a retired one."""
    return or_404(get_integration, visit.organization, source_id)


def _context(visit: Visit, source: Integration) -> dict[str, object]:
    heard = heard_lately(source)
    until = source.previous_key_until
    old_key_works = until is not None and until > visit.now
    return {
        "room": "setup", "source": source, "heard": heard, "old_key_works": old_key_works,
        "with_old_key": _last_with(heard, source.previous_key_prefix) if old_key_works else None,
        "stamp": stamp_of(source.state, old_key_works, [one.event.pk for one in heard], _minute(visit)),
    }  # fmt: skip


def _last_with(heard: list[Heard], prefix: str) -> Heard | None:
    return next((one for one in heard if one.event.key_prefix == prefix), None)


def _minute(visit: Visit) -> str:
    return f"{visit.now:%H:%M}"
