"""A client as the API tells it, with its sites, contacts and agreements."""

from typing import Any

from django.conf import settings

from accounts.edition import edition_of
from sla.actions.agreements import agreement_state
from sla.actions.clients import client_state
from sla.actions.contacts import contact_state
from sla.actions.sites import site_state
from sla.models import Agreement, Client, ClientContact, Site
from web.api.telling import instant

Said = dict[str, Any]


def client_told(row: Client) -> Said:
    """Loaded with its calendar and aliases."""
    state = client_state(row)
    return {
        **state,
        "time_zone": row.calendar.time_zone,
        "form_address": form_address(row.slug),
        "archived_at": instant(row.archived_at),
        "edition": edition_of(state),
    }


def client_whole(row: Client) -> Said:
    """From `with_everything`, with its aliases."""
    return client_told(row) | {
        "sites": list(map(site_told, row.sites.all())),
        "contacts": list(map(contact_told, row.contacts.all())),
        "agreements": list(map(agreement_told, row.agreements.all())),
    }


def form_address(slug: str) -> str:
    return f"{settings.PUBLIC_BASE_URL}/r/{slug}/"


def site_told(row: Site) -> Said:
    return told(row.pk, site_state(row))


def contact_told(row: ClientContact) -> Said:
    return told(row.pk, contact_state(row))


def told(number: int, state: Said) -> Said:
    """What belongs to a client, whose name is in the address."""
    about = {name: value for name, value in state.items() if name != "client"}
    return {"id": number, **about, "edition": edition_of(state)}


def agreement_told(row: Agreement) -> Said:
    """Loaded with its version and that one's tier."""
    return {
        "id": row.pk,
        "tier": row.version.tier_id,
        "tier_name": row.version.tier.name,
        "version": row.version.number,
        "site": row.site_id,
        "service_line": row.service_line or None,
        "starts_on": row.starts_on.isoformat(),
        "ends_on": row.ends_on.isoformat() if row.ends_on else None,
        "suspended_at": instant(row.suspended_at),
        "edition": edition_of(agreement_state(row)),
    }
