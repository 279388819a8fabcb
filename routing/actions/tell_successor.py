"""The one who takes over is told: a text that something is theirs now, a mail with all of it."""

from datetime import datetime

from django.conf import settings
from django.utils.translation import gettext as _

from accounts.models import Membership
from delivery.actions.write import write_message
from delivery.models import Channel
from routing.belonging_words import lines_of
from routing.belongings import Belongings
from routing.queries import zone_of
from routing.reach import paging_number, text_phone
from routing.subject import short_name
from routing.written import written


def tell_successor(successor: Membership, held: Belongings, *, by: str, now: datetime) -> None:
    """Notices: they wait behind pages. Without a phone that takes texts there is the mail alone."""
    _mail(successor, held, by, now)
    _text(successor, held, now)


def _text(successor: Membership, held: Belongings, now: datetime) -> None:
    number = paging_number(successor.organization)
    phone = text_phone(successor, number)
    if phone is None:
        return
    pattern = _("{org}: you take over from {who} now: {then}. All of it is in your mail and at {link}")
    parts = {
        "org": short_name(successor.organization.name), "who": str(held.member), "then": _in_short(held),
        "link": f"{settings.PUBLIC_BASE_URL}/",
    }  # fmt: skip
    write_message(
        organization=successor.organization, channel=Channel.SMS, address=phone.address, sender=number,
        body=written((pattern, parts), limit=2), purpose="notice", priority=4, now=now,
    )  # fmt: skip


def _in_short(held: Belongings) -> str:
    """turns in Backup, Primary; 1 policy step; 2 open incidents"""
    schedules = dict.fromkeys(str(version.layer.schedule) for version in held.places.versions)
    counted = {
        _("overrides: %(count)s"): len(held.places.overrides), _("policy steps: %(count)s"): len(held.places.targets),
        _("open incidents: %(count)s"): len(held.incidents),
    }  # fmt: skip
    found = [_("turns in %(schedules)s") % {"schedules": ", ".join(schedules)}] if schedules else []
    found += [words % {"count": count} for words, count in counted.items() if count]
    return "; ".join([*found, _("the fallback")] if held.places.fallback else found)


def _mail(successor: Membership, held: Belongings, by: str, now: datetime) -> None:
    lines = lines_of(held, zone_of(successor)).handed_over()
    blocks = ["\n".join([f"{title}:", *(f"- {line}" for line in each)]) for title, each in lines.items()]
    opening = _("%(by)s deactivated %(who)s. What they held is yours from now on:") % {
        "by": by, "who": held.member
    }  # fmt: skip
    write_message(
        organization=successor.organization, channel=Channel.EMAIL, address=successor.email, purpose="notice",
        subject=_("You take over from %(who)s") % {"who": held.member}, priority=6, now=now,
        body="\n\n".join([opening, *blocks, f"{settings.PUBLIC_BASE_URL}/"]) + "\n",
    )  # fmt: skip
