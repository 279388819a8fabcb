"""Writing the audit: one line wherever a person or a program acted."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from accounts.models import ApiToken, AuditEvent, Membership, Organization

Told = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: `kind` of AuditEvent.Actor, the row's id, a name to print, the address the request came from."""

    kind: str
    id: int | None
    name: str
    address: str | None = None

    @classmethod
    def member(cls, membership: Membership, address: str | None = None) -> "Actor":
        kind = AuditEvent.Actor.PARTNER if membership.is_partner else AuditEvent.Actor.MEMBER
        return cls(kind, membership.pk, str(membership), address)

    @classmethod
    def token(cls, token: ApiToken, address: str | None = None) -> "Actor":
        return cls(AuditEvent.Actor.TOKEN, token.pk, token.name, address)

    @classmethod
    def command(cls, name: str) -> "Actor":
        return cls(AuditEvent.Actor.COMMAND, None, name)

    @classmethod
    def system(cls) -> "Actor":
        return cls(AuditEvent.Actor.SYSTEM, None, "Nightbell")


def record(
    *,
    organization: Organization,
    actor: Actor,
    verb: str,
    object_kind: str,
    object_id: object,
    now: datetime,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
    reason: str = "",
) -> AuditEvent:
    """Append one line; call it inside the transaction of the change it tells of."""
    return AuditEvent.objects.create(
        organization=organization, actor_kind=actor.kind, actor_id=actor.id, actor_name=actor.name, verb=verb,
        object_kind=object_kind, object_id=str(object_id), before=before, after=after, reason=reason, at=now,
        address=actor.address,
    )  # fmt: skip


def sides(told: Told, *, over: bool) -> tuple[Told | None, Told | None]:
    """Before and after of what was made, or of what ended with this deed: nothing stood there before, or stands there after."""
    return (told, None) if over else (None, told)


def record_edit(
    *,
    organization: Organization,
    actor: Actor,
    object_kind: str,
    object_id: object,
    before: dict[str, Any],
    after: dict[str, Any],
    now: datetime,
    verb: str = "edited",
    reason: str = "",
) -> AuditEvent | None:
    """Append what differs between two states of a row (JSON values by field); None, and no line, where nothing does."""
    changed = [name for name in {**before, **after} if before.get(name) != after.get(name)]
    if not changed:
        return None
    return record(
        organization=organization, actor=actor, verb=verb, object_kind=object_kind, object_id=object_id, now=now,
        before={name: before.get(name) for name in changed}, after={name: after.get(name) for name in changed},
        reason=reason,
    )  # fmt: skip
