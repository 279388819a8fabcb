"""Harbor Pine IT and its people, and Mallory's firm elsewhere: the ground of stories.

Alice (owner) is always primary, Bob (technician) always backup; Carol manages, Dave is a technician, Vera only
looks. Northwind Dental has Gold, Contoso Legal watched machines and office hours, Fabrikam office hours with
call-out. Pages wait four minutes a step: primary, backup, then the fallback, Alice and Carol.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from accounts.actions.tokens import create_token
from accounts.audit import Actor
from accounts.models import Membership, Organization, Role, User
from delivery.models import ContactMethod, PhoneNumber, ProviderAccount
from oncall.models import (
    EscalationPolicy,
    EscalationStep,
    FallbackEntry,
    Layer,
    LayerVersion,
    Participant,
    Schedule,
    StepTarget,
)
from routing.models import ClockWatch, HandoffWatch, HoleMark, HoleSnapshot, Route
from sla.models import Agreement, BusinessWindow, Client, ClientContact, ServiceCalendar, SlaTierVersion
from web.actions.set_up import Plan, set_up_organization

NIGHT = datetime(2026, 3, 3, 7, 14, tzinfo=UTC)  # Tuesday 02:14 in New York
LONG_AGO = datetime(2026, 1, 6, 14, 0, tzinfo=UTC)  # Tuesday 09:00 in New York
FAR = datetime(2100, 1, 1, tzinfo=UTC)
PASSWORD = "correct horse battery"
PHONES = {
    "alice": "+12125550101",
    "bob": "+12125550102",
    "carol": "+12125550103",
    "dave": "+12125550104",
}
PAGING_NUMBER = "+12125550100"
CLIENT_NUMBER = "+12125550199"
DANA = "+12125550142"
STEP_SECONDS = 240


@dataclass(frozen=True)
class World:
    """Everything by name; people are memberships."""

    organization: Organization
    alice: Membership
    bob: Membership
    carol: Membership
    dave: Membership
    vera: Membership
    northwind: Client
    contoso: Client
    fabrikam: Client
    primary: Schedule
    backup: Schedule
    policy: EscalationPolicy

    def token(self, scope: str = "write", member: Membership | None = None) -> str:
        """The secret of a new API token."""
        return token_of(self.organization, scope, member)


@dataclass(frozen=True)
class Elsewhere:
    """Another firm, whose owner Mallory should see nothing of Harbor Pine."""

    organization: Organization
    mallory: Membership
    client: Client
    schedule: Schedule

    def token(self, scope: str = "write", member: Membership | None = None) -> str:
        return token_of(self.organization, scope, member)


def world() -> World:
    """Build Harbor Pine IT in the database."""
    organization = new_organization("Harbor Pine IT", "harbor-pine", "HP")
    people = {
        name: join(organization, name, role)
        for name, role in {
            "alice": Role.OWNER, "bob": Role.TECHNICIAN, "carol": Role.MANAGER, "dave": Role.TECHNICIAN,
            "vera": Role.VIEWER,
        }.items()
    }  # fmt: skip
    for name, number in PHONES.items():
        give_phone(people[name], number)
    give_numbers(organization)
    hours = office_hours(organization)
    primary, backup = (
        schedule(organization, "Primary", people["alice"]),
        schedule(organization, "Backup", people["bob"]),
    )
    northwind = client(organization, "Northwind Dental", "northwind-dental", hours, tier="Gold")
    ClientContact.objects.create(
        organization=organization, client=northwind, name="Dana Reyes", phone=DANA, is_told=True
    )
    found = World(
        organization=organization, **people, primary=primary, backup=backup, northwind=northwind,
        contoso=client(organization, "Contoso Legal", "contoso-legal", hours, tier="24/7 monitoring + 8x5"),
        fabrikam=client(organization, "Fabrikam", "fabrikam", hours, tier="8x5 with call-out"),
        policy=policy(organization, [primary, backup], fallback=[people["alice"], people["carol"]]),
    )  # fmt: skip
    no_look_is_due(organization)
    return found


def no_look_is_due(organization: Organization) -> None:
    """Nobody looks for holes until something is edited."""
    HoleMark.objects.filter(whose=organization).delete()
    HoleSnapshot.objects.filter(organization=organization).update(due_at=FAR)


def elsewhere() -> Elsewhere:
    """Build Mallory's firm in the database."""
    organization = new_organization("Elsewhere Ltd", "elsewhere", "EL")
    mallory = join(organization, "mallory", Role.OWNER)
    found = Elsewhere(
        organization=organization,
        mallory=mallory,
        client=client(organization, "Their Client", "their-client", office_hours(organization), tier="Gold"),
        schedule=schedule(organization, "Primary", mallory),
    )
    no_look_is_due(organization)
    return found


