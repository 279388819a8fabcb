"""A calendar copied, for one of those who go by it or for nobody yet: what is changed then touches nobody else."""

from dataclasses import dataclass, replace
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.audit import Actor, record_edit
from accounts.refusal import Refused
from sla.actions.calendars import (
    LONGEST_NAME,
    calendar_state,
    create_calendar,
    details_of,
    locked_calendar,
    told_edit,
)
from sla.actions.clients import client_state
from sla.actions.desk import desk_state
from sla.actions.sites import site_state
from sla.models import CalendarException, Client, Desk, ServiceCalendar, Site

TRIES = 1000
STATES = {"client": client_state, "site": site_state, "desk": desk_state}


@dataclass(frozen=True, slots=True)
class Goer:
    """Who goes by a calendar. `key` names it in a form: client 12."""

    key: str
    name: str
    row: Client | Site | Desk


def goers(calendar: ServiceCalendar) -> list[Goer]:
    """Who goes by a calendar, by name: clients and sites in use, and the desk. Three queries."""
    clients = Client.objects.filter(calendar=calendar, archived_at=None).order_by("name", "id")
    sites = Site.objects.filter(calendar=calendar, archived_at=None, client__archived_at=None)
    return [
        *(Goer(f"client {row.pk}", row.name, row) for row in clients),
        *(
            Goer(f"site {row.pk}", f"{row.client.name}, {row.name}", row)
            for row in sites.select_related("client").order_by("client__name", "name", "id")
        ),
        *(Goer(f"desk {row.pk}", row.name, row) for row in Desk.objects.filter(calendar=calendar)),
    ]


def copy_calendar(
    *,
    calendar: ServiceCalendar,
    actor: Actor,
    now: datetime,
    name: str = "",
    goer: str = "",
    seen: str | None = None,
) -> ServiceCalendar:
    """The same hours, holidays and special days under another name, free where none is given. `goer`: who goes by the copy
    from now on, a key of `goers`. Raises Refused, naming the field, and Stale.
    """
    with transaction.atomic():
        row, _state = locked_calendar(calendar, seen)
        found = next((each for each in goers(row) if each.key == goer), None)
        if goer and found is None:
            raise Refused(whose=_("They do not go by this calendar any more: look again."))
        details = replace(details_of(row), name=name or _free_name(row, found.name if found else row.name))
        copy = create_calendar(organization=row.organization, details=details, actor=actor, now=now)
        _copy_special_days(row, copy, actor, now)
        if found:
            _give(found, copy, actor, now)
    return copy


def _free_name(calendar: ServiceCalendar, wanted: str) -> str:
    """A name that no calendar in use has."""
    live = ServiceCalendar.objects.filter(organization=calendar.organization_id, archived_at=None)
    taken = {name.casefold() for name in live.values_list("name", flat=True)}
    base = wanted[: LONGEST_NAME - 5]
    tries = [base, *(f"{base} {number}" for number in range(2, TRIES))]
    return next(each for each in tries if each.casefold() not in taken)


def _copy_special_days(source: ServiceCalendar, copy: ServiceCalendar, actor: Actor, now: datetime) -> None:
    before = calendar_state(copy)
    rows = list(source.exceptions.order_by("pk"))
    for row in rows:
        row.pk, row.calendar = None, copy
    CalendarException.objects.bulk_create(rows)
    told_edit(copy, before, actor, now)


def _give(goer: Goer, copy: ServiceCalendar, actor: Actor, now: datetime) -> None:
    """From now on it goes by the copy. Raises Refused where somebody gave it another calendar meanwhile."""
    kind = goer.key.split()[0]
    row = type(goer.row).objects.select_for_update(no_key=True).get(pk=goer.row.pk)
    if row.calendar_id != goer.row.calendar_id:
        raise Refused(whose=_("They do not go by this calendar any more: look again."))
    before = STATES[kind](row)  # type: ignore[operator]
    row.calendar = copy
    row.save(update_fields=["calendar"])
    record_edit(
        organization=copy.organization, actor=actor, verb=f"{kind}.edited", object_kind=kind, object_id=row.pk,
        before=before, after=STATES[kind](row), now=now,  # type: ignore[operator]
    )  # fmt: skip
