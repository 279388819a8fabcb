"""Rows as the API and webhooks tell them: plain data, members by e-mail, instants in UTC with a Z."""

from datetime import UTC, datetime
from typing import Any

from django.db.models import Prefetch, QuerySet

from accounts.models import Membership
from delivery.models import Attempt
from routing.models import Consent, ConsentReceipt, Decision, Incident, Page, TimelineEntry
from sla.facts import CallOut
from sla.stored_tiers import call_out_of

DEADLINES = ("acknowledge_due_at", "response_due_at", "resolution_due_at", "next_opening_at")


def instant(at: datetime | None) -> str | None:
    """RFC 3339, in UTC."""
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z") if at else None


def address(member: Membership | None) -> str | None:
    """What the API calls a member by."""
    return member.handle if member else None


def with_all_told(found: QuerySet[Incident]) -> QuerySet[Incident]:
    """The incidents with everything `incident` reads, in a fixed number of queries."""
    pages = Page.objects.filter(kind=Page.Kind.PAGE).select_related("member__user", "message").order_by("id")
    return found.select_related(
        "organization", "client", "site", "contact", "taken_by__user", "merged_into", "held_request"
    ).prefetch_related(
        Prefetch("decisions", queryset=Decision.objects.order_by("id")),
        Prefetch("pages", queryset=pages),
        Prefetch("pages__message__attempts", queryset=Attempt.objects.order_by("number")),
        Prefetch(
            "consents", queryset=Consent.objects.select_related("receipt", "tier_version").order_by("id")
        ),
        Prefetch("timeline", queryset=TimelineEntry.objects.order_by("id")),
    )


def incident(row: Incident) -> dict[str, Any]:
    """An incident from `with_all_told`, whole."""
    return {
        "number": row.number,
        "reference": row.reference,
        "status": row.status,
        "summary": row.summary,
        "client": row.client.code if row.client else None,
        "site": row.site.name if row.site else None,
        "contact": contact(row),
        "service_line": row.service_line,
        "alert_class": row.alert_class or None,
        "priority": row.priority,
        "received_at": instant(row.received_at),
        "decisions": [{"fact": one.fact, **decision(one)} for one in row.decisions.all()],
        "held": held(row),
        "consent": consent(row),
        "acknowledged_by": address(row.taken_by),
        "acknowledged_at": instant(row.taken_at),
        "responded_at": instant(row.responded_at),
        "resolved_at": instant(row.resolved_at),
        "merged_into": row.merged_into.number if row.merged_into else None,
        "due_at": instant(row.due_at),
        "pages": [page(one) for one in row.pages.all()],
        "timeline": [
            {"at": instant(one.at), "kind": one.kind, "text": one.text} for one in row.timeline.all()
        ],
    }


def contact(row: Incident) -> dict[str, Any] | None:
    """Whoever reported it or is to be rung about it, as they said; null where nobody is named."""
    said = {"name": row.contact_name, "phone": row.contact_phone, "email": row.contact_email}
    is_vip = row.contact is not None and row.contact.is_vip
    told = said | {"is_vip": is_vip, "language": row.language or None}
    return told if any(said.values()) else None


def decision(row: Decision) -> dict[str, Any]:
    """`agreement`: the tier and version agreed on, null without an agreement."""
    return {
        "at": instant(row.at),
        "outcome": row.outcome,
        "band": row.band,
        "reasons": list(row.reasons),
        "agreement": row.tier_name if row.agreement_id else None,
        **{name: instant(getattr(row, name)) for name in DEADLINES},
    }


def held(row: Incident) -> dict[str, Any] | None:
    """Why it waked nobody at first, and how that ended; null where nobody doubted it."""
    found = getattr(row, "held_request", None)
    if found is None:
        return None
    return {
        "why": found.why, "claim": found.claim, "priority": found.priority, "held_at": instant(found.held_at),
        "ended_at": instant(found.ended_at), "ended_how": found.ended_how or None,
    }  # fmt: skip


def consent(row: Incident) -> dict[str, Any] | None:
    """The newest question about a charge, with its price and its receipt; null where none was asked."""
    found = next(reversed(row.consents.all()), None)
    if found is None:
        return None
    return {
        "status": found.status,
        "asked_at": instant(found.asked_at),
        "ended_at": instant(found.ended_at),
        "ended_by": found.ended_by or None,
        "opens_at": instant(found.opens_at),
        "call_out": call_out(call_out_of(found.tier_version).times(found.percent)),
        "receipt": receipt(found.receipt) if hasattr(found, "receipt") else None,
    }


def call_out(sold: CallOut) -> dict[str, Any]:
    """What a technician costs outside the agreement."""
    return {
        "rate_cents": sold.rate_cents,
        "currency": sold.currency,
        "minimum_minutes": sold.minimum_minutes,
        "increment_minutes": sold.increment_minutes,
        "terms_url": sold.terms_url,
        "terms_version": sold.terms_version,
        **{f"{band}_percent": percent for band, percent in sold.percents.items()},
    }


def receipt(row: ConsentReceipt) -> dict[str, Any]:
    """`digest`: SHA-256 of `text` in UTF-8."""
    return {
        "at": instant(row.at),
        "name": row.name,
        "role": row.role,
        "verified_by": row.verified_by,
        "channel": row.channel,
        "sent_to": row.sent_to,
        "address": row.address,
        "text": row.text,
        "wording": row.wording,
        "digest": row.digest,
    }


def page(row: Page) -> dict[str, Any]:
    """A page with the requests made to the provider for it; one that failed at once has none."""
    attempts = row.message.attempts.all() if row.message else ()
    return {
        "to": address(row.member),
        "channel": row.channel,
        "status": row.status,
        "reason": row.reason,
        "attempts": [{"at": instant(one.started_at), "status": one.status} for one in attempts],
    }
