"""Agreements: made, changed, ended, renewed, suspended, moved to a tier's new version. No decision changes by any of it."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.audit import Actor, record, record_edit
from accounts.edition import refuse_stale
from accounts.refusal import Refused
from hours.wall import local
from sla.actions.turns import wait_for_turn
from sla.models import LINES, Agreement, Client, Site, SlaTierVersion

DAY = timedelta(days=1)
FIRST_DAY, LAST_DAY = date(1970, 1, 1), date(2199, 12, 31)


def add_agreement(
    *,
    client: Client,
    version: SlaTierVersion,
    starts_on: date,
    ends_on: date | None = None,
    site: Site | None = None,
    service_line: str = "",
    actor: Actor,
    now: datetime,
) -> Agreement:
    """Local dates of the client, both inclusive; for one site or service line where named. Raises Refused."""
    row = Agreement(
        organization=client.organization, client=client, version=version, starts_on=starts_on, ends_on=ends_on,
        site=site, service_line=service_line, created_at=now,
    )  # fmt: skip
    with _overlap_told(row), transaction.atomic():
        _hold(client)
        _save(row, "agreement.added", before={}, actor=actor, now=now)
    return row


def edit_agreement(
    *,
    agreement: Agreement,
    starts_on: date,
    ends_on: date | None,
    actor: Actor,
    now: datetime,
    seen: str | None = None,
) -> Agreement:
    """Other dates. Raises Refused, naming the field; Stale where it is not any more as it was `seen`."""
    with _overlap_told(agreement, starts_on=starts_on, ends_on=ends_on), transaction.atomic():
        row, before = _locked(agreement, seen)
        row.starts_on, row.ends_on = starts_on, ends_on
        _save(row, "agreement.edited", before=before, actor=actor, now=now)
    return row


def end_agreement(*, agreement: Agreement, ends_on: date, actor: Actor, now: datetime) -> Agreement:
    """The last day it holds. Raises Refused."""
    with _overlap_told(agreement, ends_on=ends_on), transaction.atomic():
        row, before = _locked(agreement, None)
        row.ends_on = ends_on
        _save(row, "agreement.ended", before=before, actor=actor, now=now)
    return row


def renew_agreement(
    *,
    agreement: Agreement,
    version: SlaTierVersion,
    starts_on: date,
    ends_on: date | None,
    actor: Actor,
    now: datetime,
) -> Agreement:
    """The next one, for the same site and line; one without an end ends the day before. Raises Refused."""
    with transaction.atomic():
        row, before = _locked(agreement, None)
        _refuse_far(starts_on=starts_on)
        if row.ends_on is None:
            row.ends_on = starts_on - DAY
            if row.ends_on < row.starts_on:
                raise Refused(starts_on=_("The one before starts on that day or later: choose a later day."))
            _save(row, "agreement.ended", before=before, actor=actor, now=now)
        return add_agreement(
            client=row.client, version=version, starts_on=starts_on, ends_on=ends_on, site=row.site,
            service_line=row.service_line, actor=actor, now=now,
        )  # fmt: skip


def suspend_agreement(*, agreement: Agreement, actor: Actor, now: datetime) -> bool:
    """It promises nothing until it is resumed. False: somebody did before."""
    return _set(agreement, "agreement.suspended", {"suspended_at": now}, Q(suspended_at=None), actor, now)


def resume_agreement(*, agreement: Agreement, actor: Actor, now: datetime) -> bool:
    """It promises again, within its dates. False: somebody did before."""
    held = Q(suspended_at__isnull=False)
    return _set(agreement, "agreement.resumed", {"suspended_at": None}, held, actor, now)


def archive_agreement(*, agreement: Agreement, actor: Actor, now: datetime) -> bool:
    """As if it had not been made: for a mistake. False: somebody did before."""
    return _set(agreement, "agreement.archived", {"archived_at": now}, Q(), actor, now)


def move_agreements(
    *, agreements: Iterable[Agreement], version: SlaTierVersion, starts_on: date, actor: Actor, now: datetime
) -> int:
    """Let these go by another version of their tier from that local date on; returns how many do.

    One that began before ends the day before and a new one carries on; one that begins later just changes its
    version. Those that are over by then stay. Raises Refused for a day that is over where the client is.
    """
    with transaction.atomic():
        if agreements := list(agreements):
            wait_for_turn(agreements[0].organization)
        return sum(_moved(each, version, starts_on, actor, now) for each in agreements)


def agreement_state(row: Agreement) -> dict[str, object]:
    """What the audit and a form's edition tell of an agreement."""
    return {
        "client": row.client_id,
        "version": row.version_id,
        "site": row.site_id,
        "service_line": row.service_line,
        "starts_on": row.starts_on.isoformat(),
        "ends_on": row.ends_on.isoformat() if row.ends_on else None,
        "suspended": row.suspended_at is not None,
        "archived": row.archived_at is not None,
    }


def local_today(client: Client, now: datetime) -> date:
    """The date it is where the client is."""
    return local(now, ZoneInfo(client.calendar.time_zone)).date()


