"""The whole house, in one transaction."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from accounts.actions.invitations import invite
from accounts.audit import Actor
from accounts.models import Membership, Organization, User
from bench.house.doors import make_numbers, make_routes, make_sources, make_webhooks
from bench.house.files import make_files
from bench.house.incidents import Ground, make_incidents
from bench.house.money import pay_people
from bench.house.partners import take_in
from bench.house.people import let_in, move_in
from bench.house.promises import make_calendars, make_clients, make_tiers
from bench.house.rota import make_policies, make_rota
from bench.house.size import Size
from oncall.actions.feeds import make_feed
from oncall.models import Layer, Override, Swap, SwapAsked
from oncall.queries import get_schedule
from routing import page_link, status_link, swap_link
from routing.actions.look import look_for_holes
from routing.models import InboundEvent, Incident, Page, Route, WebhookDelivery
from sla.lookups import get_agreement
from sla.models import CalendarException
from tests.charges import charge_secrets
from tests.held import held_secrets, hold
from tests.worked import work_rows
from tests.written_sheets import sheet_rows
from web.actions.set_up import Plan, set_up_organization

HELD = 16  # requests that look like a machine's, and as many that did lately


@dataclass(frozen=True)
class House:
    """The organization with an owner and a manager, whose passwords are known, as is that of the owner of a firm which
    has just begun; one row of every kind by the name that addresses know it by, and what opens pages without a login.
    """

    organization: Organization
    owner: Membership
    manager: Membership
    newcomer: Membership
    rows: dict[str, Any]
    secrets: dict[str, str]


def gather(size: Size, now: datetime) -> House:
    with transaction.atomic():
        organization = set_up_organization(plan=_plan(size.slug), actor=Actor.system(), now=now)
        people = move_in(organization, size, now)
        partners = take_in(organization, size, now)
        make_numbers(organization, size, now)
        schedules = make_rota(organization, people, size, now)
        policies = make_policies(organization, people, schedules, size)
        calendars, tiers = make_calendars(organization, size, now), make_tiers(organization, size, now)
        clients = make_clients(organization, calendars, tiers, size, now)
        make_routes(organization, policies, clients[: 5 * size.each])
        sources = make_sources(organization, clients, size, now)
        pay_people(organization, now)
        open_ones = make_incidents(Ground(organization, people, policies[0], clients, sources, size, now))
        webhooks = make_webhooks(organization, size, now)
        let_in(organization, people, size, now)
        organization.last_incident_number, organization.went_live_at = size.incidents, now
        organization.save()
        house = House(organization, people[0], people[1], _newcomer(size, people[0].login, now), {}, {})
        house.rows.update(
            schedule=schedules[0].pk, policy=policies[0].pk, calendar=calendars[0].pk, tier=tiers[-1].tier_id,
            code=clients[1].code, other_code=clients[0].code, source=sources[0].pk, webhook=webhooks[0].pk,
            number=open_ones[-1].number, taken=open_ones[-2].number, held=open_ones[-4].number, over=size.incidents - size.open,
            member=people[1].pk, email=people[1].email, priority="P1", file=make_files(open_ones[-1], size, now),
        )  # fmt: skip
        _name_the_rest(house, people, partners[0])
        house.secrets.update(_secrets(house, open_ones[-1], people[0], now))
        _write_sheets(house, now)
        house.rows.update(work_rows(open_ones[-1], people[0], now))
        look_for_holes(organization_id=organization.pk, now=now)
    return house


def _newcomer(size: Size, like: User, now: datetime) -> Membership:
    """The owner of a firm that has nothing yet."""
    slug = f"{size.slug}-newcomers"
    firm = set_up_organization(plan=_plan(slug), actor=Actor.system(), now=now)
    user = User.objects.create(
        email=f"owner@{slug}.example", name="Newcomer", password=like.password, joined_at=now
    )
    return Membership.objects.create(organization=firm, user=user, role="owner", created_at=now)


def _plan(slug: str) -> Plan:
    return Plan(
        name=f"{slug} technicians", slug=slug, time_zone="America/New_York", country="US", language="en",
        incident_prefix=slug[:3].upper(), desk_email=f"desk@{slug}.example",
    )  # fmt: skip


def _name_the_rest(house: House, people: list[Membership], partner: Membership) -> None:
    """One row of each kind that was made below another."""
    here, rows = {"organization": house.organization}, house.rows
    client = house.organization.clients.get(code=rows["code"])
    rows.update(
        layer=Layer.objects.filter(schedule=rows["schedule"]).earliest("pk").pk,
        override=Override.objects.filter(schedule=rows["schedule"]).earliest("pk").pk,
        time_off=people[1].time_off.earliest("pk").pk,
        swap=Swap.objects.filter(schedule=rows["schedule"]).latest("pk").pk,
        handoff=people[0].handoffs.latest("pk").pk,
        route=Route.objects.filter(**here).latest("pk").pk,
        event=InboundEvent.objects.filter(integration=rows["source"]).latest("received_at").pk,
        delivery=WebhookDelivery.objects.filter(webhook=rows["webhook"]).latest("pk").public_id,
        sender=house.organization.phone_numbers.get(purpose="paging", archived_at=None).pk,
        invitation=house.organization.invitations.earliest("pk").pk,
        token=house.organization.api_tokens.earliest("pk").pk,
        runbook=house.organization.runbooks.filter(client=client).earliest("pk").pk,
        agreement=client.agreements.earliest("starts_on").pk,
        site=client.sites.earliest("pk").pk, contact=client.contacts.earliest("pk").pk,
        day=CalendarException.objects.filter(calendar=rows["calendar"]).earliest("pk").pk,
        feed=people[0].calendar_feeds.earliest("pk").pk,
        phone=people[1].contact_methods.earliest("pk").pk, own_phone=people[0].contact_methods.earliest("pk").pk,
        partner=partner.pk, partner_phone=partner.contact_methods.earliest("pk").pk,
    )  # fmt: skip


def _charges(house: House, now: datetime) -> dict[str, str]:
    rows = Incident.objects.filter(organization=house.organization).order_by("-pk")
    asked, paid = rows.filter(status="queued")[0], rows.filter(status="triggered")[1]
    assert asked.client
    return charge_secrets(asked, paid, asked.client.contacts.earliest("pk"), now)


def _held(house: House, now: datetime) -> dict[str, str]:
    """Every one that is held looks like a machine's; as many were held lately."""
    rows = Incident.objects.filter(organization=house.organization).order_by("-pk")
    held = list(rows.filter(status="held")[:HELD])
    over = rows.filter(status="resolved")[:HELD]
    for incident in held:
        hold(incident, now)
    for incident in over:
        hold(incident, now, ended_at=now, ended_how="spam", ended_by=incident.resolved_by)
    return held_secrets(held[0])


