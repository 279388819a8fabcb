"""Routes: which policy serves which client, service line and priority. One for everything always remains."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.actions.lock import lock_organization
from accounts.audit import Actor, record, record_edit
from accounts.edition import refuse_stale
from accounts.models import Organization
from accounts.refusal import Refused
from oncall.models import EscalationPolicy
from routing.models import Route
from routing.models.choices import LINES, PRIORITIES
from routing.queries import get_route
from sla.models import Client


@dataclass(frozen=True, slots=True)
class Case:
    """What a route is for; no client, "" and "" are all of them."""

    client: Client | None
    service_line: str
    priority: str

    @classmethod
    def of(cls, route: Route) -> "Case":
        return cls(route.client, route.service_line, route.priority)

    @property
    def is_everything(self) -> bool:
        return self.client is None and not self.service_line and not self.priority


def add_route(
    *, organization: Organization, case: Case, policy: EscalationPolicy, actor: Actor, now: datetime
) -> Route:
    """Raises Refused, naming the field."""
    with transaction.atomic():
        lock_organization(organization.pk)
        route = _stored(Route(organization=organization), case, policy)
        record(
            organization=organization, actor=actor, verb="added", object_kind="route", object_id=route.pk, now=now,
            after=route_state(route),
        )  # fmt: skip
    return route


def edit_route(
    *,
    route: Route,
    case: Case,
    policy: EscalationPolicy,
    actor: Actor,
    now: datetime,
    seen: str | None = None,
) -> Route:
    """Raises Refused; the route for everything stays one."""
    organization = route.organization
    with transaction.atomic():
        lock_organization(organization.pk)
        fresh = get_route(organization, route.pk)
        before = route_state(fresh)
        refuse_stale(
            organization=organization, object_kind="route", object_id=route.pk, state=before, seen=seen
        )
        if Case.of(fresh).is_everything and not case.is_everything:
            raise Refused(
                client=_("This one is for everything else, and always is. Add another route for this case.")
            )
        _stored(fresh, case, policy)
        record_edit(
            organization=organization, actor=actor, object_kind="route", object_id=route.pk, before=before,
            after=route_state(fresh), now=now,
        )  # fmt: skip
    return fresh


def remove_route(*, route: Route, actor: Actor, now: datetime) -> bool:
    """The next less specific route serves its case; False if it was removed before. Raises Refused for the last resort."""
    if Case.of(route).is_everything:
        raise Refused(route=_("The route for everything else stays: nothing may be without a policy."))
    with transaction.atomic():
        lock_organization(route.organization_id)
        gone, _rows = Route.objects.filter(pk=route.pk).delete()
        if gone:
            record(
                organization=route.organization, actor=actor, verb="removed", object_kind="route", object_id=route.pk,
                now=now, before=route_state(route),
            )  # fmt: skip
    return bool(gone)


def archive_policy(*, policy: EscalationPolicy, actor: Actor, now: datetime) -> bool:
    """Take a policy off every list; False if it was archived before. Raises Refused while a route uses it."""
    with transaction.atomic():
        lock_organization(policy.organization_id)
        if Route.objects.filter(policy=policy).exists():
            raise Refused(policy=_("Routes use this policy: give them another one first."))
        won = EscalationPolicy.objects.filter(pk=policy.pk, archived_at=None).update(archived_at=now) == 1
        if won:
            record(
                organization=policy.organization, actor=actor, verb="archived", object_kind="policy",
                object_id=policy.pk, now=now, before={"name": policy.name},
            )  # fmt: skip
    return won


def route_state(route: Route) -> dict[str, Any]:
    return {
        "client": route.client.code if route.client else None, "service_line": route.service_line,
        "priority": route.priority, "policy": route.policy.name,
    }  # fmt: skip


def _stored(route: Route, case: Case, policy: EscalationPolicy) -> Route:
    if case.service_line not in ("", *LINES) or case.priority not in ("", *PRIORITIES):
        raise Refused(service_line=_("Choose a service line and a priority there are."))
    if not EscalationPolicy.objects.filter(pk=policy.pk, archived_at=None).exists():
        raise Refused(policy=_("This policy was archived: choose another."))
    route.client, route.service_line, route.priority, route.policy = (
        case.client, case.service_line, case.priority, policy,
    )  # fmt: skip
    try:
        with transaction.atomic():
            route.save()
    except IntegrityError as error:
        raise Refused(client=_("There is a route for exactly this case: change that one.")) from error
    return route
