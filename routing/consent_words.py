"""What a paid call-out costs and what somebody accepts, word for word: the pages, the texts and the receipt say the same.

WORDING is part of every receipt: it changes with these words.
"""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils.dateformat import format as date_words
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from routing.words import Text
from sla.facts import CallOut
from sla.money import money

WORDING = "2026-12"
SHOWN = 2  # of a number on file, its last digits


@dataclass(frozen=True, slots=True)
class Offer:
    """Wait without charge until `opens_at`, or pay now. Instants are UTC; `zone` is the client's."""

    client: str
    call_out: CallOut
    tier: str  # its name and version
    asked_at: datetime
    opens_at: datetime
    zone: ZoneInfo


def span(minutes: int) -> str:
    """1 hour, 2 hours, 90 minutes"""
    if minutes and minutes % 60 == 0:
        return ngettext("%(count)s hour", "%(count)s hours", minutes // 60) % {"count": minutes // 60}
    return ngettext("%(count)s minute", "%(count)s minutes", minutes) % {"count": minutes}


def day_and_time(instant: datetime, zone: ZoneInfo) -> str:
    """Mon 9 March 08:00 EDT"""
    wall = instant.astimezone(zone)
    letters = wall.tzname() or "UTC"
    return f"{date_words(wall, 'D j F H:i')} {letters if letters.isalpha() else f'UTC{letters}'}"


def no_help(offer: Offer) -> str:
    when = day_and_time(offer.asked_at, offer.zone)
    return _("Your plan has no after-hours help right now (%(when)s).") % {"when": when}


def waits(offer: Offer) -> str:
    return _("Wait until %(when)s. No charge.") % {"when": day_and_time(offer.opens_at, offer.zone)}


def pays(call_out: CallOut) -> str:
    """All that it costs, and from when."""
    return _(
        "Call a technician now: %(rate)s per hour plus tax, at least %(minimum)s, then per %(increment)s, from when we phone you."
    ) % {
        "rate": money(call_out.rate_cents, call_out.currency),
        "minimum": span(call_out.minimum_minutes),
        "increment": span(call_out.increment_minutes),
    }


def terms(call_out: CallOut) -> str:
    """Where the terms are to be read, and which they are; empty where the price names none."""
    if not call_out.terms_url:
        return ""
    said = {"address": call_out.terms_url, "version": call_out.terms_version}
    if call_out.terms_version:
        return _("Terms: %(address)s, version %(version)s") % said
    return _("Terms: %(address)s") % said


def statement(client: str) -> str:
    """What is ticked."""
    return _("I may order paid work for %(client)s and accept these charges for this request only.") % {
        "client": client
    }


def tail(address: str) -> str:
    """What may be shown of a number or mail address on file: 42, d...@fabrikam.example"""
    name, at, domain = address.partition("@")
    return f"{name[:1]}...@{domain}" if at else address[-SHOWN:]


def on_file(address: str) -> str:
    """As our own people read it: the number ending 42"""
    return tail(address) if "@" in address else f"the number ending {tail(address)}"


def code_goes_to(address: str) -> str:
    where = {"where": tail(address)}
    if "@" in address:
        return _("We send a code to the address on file, %(where)s.") % where
    return _("We send a code to the number on file ending %(where)s, by text or call.") % where


def receipt_text(offer: Offer, *, request: str, accepted: str) -> str:
    """Canonical: what was shown, and below it who accepted it and how we know. Its digest is of these very lines."""
    lines = (
        request,
        no_help(offer),
        _("Offered: %(words)s") % {"words": waits(offer)},
        _("Accepted: %(words)s") % {"words": pays(offer.call_out)},
        terms(offer.call_out),
        _("Stated: %(words)s") % {"words": statement(offer.client)},
        accepted,
        _("Price: %(tier)s. Wording: %(wording)s.") % {"tier": offer.tier, "wording": WORDING},
    )
    return "\n".join(line for line in lines if line)


def asks(organization: str, *, orderer: str, request: str, call_out: CallOut, link: str) -> Text:
    """To an approver on file; a look at the link answers nothing."""
    pattern = _(
        "{org}: {by_name} asks for a technician now for {title}: {rate}/h plus tax, min {minimum}. Yes or no within 10 min: {link}"
    )
    return pattern, {
        "org": organization,
        "by_name": orderer,
        "title": request,
        "rate": money(call_out.rate_cents, call_out.currency),
        "minimum": span(call_out.minimum_minutes),
        "link": link,
    }


def asks_by_mail(offer: Offer, *, orderer: str, request: str, details: str, link: str) -> str:
    """The same at length."""
    return "\n\n".join(
        (
            _("%(who)s asks for a technician now: %(what)s") % {"who": orderer, "what": request},
            details,
            no_help(offer),
            "\n".join(filter(None, (waits(offer), pays(offer.call_out), terms(offer.call_out)))),
            _(
                "Say yes or no here, within 10 minutes; without an answer nobody is called and nothing is charged:"
            )
            + f"\n{link}",
        )
    ).replace("\n\n\n\n", "\n\n")
