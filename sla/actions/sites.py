"""A client's places: added, edited, archived."""

from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.audit import Actor, record_edit
from accounts.edition import refuse_stale
from accounts.refusal import Refused
from sla.actions.archiving import archive_once
from sla.actions.calendars import create_office_hours
from sla.client_sites import LONGEST_ADDRESS, LONGEST_NAME
from sla.models import Client, ServiceCalendar, Site


@dataclass(frozen=True, slots=True)
class SiteDetails:
    """A place. Its hours: `calendar`; else, with `time_zone`, office hours of its own there; else the client's."""

    name: str
    address: str = ""
    calendar: ServiceCalendar | None = None
    time_zone: str = ""


def add_site(*, client: Client, details: SiteDetails, actor: Actor, now: datetime) -> Site:
    """Raises Refused, naming the field."""
    site = Site(client=client, organization=client.organization)
    return _save(site, details, "site.added", actor=actor, now=now, before={})


def edit_site(
    *, site: Site, details: SiteDetails, actor: Actor, now: datetime, seen: str | None = None
) -> Site:
    """Raises Refused, naming the field; Stale where it is not any more as it was `seen`."""
    with transaction.atomic():
        row = (
            Site.objects.select_for_update(no_key=True)
            .select_related("organization", "client")
            .get(pk=site.pk)
        )
        before = site_state(row)
        refuse_stale(
            organization=row.organization, object_kind="site", object_id=row.pk, state=before, seen=seen
        )
        return _save(row, details, "site.edited", actor=actor, now=now, before=before)


def archive_site(*, site: Site, actor: Actor, now: datetime) -> bool:
    """Offer it no more; what is open stays where it is. False: it was archived before."""
    return archive_once(row=site, kind="site", actor=actor, now=now)


def site_state(site: Site) -> dict[str, object]:
    """What the audit and a form's edition tell of a site."""
    return {
        "client": site.client_id,
        "name": site.name,
        "address": site.address,
        "calendar": site.calendar_id,
    }


def _save(
    site: Site, details: SiteDetails, verb: str, *, actor: Actor, now: datetime, before: dict[str, object]
) -> Site:
    if not details.name or len(details.name) > LONGEST_NAME:
        raise Refused(name=_("A name has 1 to %(most)s characters.") % {"most": LONGEST_NAME})
    if len(details.address) > LONGEST_ADDRESS:
        raise Refused(address=_("An address has at most %(most)s characters.") % {"most": LONGEST_ADDRESS})
    try:
        with transaction.atomic():
            site.name, site.address = details.name, details.address
            site.calendar = _calendar(site, details, actor, now)
            site.save()
            record_edit(
                organization=site.organization, actor=actor, verb=verb, object_kind="site", object_id=site.pk,
                before=before, after=site_state(site), now=now,
            )  # fmt: skip
    except IntegrityError as error:
        if "one_site_per_name" not in str(error):
            raise
        raise Refused(name=_("This client has a site of that name already.")) from error
    return site


def _calendar(site: Site, details: SiteDetails, actor: Actor, now: datetime) -> ServiceCalendar | None:
    if details.calendar is not None or not details.time_zone:
        return details.calendar
    return create_office_hours(
        organization=site.organization, name=f"{site.client.name}, {site.name}", time_zone=details.time_zone,
        actor=actor, now=now,
    )  # fmt: skip
