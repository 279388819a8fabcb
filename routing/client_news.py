"""The texts that tell a client how a promise stands, in its language."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from routing.consent_words import day_and_time
from routing.words import Text, clock


@dataclass(frozen=True, slots=True)
class About:
    """Who writes about which request. `zone`: of its place; `phone`: where the client may ring, or ""."""

    organization: str
    reference: str
    zone: ZoneInfo
    phone: str


def late(about: About, *, promised_at: datetime | None) -> Text:
    by = clock(promised_at, about.zone) if promised_at else ""
    pattern = (
        _("{org}, {reference}: we promised a call by {by} and have not reached a technician yet. We are sorry and keep trying.")
        if by
        else _("{org}, {reference}: we have not reached a technician yet. We are sorry and keep trying.")
    )  # fmt: skip
    return _ringing(pattern, _("Please ring {phone}."), about, by=by)


def left(about: About, *, until: datetime) -> Text:
    pattern = _(
        "{org}, {reference}: we found no technician for it now. We are sorry. A technician looks at it {when}."
    )
    return _ringing(
        pattern, _("If it can't wait, ring {phone}."), about, when=day_and_time(until, about.zone)
    )


def stays_free(about: About, *, opens_at: datetime) -> Text:
    """When no charge was accepted."""
    pattern = _("{org}, {reference}: no paid help was ordered. A technician looks at it {when}, free.")
    return _ringing(
        pattern, _("If it can't wait, ring {phone}."), about, when=day_and_time(opens_at, about.zone)
    )


def _ringing(pattern: str, ring: str, about: About, **parts: str) -> Text:
    whole = f"{pattern} {ring}" if about.phone else pattern
    return whole, {"org": about.organization, "reference": about.reference, "phone": about.phone, **parts}
