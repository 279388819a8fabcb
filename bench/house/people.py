"""Members with phones and rules, whoever left, guests, programs, and where everybody is logged in."""

from datetime import datetime, timedelta

from allauth.usersessions.models import UserSession
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY

from accounts.models import (
    ApiToken,
    AuditEvent,
    Invitation,
    Membership,
    Organization,
    Role,
    Session,
    User,
)
from bench.house.size import Size
from delivery.models import ContactMethod
from oncall.calendar_feed import CalendarFeed
from oncall.models import NotificationRule, TimeOff

PASSWORD = "correct horse battery"  # noqa: S105 - of those whom the bench logs in
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
WAYS = (("P1", "sms", 0), ("P1", "voice", 30), ("P1", "voice", 120), ("P2", "sms", 0), ("P2", "voice", 120))
VERBS = ("edited", "created", "archived")


def move_in(organization: Organization, size: Size, now: datetime) -> list[Membership]:
    """The members, the owner first; beside them as many as `each` who left."""
    users = User.objects.bulk_create(
        User(email=f"tech{number}@{size.slug}.example", name=f"Tech {number}", joined_at=now)
        for number in range(size.members + size.each)
    )
    for user in users[:2]:
        user.set_password(PASSWORD)
        user.save()
    everybody = Membership.objects.bulk_create(
        Membership(
            organization=organization, user=user, role=_role(number), created_at=now,
            archived_at=now if number >= size.members else None,
        )
        for number, user in enumerate(users)
    )  # fmt: skip
    members = everybody[: size.members]
    _phones(organization, members, now)
    _away(organization, members, now)
    return members


def _role(number: int) -> Role:
    return Role.OWNER if number == 0 else Role.MANAGER if number < 4 else Role.TECHNICIAN


def _phones(organization: Organization, members: list[Membership], now: datetime) -> None:
    """Two phones and an address each, with rules of their own."""
    ways = (("phone", "+1646555{:04d}"), ("phone", "+1347555{:04d}"), ("email", "pager{}@example.com"))
    rows = ContactMethod.objects.bulk_create(
        ContactMethod(
            organization=organization, member=member, kind=kind, address=address.format(number), verified_at=now,
            created_at=now,
        )
        for number, member in enumerate(members)
        for kind, address in ways
    )  # fmt: skip
    NotificationRule.objects.bulk_create(
        NotificationRule(
            member=row.member, priority=priority, channel=channel, contact_method=row, delay_seconds=delay
        )
        for row in rows
        if row.kind == "phone"
        for priority, channel, delay in WAYS
    )


def _away(organization: Organization, members: list[Membership], now: datetime) -> None:
    TimeOff.objects.bulk_create(
        TimeOff(
            organization=organization,
            member=member,
            start_at=now + timedelta(days=7 * number),
            end_at=now + timedelta(days=7 * number + 2),
        )
        for number, member in enumerate(members)
    )


def let_in(organization: Organization, members: list[Membership], size: Size, now: datetime) -> None:
    """Guests, tokens, sessions, and what the audit says of it all."""
    Invitation.objects.bulk_create(
        Invitation(
            organization=organization, email=f"guest{number}@{size.slug}.example", role=Role.TECHNICIAN,
            token_hash=f"{size.slug} guest {number}", invited_by=members[1], created_at=now,
            expires_at=now + timedelta(days=number % 2 * 7 - 1),
        )
        for number in range(size.each)
    )  # fmt: skip
    ApiToken.objects.bulk_create(
        ApiToken(
            organization=organization, membership=member, name=f"Program {number}", prefix=f"nb{number}", scope="read",
            token_hash=f"{size.slug} token {number} {place}", made_by=members[1], created_at=now, last_used_at=now,
        )
        for number in range(size.each)
        for place, member in enumerate((None, members[1], members[number % len(members)]))
    )  # fmt: skip
    CalendarFeed.objects.bulk_create(
        CalendarFeed(
            organization=organization, member=member, name=f"Device {number}", prefix=f"{number}",
            secret_hash=f"{size.slug} feed {number} {place}", created_at=now, changed_at=now, last_fetched_at=now,
        )
        for number in range(size.each)
        for place, member in enumerate(members[:2])
    )  # fmt: skip
    _log_in(members, size, now)
    AuditEvent.objects.bulk_create(
        AuditEvent(
            organization=organization, actor_kind="member", actor_id=members[number % len(members)].pk,
            actor_name=str(members[number % len(members)]), verb=VERBS[number % 3], object_kind="client",
            object_id=str(number), before={"name": "Old"}, after={"name": "New"}, at=now - timedelta(minutes=number),
        )
        for number in range(size.much)
    )  # fmt: skip


def _log_in(members: list[Membership], size: Size, now: datetime) -> None:
    """Each member in as many places as `each`."""
    rows = [
        (member, f"{size.slug}{member.pk}session{number}")
        for member in members
        for number in range(size.each)
    ]
    Session.objects.bulk_create(
        Session(
            session_key=key,
            user_id=member.user_id,
            session_data=_data(member),
            expire_date=now + timedelta(days=14),
        )
        for member, key in rows
    )
    UserSession.objects.bulk_create(
        UserSession(
            user=member.user, session_key=key, ip="192.0.2.1", user_agent="Firefox", last_seen_at=now, created_at=now
        )
        for member, key in rows
    )  # fmt: skip


def _data(member: Membership) -> str:
    held = {SESSION_KEY: str(member.user_id), BACKEND_SESSION_KEY: BACKEND, HASH_SESSION_KEY: "x"}
    return str(Session.objects.encode(held))
