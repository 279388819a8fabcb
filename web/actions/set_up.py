"""A new organization, with all that a night needs before its first client."""

import re
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from accounts.actions.organizations import create_organization
from accounts.audit import Actor
from accounts.models import Organization, Role
from routing.actions.integrations import create_built_in
from sla.actions.open_desk import open_desk
from sla.actions.tiers import add_tier
from sla.grid import SHIPPED
from web.actions.invite import invite_by_mail, link_of


@dataclass(frozen=True, slots=True)
class Plan:
    """What an organization is made of; `time_zone` is an accepted one, `desk_email` where the day's work goes."""

    name: str
    slug: str
    time_zone: str
    country: str
    language: str
    incident_prefix: str
    desk_email: str


def set_up_organization(*, plan: Plan, actor: Actor, now: datetime) -> Organization:
    """The organization with its tiers, its desk and the built-in sources, or nothing. Raises Refused."""
    with transaction.atomic():
        organization = create_organization(
            name=plan.name, slug=plan.slug, time_zone=plan.time_zone, country=plan.country,
            language=plan.language, incident_prefix=plan.incident_prefix, actor=actor, now=now,
        )  # fmt: skip
        for tier in SHIPPED:
            add_tier(organization=organization, tier=tier, now=now)
        open_desk(organization=organization, email=plan.desk_email)
        create_built_in(organization=organization, now=now)
    return organization


def set_up_with_owner(
    *, plan: Plan, owner_email: str, actor: Actor, now: datetime
) -> tuple[Organization, str]:
    """The organization and the link by which its owner comes in; the mail is on its way. Raises Refused."""
    with transaction.atomic():
        organization = set_up_organization(plan=plan, actor=actor, now=now)
        invited = invite_by_mail(
            organization=organization, email=owner_email, role=Role.OWNER.value, name="", invited_by=None,
            actor=actor, now=now,
        )  # fmt: skip
    return organization, link_of(invited)


def initials(name: str) -> str:
    """HPI of "Harbor Pine IT"; NB where the name has no Latin letters."""
    return "".join(word[0] for word in re.findall(r"[A-Za-z]+", name))[:6].upper() or "NB"