def _moved(agreement: Agreement, version: SlaTierVersion, on: date, actor: Actor, now: datetime) -> bool:
    row, before = _locked(agreement, None)
    if on < local_today(row.client, now):
        raise Refused(
            starts_on=_("That day is over at %(client)s: choose today or later.")
            % {"client": row.client.name}
        )
    if row.archived_at or row.version_id == version.pk or (row.ends_on and row.ends_on < on):
        return False
    if row.starts_on >= on:
        row.version = version
        _save(row, "agreement.moved", before=before, actor=actor, now=now)
        return True
    last_day, row.ends_on = row.ends_on, on - DAY
    _save(row, "agreement.ended", before=before, actor=actor, now=now)
    successor = Agreement(
        organization=row.organization, client=row.client, version=version, site=row.site,
        service_line=row.service_line, starts_on=on, ends_on=last_day, suspended_at=row.suspended_at,
        created_at=now,
    )  # fmt: skip
    _save(successor, "agreement.moved", before={}, actor=actor, now=now)
    return True


def _locked(agreement: Agreement, seen: str | None) -> tuple[Agreement, dict[str, object]]:
    """The row, locked, and how it stands. Raises Stale."""
    _hold(agreement.client)
    row = (
        Agreement.objects.select_for_update(no_key=True, of=("self",))
        .select_related("organization", "client__calendar", "site", "version__tier")
        .get(pk=agreement.pk)
    )
    state = agreement_state(row)
    refuse_stale(
        organization=row.organization, object_kind="agreement", object_id=row.pk, state=state, seen=seen
    )
    return row, state


def _hold(client: Client) -> None:
    """One edit of a client's agreements at a time: two that wait for each other's overlap would both wait for ever."""
    Client.objects.select_for_update(no_key=True).get(pk=client.pk)


def _refuse_far(**days: date | None) -> None:
    """Raises Refused, naming the field: a typing error is not a contract of eight thousand years."""
    for name, day in days.items():
        if day is not None and not FIRST_DAY <= day <= LAST_DAY:
            raise Refused(**{name: _("Choose a day between the years 1970 and 2199.")})


def _save(row: Agreement, verb: str, *, before: dict[str, object], actor: Actor, now: datetime) -> None:
    if row.ends_on is not None and row.ends_on < row.starts_on:
        raise Refused(ends_on=_("It ends on the day it starts or later."))
    _refuse_far(starts_on=row.starts_on, ends_on=row.ends_on)
    if row.service_line not in ("", *LINES):
        raise Refused(service_line=_("There is no such service line."))
    with transaction.atomic():
        row.save()
        record_edit(
            organization=row.organization, actor=actor, verb=verb, object_kind="agreement", object_id=row.pk,
            before=before, after=agreement_state(row), now=now,
        )  # fmt: skip


def _set(
    agreement: Agreement, verb: str, values: dict[str, datetime | None], only: Q, actor: Actor, now: datetime
) -> bool:
    with transaction.atomic():
        if not Agreement.objects.filter(only, pk=agreement.pk, archived_at=None).update(**values):
            return False
        record(
            organization=agreement.organization, actor=actor, verb=verb, object_kind="agreement",
            object_id=agreement.pk, now=now, before={name: _stamp(getattr(agreement, name)) for name in values},
            after={name: _stamp(value) for name, value in values.items()},
        )  # fmt: skip
    return True


def _stamp(value: datetime | None) -> str | None:
    return value.astimezone(UTC).isoformat() if value else None


@contextmanager
def _overlap_told(row: Agreement, **changed: date | None) -> Iterator[None]:
    """The database's no to two agreements for the same days, in words that say which one is in the way."""
    starts_on = changed.get("starts_on") or row.starts_on
    ends_on = changed.get("ends_on", row.ends_on)
    try:
        yield
    except IntegrityError as error:
        if "one_agreement_at_a_time" not in str(error):
            raise
        raise Refused(starts_on=_overlap_words(row, starts_on, ends_on)) from error


def _overlap_words(row: Agreement, starts_on: date, ends_on: date | None) -> str:
    same = Agreement.objects.filter(
        client=row.client_id, site=row.site_id, service_line=row.service_line, archived_at=None
    ).exclude(pk=row.pk or 0)
    meets = same.filter(Q(ends_on=None) | Q(ends_on__gte=starts_on))
    other = (
        (meets.filter(starts_on__lte=ends_on) if ends_on else meets).select_related("version__tier").first()
    )
    if other is None:
        return _("Another agreement holds in that time: end it first.")
    return _("%(tier)s holds %(dates)s: end that one first, or choose other days.") % {
        "tier": other.version.tier.name,
        "dates": span_words(other.starts_on, other.ends_on),
    }


def span_words(starts_on: date, ends_on: date | None) -> str:
    """from 1 January 2026 to 31 December 2026; from 1 January 2026, without an end"""
    start = date_format(starts_on, "j F Y")
    if ends_on is None:
        return _("from %(start)s, without an end") % {"start": start}
    return _("from %(start)s to %(end)s") % {"start": start, "end": date_format(ends_on, "j F Y")}
