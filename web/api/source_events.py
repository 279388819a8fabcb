"""What came from a source lately: how we read it, and what it would do now."""

from typing import Any
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.permissions import Act
from hours.clock import now
from routing.inbound.signal import Control, Signal
from routing.queries import get_event
from web.api import source_shapes as shapes
from web.api.sources import source_of
from web.api.telling import instant, verdict, would_page
from web.api.view import ApiView
from web.source_sheet import Heard, Meaning, heard_lately, meaning_of, read_again

MOST = 25


def told(heard: Heard) -> dict[str, Any]:
    event, signal, done = heard.event, heard.signal, heard.event.handling
    return {
        "id": str(event.pk),
        "received_at": instant(event.received_at),
        "key_prefix": event.key_prefix,
        "outcome": done.outcome or None if done.due_at is None else None,
        "incident": done.incident.number if done.incident else None,
        "understood": understood(heard),
        "summary": heard.words,
        "action": signal.action.value if signal else None,
        "priority": signal.priority if signal else None,
        "severity": signal.severity if signal else "",
        "client_word": signal.client if signal else "",
        "dedup_key": signal.dedup_key if signal else None,
        "warnings": list(signal.warnings) if signal else [],
    }


def understood(heard: Heard) -> str:
    match heard.said:
        case Signal():
            return "alert"
        case Control():
            return "test"
        case _:
            return "unreadable"


def whole(meaning: Meaning) -> dict[str, Any]:
    at = now()
    return told(meaning.heard) | {
        "raw": meaning.raw,
        "raw_is_cut": meaning.is_cut,
        "client": meaning.found.client.code if meaning.found.client else None,
        "site": meaning.found.site.name if meaning.found.site else None,
        "could_be": list(meaning.found.candidates),
        "service_line": meaning.service_line,
        "nothing_because": meaning.nothing,
        "decision": verdict(meaning.verdict, at=at) if meaning.verdict else None,
        "would_page": list(map(would_page, meaning.foreseen)),
    }


class Events(ApiView):
    acts = {"GET": Act.MANAGE}

    @extend_schema(operation_id="sources_events", responses=shapes.EventsTold)
    def get(self, request: Request, source_id: int) -> Response:
        """The last 25, the newest first, read by today's rules; there is always one page."""
        heard = heard_lately(source_of(request, source_id), MOST)
        return Response({"results": list(map(told, heard)), "next": None, "previous": None})


class OneEvent(ApiView):
    acts = {"GET": Act.MANAGE}

    @extend_schema(operation_id="sources_event", responses=shapes.EventWhole)
    def get(self, request: Request, source_id: int, event_id: UUID) -> Response:
        """One as it came, what would be decided now, and whom it would page."""
        source = source_of(request, source_id)
        heard = read_again(source, get_event(source, event_id))
        return Response(whole(meaning_of(source, heard, now=now())))
