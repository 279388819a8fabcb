"""Changing a member: name, role, time zone, level. There is always an owner."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.actions.departure import fit_doors
from accounts.actions.lock import lock_organization
from accounts.actions.organizations import refuse_bad_zone
from accounts.audit import Actor, record_edit
from accounts.edition import refuse_stale
from accounts.levels import Level
from accounts.models import Membership, Role
from accounts.permissions import Act, may
from accounts.queries import get_membership, memberships_of, owners
from accounts.refusal import Refused

NAME_LENGTH = 80


@dataclass(frozen=True, slots=True)
class Profile:
    """What can be edited of a member; `time_zone` "" is the organization's."""

    name: str
    role: str
    time_zone: str
    level: str

    @classmethod
    def of(cls, member: Membership) -> "Profile":
        return cls(member.login.name, member.role, member.login.time_zone, member.level)

    def as_json(self) -> dict[str, str]:
        return {"name": self.name, "role": self.role, "time_zone": self.time_zone, "level": self.level}


def edit_member(
    *,
    member: Membership,
    profile: Profile,
    by: Membership,
    actor: Actor,
    now: datetime,
    seen: str | None = None,
) -> Membership:
    """Save what changed. Raises Refused, naming the field: the last owner stays one, only owners make and unmake owners."""
    with transaction.atomic():
        organization = lock_organization(member.organization_id)
        fresh = get_membership(organization, member.pk)
        before = Profile.of(fresh)
        refuse_stale(
            organization=organization, object_kind="membership", object_id=fresh.pk, state=before.as_json(), seen=seen
        )  # fmt: skip
        _refuse(fresh, before, profile, get_membership(organization, by.pk))
        _store(fresh, profile)
        if profile.role != before.role:
            fit_doors(member=fresh, actor=actor, now=now)
        record_edit(
            organization=organization, actor=actor, object_kind="membership", object_id=fresh.pk,
            before=before.as_json(), after=Profile.of(fresh).as_json(), now=now,
        )  # fmt: skip
    return fresh


def refuse_last_owner(member: Membership, *, field: str) -> None:
    """Raises Refused on `field` where nobody else owns the organization. The caller holds the organization's lock."""
    if member.role == Role.OWNER and not owners(member.organization).exclude(pk=member.pk).exists():
        raise Refused(
            **{field: _("%(name)s is the only owner. Make somebody else an owner first.") % {"name": member}}
        )


def refuse_owner_by_manager(*, by: Membership, field: str, roles: tuple[str, ...]) -> None:
    """Raises Refused on `field` where an owner is made or unmade by somebody who is none."""
    if Role.OWNER in roles and not may(by.role, Act.OWN):
        raise Refused(**{field: _("Only an owner makes somebody an owner or takes that away.")})


def knows_only_us(member: Membership) -> bool:
    """Whether the member's name and time zone are ours to change: their login belongs to no other organization."""
    return not memberships_of(member.login).exclude(organization=member.organization_id).exists()


def _refuse(member: Membership, before: Profile, after: Profile, by: Membership) -> None:
    if by.archived_at is not None or not may(by.role, Act.MANAGE):
        raise Refused(name=_("Only an owner or manager changes members."))
    if member.archived_at is not None:
        raise Refused(name=_("%(name)s was deactivated. Invite them again first.") % {"name": member})
    if after.role not in Role.values:
        raise Refused(role=_("The role must be one of %(roles)s.") % {"roles": ", ".join(Role.values)})
    if after.level not in Level.values:
        raise Refused(level=_("The level must be one of %(levels)s.") % {"levels": ", ".join(Level.values)})
    if after.role != before.role:
        refuse_owner_by_manager(by=by, field="role", roles=(before.role, after.role))
        refuse_last_owner(member, field="role")
    _refuse_person(member, before, after)


def _refuse_person(member: Membership, before: Profile, after: Profile) -> None:
    if not after.name.strip() or len(after.name) > NAME_LENGTH:
        raise Refused(name=_("The name must have 1 to 80 characters."))
    if after.time_zone and after.time_zone != before.time_zone:
        refuse_bad_zone(after.time_zone)
    if (after.name, after.time_zone) != (before.name, before.time_zone) and not knows_only_us(member):
        raise Refused(
            name=_(
                "%(name)s belongs to another organization too, so only they change their name and time zone."
            )
            % {"name": member}
        )


def _store(member: Membership, profile: Profile) -> None:
    member.login.name, member.login.time_zone = profile.name.strip(), profile.time_zone
    member.role, member.level = profile.role, profile.level
    member.login.save(update_fields=["name", "time_zone"])
    member.save(update_fields=["role", "level"])