def _write_sheets(house: House, now: datetime) -> None:
    agreement = get_agreement(
        house.organization.clients.get(code=house.rows["code"]), house.rows["agreement"]
    )
    found = sheet_rows(agreement, now)
    house.secrets["token of sheet_tap"] = found.pop("token of sheet_tap")
    house.rows.update(found)


def _secrets(house: House, incident: Incident, owner: Membership, now: datetime) -> dict[str, str]:
    """What opens the pages of people without a login."""
    page = Page.objects.filter(incident=incident, ended_at=None).earliest("pk")
    invited = invite(
        organization=house.organization, email=f"frank@{house.organization.slug}.example", role="viewer", name="Frank",
        invited_by=owner, actor=Actor.system(), now=now,
    )  # fmt: skip
    feeds = {
        name: make_feed(member=owner, schedule=row, name=name, actor=Actor.system(), now=now)[1]
        for name, row in (("own feed", None), ("schedule feed", get_schedule(house.organization, house.rows["schedule"])))
    }  # fmt: skip
    return {
        **feeds, "slug of shared_form": house.organization.slug,
        "slug": house.organization.clients.get(code=house.rows["code"]).slug, "reference": incident.reference,
        **_charges(house, now), **_held(house, now),
        "token": status_link.token_for(incident), "token of one_tap": page_link.token_for(page),
        "token of swap_tap": swap_link.token_for(SwapAsked.objects.filter(swap=house.rows["swap"]).earliest("pk")),
        "secret": invited.secret, "uidb36": "1", "key": "used",
    }  # fmt: skip
