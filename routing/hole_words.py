"""A hole in words: what is promised and who is missing."""

from datetime import timedelta

from django.utils.translation import gettext as _

from routing.backed import Missing
from routing.holes import Hole, TooSlow

NAMED = 3  # clients named in a sentence, the rest is counted


def hole_words(hole: Hole) -> str:
    """`Nobody in Primary can be reached. Promised a page then: Northwind Dental, Contoso Legal, Fabrikam.`"""
    promised = _("Promised a page then: %(clients)s.") % {"clients": clients_words(hole.clients)}
    return f"{lack_words(hole)} {promised}"


def lack_words(hole: Hole) -> str:
    """`Nobody in Primary can be reached.`"""
    where = _(" or ").join(hole.schedules)
    if hole.missing is Missing.FIRST:
        who = (
            _("Nobody in %(where)s can be reached.")
            if where
            else _("Nobody of the first step can be reached.")
        )
    else:
        who = _("Nobody else stands behind the first step.")
        if where:
            who = _("Nobody else in %(where)s or the fallback stands behind the first step.")
    return who % {"where": where}


def too_slow_words(slow: TooSlow) -> str:
    """`P1 of tier Gold: the backup is first asked after 25 min, the acknowledge target is 10 min.`"""
    words = _(
        "%(priority)s of tier %(tier)s: the owner is first asked after %(after)s, the response target is %(target)s."
    )
    if slow.missing is Missing.BACKUP_IN_TIME:
        words = _(
            "%(priority)s of tier %(tier)s: the backup is first asked after %(after)s, the acknowledge target is %(target)s."
        )
    return words % {
        "priority": slow.priority, "tier": slow.tier, "after": _minutes(slow.after), "target": _minutes(slow.target),
    }  # fmt: skip


def clients_words(clients: tuple[str, ...]) -> str:
    """`Northwind Dental, Contoso Legal, Fabrikam and 9 others`"""
    named = ", ".join(clients[:NAMED])
    more = len(clients) - NAMED
    return _("%(named)s and %(more)d others") % {"named": named, "more": more} if more > 0 else named


def _minutes(span: timedelta) -> str:
    seconds = int(span.total_seconds())
    if seconds % 60:
        return _("%(minutes)d:%(seconds)02d min") % {"minutes": seconds // 60, "seconds": seconds % 60}
    return _("%(minutes)d min") % {"minutes": seconds // 60}
