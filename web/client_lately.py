"""What came in lately by the clients' forms, counted from its rows: it holds when the cache is gone or was emptied."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from accounts.models import Organization
from routing.actions.consent_ask import FORM
from routing.models import InboundEvent, Incident, Integration
from sla.models import Client
from web.client_score import OFTEN

HOUR, TEN_MINUTES = timedelta(hours=1), timedelta(minutes=10)
COUNTED = 201  # more says nothing more


@dataclass(frozen=True)
class Lately:
    """Requests before this one: of the client, its phone and its words within the hour, of its block in ten minutes."""

    client: int = 0
    phone: int = 0
    same_words: int = 0
    address: int = 0


NOTHING = Lately()


def lately(
    organization: Organization, client: Client | None, *, phone: str, summary: str, block: str, now: datetime
) -> Lately:
    """Two questions, however many came; without a client: by the shared form."""
    rows = Incident.objects.filter(
        organization=organization, client=client, channel=FORM, received_at__gt=now - HOUR
    )
    found = list(rows.order_by("-received_at").values_list("contact_phone", "summary")[:COUNTED])
    said = summary.casefold()
    return Lately(
        client=len(found),
        phone=sum(bool(phone) and phone == before for before, _summary in found),
        same_words=min(sum(before.casefold() == said for _phone, before in found), OFTEN),
        address=_of_block(organization, block, now) if block else 0,
    )


def _of_block(organization: Organization, block: str, now: datetime) -> int:
    events = InboundEvent.objects.filter(
        organization=organization, integration__kind=Integration.Kind.FORM,
        received_at__gt=now - TEN_MINUTES,
    )  # fmt: skip
    inside = events.extra(where=["routing_inboundevent.address <<= %s"], params=[block])  # noqa: S610 - a parameter
    return len(inside.values_list("pk")[:COUNTED])
