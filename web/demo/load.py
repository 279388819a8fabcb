"""Harbor Pine IT, the demo MSP: loaded once, on request, never in production."""

from datetime import datetime

from django.db import transaction

from accounts.audit import Actor
from accounts.models import Membership, Organization, User
from delivery.models import ContactMethod, PhoneNumber, ProviderAccount
from sla.actions.tiers import add_version
from sla.grid import GOLD_ALL_DAY
from sla.models import SlaTier
from web.actions.set_up import Plan, set_up_organization
from web.demo.clients import load_clients
from web.demo.people import ALICE, CAROL, CLIENT_NUMBER, PAGING_NUMBER, PASSWORD, PEOPLE, Person
from web.demo.rota import load_fallback, load_rota

SLUG = "harbor-pine"
PLAN = Plan(
    name="Harbor Pine IT", slug=SLUG, time_zone="America/New_York", country="US", language="en", incident_prefix="HP",
    desk_email="desk@harborpine.example",
)  # fmt: skip


def is_loaded() -> bool:
    return Organization.objects.filter(slug=SLUG).exists()


def load_demo(*, now: datetime) -> Organization:
    """Everything or nothing."""
    with transaction.atomic():
        organization = set_up_organization(plan=PLAN, actor=Actor.command("load_demo"), now=now)
        organization.client_phone, organization.went_live_at = CLIENT_NUMBER, now
        organization.save(update_fields=["client_phone", "went_live_at"])
        members = {person: _join(organization, person, now) for person in PEOPLE}
        _numbers(organization, now)
        gold = SlaTier.objects.get(organization=organization, name=GOLD_ALL_DAY.name)
        add_version(gold, GOLD_ALL_DAY, now=now)
        load_clients(organization, now=now)
        load_rota(organization, list(members.values()), now=now)
        load_fallback(organization, [members[ALICE], members[CAROL]])
    return organization


def _join(organization: Organization, person: Person, now: datetime) -> Membership:
    user = User.objects.create_user(person.email, PASSWORD, name=person.name, joined_at=now)
    member = Membership.objects.create(organization=organization, user=user, role=person.role, created_at=now)
    ContactMethod.objects.create(
        organization=organization, member=member, kind=ContactMethod.Kind.PHONE, address=person.phone, verified_at=now,
        created_at=now,
    )  # fmt: skip
    return member


def _numbers(organization: Organization, now: datetime) -> None:
    account, _ = ProviderAccount.objects.get_or_create(
        organization=None, archived_at=None, defaults={"created_at": now}
    )
    for purpose, number in (
        (PhoneNumber.Purpose.PAGING, PAGING_NUMBER),
        (PhoneNumber.Purpose.CLIENT, CLIENT_NUMBER),
    ):
        PhoneNumber.objects.create(
            organization=organization, account=account, number=number, purpose=purpose, created_at=now
        )
