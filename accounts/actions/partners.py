"""Partners: other companies that take turns and steps. Added and edited here; archived where what they hold is known."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.actions.lock import lock_organization
from accounts.actions.organizations import refuse_bad_zone
from accounts.audit import Actor, record, record_edit
from accounts.edition import refuse_stale
from accounts.models import PARTNER, Membership, Organization
from accounts.queries import get_partner
from accounts.refusal import Refused

NAME_LENGTH = 80


@dataclass(frozen=True, slots=True)
class PartnerProfile:
    """What can be edited of a partner; `email` of its desk may be ""."""

    name: str
    time_zone: str
    email: str

    @classmethod
    def of(cls, partner: Membership) -> "PartnerProfile":
        return cls(partner.partner_name, partner.partner_zone, partner.partner_email)

    def as_json(self) -> dict[str, str]:
        return {"name": self.name, "time_zone": self.time_zone, "email": self.email}


def add_partner(
    *, organization: Organization, profile: PartnerProfile, actor: Actor, now: datetime
) -> Membership:
    """A partner without a phone: nothing reaches it before one is verified. Raises Refused, naming the field."""
    profile = _fit(profile)
    with _named_once():
        partner = Membership.objects.create(
            organization=organization, role=PARTNER, created_at=now, **_columns(profile)
        )
        record(
            organization=organization, actor=actor, verb="added", object_kind=PARTNER, object_id=partner.pk, now=now,
            after=profile.as_json(),
        )  # fmt: skip
    return partner


def edit_partner(
    *, partner: Membership, profile: PartnerProfile, seen: str | None, actor: Actor, now: datetime
) -> Membership:
    """Save what changed. Raises Refused, naming the field."""
    profile = _fit(profile)
    with _named_once():
        organization = lock_organization(partner.organization_id)
        fresh = get_partner(organization, partner.pk)
        before = PartnerProfile.of(fresh).as_json()
        refuse_stale(
            organization=organization, object_kind=PARTNER, object_id=fresh.pk, state=before, seen=seen
        )
        if fresh.archived_at is not None:
            raise Refused(name=_("%(name)s was archived. Add it anew.") % {"name": fresh})
        Membership.objects.filter(pk=fresh.pk).update(**_columns(profile))
        record_edit(
            organization=organization, actor=actor, object_kind=PARTNER, object_id=fresh.pk, before=before,
            after=profile.as_json(), now=now,
        )  # fmt: skip
    return get_partner(organization, partner.pk)


def _fit(profile: PartnerProfile) -> PartnerProfile:
    name, email = " ".join(profile.name.split()), profile.email.strip()
    if not name or len(name) > NAME_LENGTH:
        raise Refused(name=_("The name must have 1 to 80 characters."))
    refuse_bad_zone(profile.time_zone)
    try:
        if email:
            validate_email(email)
    except ValidationError as error:
        raise Refused(email=_("That is no e-mail address.")) from error
    return PartnerProfile(name, profile.time_zone, email)


def _columns(profile: PartnerProfile) -> dict[str, str]:
    return {
        "partner_name": profile.name,
        "partner_zone": profile.time_zone,
        "partner_email": profile.email,
    }


@contextmanager
def _named_once() -> Iterator[None]:
    """One transaction; a second partner of that name is refused."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        if "one_partner_per_name" not in str(error):
            raise
        raise Refused(name=_("There is a partner of that name: choose another.")) from error
