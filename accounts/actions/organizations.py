"""Bringing an organization into being."""

import re
from datetime import datetime

from django.db import IntegrityError, transaction

from accounts.audit import Actor, record
from accounts.models import Organization
from accounts.refusal import Refused
from hours.wall import UnknownZone, zone

SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
INCIDENT_PREFIX = re.compile(r"[A-Z]{1,6}")
COUNTRY = re.compile(r"[A-Z]{2}")


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
