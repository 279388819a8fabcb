"""The first rotation with a partner that is not here yet: the partner, its phone and the rotation, all or nothing."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime

from django.db import transaction

from accounts.actions.partners import PartnerProfile, add_partner
from accounts.audit import Actor
from accounts.models import Organization
from accounts.refusal import Refused
from delivery.actions.contact_methods import add_phone
from delivery.models import ContactMethod
from routing.actions.first_rotation import Wish, begin_rotation

NEWCOMER = 0  # in a wish: the partner that will be made


@dataclass(frozen=True, slots=True)
class NewPartner:
    """A partner with its phone, not stored yet."""

    profile: PartnerProfile
    phone: str


def begin_with_partner(
    *, organization: Organization, wish: Wish, newcomer: NewPartner, actor: Actor, now: datetime
) -> ContactMethod:
    """The phone is not proven yet: until then the next step is asked at night. Raises Refused, naming the field."""
    with transaction.atomic(), _by_the_forms_names():
        partner = add_partner(organization=organization, profile=newcomer.profile, actor=actor, now=now)
        method = add_phone(member=partner, phone=newcomer.phone, actor=actor, now=now)
        night = tuple(partner.pk if one == NEWCOMER else one for one in wish.night)
        begin_rotation(organization=organization, wish=replace(wish, night=night), actor=actor, now=now)
    return method


@contextmanager
def _by_the_forms_names() -> Iterator[None]:
    names = {"name": "partner_name", "time_zone": "partner_zone", "address": "partner_phone"}
    try:
        yield
    except Refused as refused:
        raise Refused(**{names.get(key, key): words for key, words in refused.errors.items()}) from refused
