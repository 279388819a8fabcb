"""Bringing an organization into being."""

import re
from dataclasses import asdict, dataclass, fields
from datetime import datetime

from django.conf import settings as configured
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.actions.lock import lock_organization
from accounts.audit import Actor, record, record_edit
from accounts.edition import refuse_stale
from accounts.models import Organization
from accounts.refusal import Refused
from hours.wall import UnknownZone, zone

SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
INCIDENT_PREFIX = re.compile(r"[A-Z]{1,6}")
E164 = re.compile(r"\+[1-9][0-9]{6,14}")
FALLBACK_SECONDS = range(30, 86_401)
HANDOFF_HOURS = range(25)
COUNTRY = re.compile(r"[A-Z]{2}")


@dataclass(frozen=True, slots=True)
class Settings:
    """What can be edited of an organization. `client_phone`: E.164, or "" where clients have no number to ring;
    `week_mail_day`: 0 is Monday, None: nobody gets the week's mail; `night_mail_hour`: None: nor the morning's.
    """

    name: str
    time_zone: str
    country: str
    language: str
    incident_prefix: str
    client_phone: str
    names_shown_to_clients: bool
    shared_form_is_open: bool
    fallback_interval_seconds: int
    swaps_need_a_yes: bool
    handoff_hours_before: int
    week_mail_day: int | None
    week_mail_hour: int
    night_mail_hour: int | None
    night_mail_when_quiet: bool

    @classmethod
    def of(cls, organization: Organization) -> "Settings":
        return cls(**{each.name: getattr(organization, each.name) for each in fields(cls)})


def edit_organization(
    *, organization: Organization, settings: Settings, actor: Actor, now: datetime, seen: str | None = None
) -> Organization:
    """Save what changed. Raises Refused, naming the field, or Stale. Links with a former prefix go on working."""
    with transaction.atomic():
        row = lock_organization(organization.pk)
        before = asdict(Settings.of(row))
        refuse_stale(organization=row, object_kind="organization", object_id=row.pk, state=before, seen=seen)
        refuse_bad_settings(settings)
        after = asdict(settings) | {"name": settings.name.strip()}
        if settings.incident_prefix != row.incident_prefix:
            row.former_incident_prefixes = sorted({*row.former_incident_prefixes, row.incident_prefix})
        for name, value in after.items():
            setattr(row, name, value)
        row.save(update_fields=[*after, "former_incident_prefixes"])
        record_edit(
            organization=row, actor=actor, object_kind="organization", object_id=row.pk, before=before, after=after,
            now=now,
        )  # fmt: skip
    return row


def refuse_bad_settings(settings: Settings) -> None:
    """Raises Refused for what the table would not take, or nobody could read."""
    refuse_bad_zone(settings.time_zone)
    refuse_bad_words(
        name=settings.name, slug="kept", country=settings.country, incident_prefix=settings.incident_prefix
    )
    if settings.language not in dict(configured.LANGUAGES):
        raise Refused(language=_("Choose one of the languages there are."))
    if settings.client_phone and not E164.fullmatch(settings.client_phone):
        raise Refused(client_phone=_("Write the number like +12125550142."))
    if settings.fallback_interval_seconds not in FALLBACK_SECONDS:
        raise Refused(fallback_interval_seconds=_("Between 30 seconds and 24 hours (86400 seconds)."))
    if settings.handoff_hours_before not in HANDOFF_HOURS:
        raise Refused(handoff_hours_before=_("Between 0 (not ahead) and 24 hours."))
    if settings.week_mail_day is not None and settings.week_mail_day not in range(7):
        raise Refused(week_mail_day=_("0 (Monday) to 6 (Sunday), or none."))
    if settings.week_mail_hour not in range(24):
        raise Refused(week_mail_hour=_("An hour of the day, 0 to 23."))
    if settings.night_mail_hour is not None and settings.night_mail_hour not in range(12):
        raise Refused(night_mail_hour=_("An hour of the morning, 0 to 11, or none."))


def create_organization(
    *,
    name: str,
    slug: str,
    time_zone: str,
    country: str,
    language: str,
    incident_prefix: str,
    actor: Actor,
    now: datetime,
) -> Organization:
    """A new tenant without members. Raises Refused, naming the field."""
    refuse_bad_zone(time_zone)
    refuse_bad_words(name=name, slug=slug, country=country, incident_prefix=incident_prefix)
    try:
        with transaction.atomic():
            organization = Organization.objects.create(
                name=name.strip(), slug=slug, time_zone=time_zone, country=country, language=language,
                incident_prefix=incident_prefix, created_at=now,
            )  # fmt: skip
            record(
                organization=organization, actor=actor, verb="created", object_kind="organization",
                object_id=organization.pk, now=now, after={"name": organization.name, "slug": slug},
            )  # fmt: skip
    except IntegrityError as error:
        raise Refused(
            slug=f"There is already an organization called {slug!r}: choose another slug."
        ) from error
    return organization


def refuse_bad_words(*, name: str, slug: str, country: str, incident_prefix: str) -> None:
    """Raises Refused for what the table's columns and constraints would not take."""
    if not name.strip() or len(name) > 120:
        raise Refused(name="The name must have 1 to 120 characters.")
    if not SLUG.fullmatch(slug) or len(slug) > 60:
        raise Refused(slug="The slug must be lower-case letters, digits and single hyphens: harbor-pine.")
    if not INCIDENT_PREFIX.fullmatch(incident_prefix):
        raise Refused(incident_prefix="The prefix of incident numbers must be 1 to 6 capital letters: HP.")
    if not COUNTRY.fullmatch(country):
        raise Refused(country="The country must be two capital letters (ISO 3166): US.")


def refuse_bad_zone(time_zone: str) -> None:
    try:
        zone(time_zone)
    except UnknownZone as error:
        raise Refused(time_zone=str(error)) from error