def new_organization(name: str, slug: str, prefix: str) -> Organization:
    plan = Plan(
        name=name, slug=slug, time_zone="America/New_York", country="US", language="en",
        incident_prefix=prefix, desk_email=f"desk@{slug}.example",
    )  # fmt: skip
    organization = set_up_organization(plan=plan, actor=Actor.system(), now=LONG_AGO)
    HandoffWatch.objects.filter(organization=organization).update(due_at=FAR)  # stories of handoffs begin it
    ClockWatch.objects.filter(organization=organization).update(due_at=FAR)  # as do those of targets
    return organization


def join(organization: Organization, name: str, role: Role) -> Membership:
    """A member who can log in with PASSWORD."""
    email = f"{name}@{organization.slug}.example"
    user = User.objects.create_user(email, PASSWORD, name=name.title(), joined_at=LONG_AGO)
    return Membership.objects.create(organization=organization, user=user, role=role, created_at=LONG_AGO)


def give_phone(member: Membership, number: str) -> ContactMethod:
    """A verified phone for texts and calls."""
    return ContactMethod.objects.create(
        organization=member.organization, member=member, kind="phone", address=number, verified_at=LONG_AGO,
        created_at=LONG_AGO,
    )  # fmt: skip


def give_numbers(organization: Organization) -> None:
    """A paging and a client number from the platform's account: the firm is live."""
    account, _ = ProviderAccount.objects.get_or_create(organization=None, defaults={"created_at": LONG_AGO})
    for purpose, number in (("paging", PAGING_NUMBER), ("client", CLIENT_NUMBER)):
        PhoneNumber.objects.create(
            organization=organization, account=account, number=number, purpose=purpose, created_at=LONG_AGO
        )
    organization.client_phone, organization.went_live_at = CLIENT_NUMBER, LONG_AGO
    organization.save()


def office_hours(organization: Organization) -> ServiceCalendar:
    """Weekdays 08:00 to 17:00 in New York, with the holidays of New York."""
    calendar = ServiceCalendar.objects.create(
        organization=organization, name="Office hours", time_zone="America/New_York", country="US",
        subdivision="NY", weekend_days=[5, 6],
    )  # fmt: skip
    BusinessWindow.objects.create(
        calendar=calendar, days=[0, 1, 2, 3, 4], start_minute=8 * 60, end_minute=17 * 60
    )
    return calendar


def client(organization: Organization, name: str, code: str, hours: ServiceCalendar, *, tier: str) -> Client:
    """A client with a running agreement on a tier that ships."""
    row = Client.objects.create(
        organization=organization, name=name, code=code, slug=f"{organization.slug}-{code}", calendar=hours,
        created_at=LONG_AGO,
    )  # fmt: skip
    version = SlaTierVersion.objects.get(tier__organization=organization, tier__name=tier)
    Agreement.objects.create(
        organization=organization,
        client=row,
        version=version,
        starts_on=date(2026, 1, 1),
        created_at=LONG_AGO,
    )
    return row


def schedule(organization: Organization, name: str, member: Membership) -> Schedule:
    """A schedule in which one member is always on call."""
    row = Schedule.objects.create(organization=organization, name=name, time_zone="America/New_York")
    version = LayerVersion.objects.create(
        layer=Layer.objects.create(schedule=row, name="Weeks"), held=DateTimeTZRange(LONG_AGO, None),
        turn_length=1, turn_unit="week", starts_on=date(2026, 1, 6), starts_time=time(9),
    )  # fmt: skip
    Participant.objects.create(version=version, group=0, member=member)
    return row


def policy(
    organization: Organization, schedules: list[Schedule], *, fallback: list[Membership]
) -> EscalationPolicy:
    """One step per schedule, two rounds, for everything; then the fallback."""
    row = EscalationPolicy.objects.create(organization=organization, name="Nights", rounds=2)
    for position, target in enumerate(schedules, start=1):
        step = EscalationStep.objects.create(
            organization=organization, policy=row, position=position, wait_seconds=STEP_SECONDS
        )
        StepTarget.objects.create(step=step, schedule=target)
    for position, member in enumerate(fallback, start=1):
        FallbackEntry.objects.create(organization=organization, position=position, member=member)
    Route.objects.create(organization=organization, policy=row)
    return row


def token_of(organization: Organization, scope: str, member: Membership | None) -> str:
    name = f"{member} {scope}" if member else scope
    _, secret = create_token(
        organization=organization, name=name, scope=scope, membership=member, actor=Actor.system(),
        now=NIGHT - timedelta(days=1),
    )  # fmt: skip
    return secret
