"""How far an organization is on its way to a first night: facts, asked for in one question to the database."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from accounts.models import Invitation, Membership, Organization, Role
from delivery.actions.trial import TEST
from delivery.models import ContactMethod, Message, PhoneNumber
from oncall.models import LayerVersion
from routing.models import InboundEvent, Integration, Route
from sla.models import Agreement

GENERIC = Integration.Kind.GENERIC


@dataclass(frozen=True, slots=True)
class Readiness:
    """What is there. `served`: clients with an agreement; `heard`: an alert came; `tested`: the member got a test page."""

    number: bool
    phone: int | None  # the first verified one of the member
    others: int
    unreached: int  # of the others who are paged: without a verified phone
    invited: int
    mute_partner: str | None  # the first one without a verified phone
    rotation: bool
    route: bool
    served: int
    source: int | None  # the one that was connected first
    heard: bool
    tested: bool
    live: bool


def readiness(member: Membership) -> Readiness:
    mine = Organization.objects.filter(pk=member.organization_id)
    here = OuterRef("pk")
    found = mine.annotate(
        number=_any(PhoneNumber.objects.filter(organization=here, purpose="paging", archived_at=None)),
        phone=Subquery(_phones(member).order_by("pk").values("pk")[:1]),
        others=_count(Membership.objects.filter(organization=here, archived_at=None, user__isnull=False).exclude(pk=member.pk)),
        unreached=_count(_unreached(member).filter(organization=here)),
        invited=_count(Invitation.objects.filter(organization=here, accepted_at=None, revoked_at=None)),
        mute_partner=Subquery(_mute(Membership.objects.filter(organization=here, user=None)).order_by("pk").values("partner_name")[:1]),
        rotation=_any(LayerVersion.objects.filter(layer__schedule__organization=here, layer__schedule__archived_at=None)),
        route=_any(Route.objects.filter(organization=here)),
        served=_count(Agreement.objects.filter(organization=here, client__archived_at=None), "client"),
        source=Subquery(Integration.objects.filter(organization=here, kind=GENERIC).exclude(state="retired").order_by("pk").values("pk")[:1]),
        heard=_any(InboundEvent.objects.filter(organization=here, integration__kind=GENERIC)),
        tested=_any(
            Message.objects.filter(organization=here, purpose=TEST, address__in=_phones(member).values("address"))
            .filter(status="delivered", reason__in=("", "answered"))  # a machine that answers hears no page
        ),
        live=_any(Integration.objects.filter(organization=here, kind=GENERIC, state="live")),
    ).values("number", "phone", "others", "unreached", "invited", "mute_partner", "rotation", "route", "served", "source", "heard", "tested", "live")[0]  # fmt: skip
    return Readiness(**found)


def _phones(member: Membership) -> QuerySet[ContactMethod]:
    return ContactMethod.objects.filter(
        member=member, kind="phone", archived_at=None, verified_at__isnull=False
    )


def _unreached(member: Membership) -> QuerySet[Membership]:
    others = Membership.objects.filter(user__isnull=False).exclude(pk=member.pk).exclude(role=Role.VIEWER)
    return _mute(others)


def _mute(seats: QuerySet[Membership]) -> QuerySet[Membership]:
    """Those in use without a verified phone."""
    phones = ContactMethod.objects.filter(
        member=OuterRef("pk"), kind="phone", archived_at=None, verified_at__isnull=False
    )
    return seats.filter(archived_at=None).exclude(Exists(phones))


def _any(rows: QuerySet[Any]) -> Exists:
    return Exists(rows)


def _count(rows: QuerySet[Any], what: str = "pk") -> Coalesce:
    """How many different ones, as a subquery."""
    counted = rows.order_by().values("organization").annotate(rows=Count(what, distinct=True)).values("rows")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)
