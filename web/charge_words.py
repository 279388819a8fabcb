"""What a client's page says of a charge: who is asked until when, who said yes or no, and that silence costs nothing."""

from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from routing.states import ConsentStatus, IncidentStatus
from web.client_words import joined, moment
from web.consent_facts import ConsentFacts


def asked_words(charge: ConsentFacts, zone: ZoneInfo, now: datetime) -> SafeString:
    """Nobody has answered yet: the truth, with both times."""
    until = moment(charge.until or now, zone, now)
    free = moment(charge.opens_at, zone)
    if charge.asked:
        first = format_html(_("We asked {names} to accept the charge."), names=charge.asked)
    else:
        first = joined([_("Your plan has no after-hours help right now. You can wait, or pay for help now.")])
    rest = format_html(
        _("Without a yes by {until} nobody is called, and a technician looks at it {free}, free."),
        until=until, free=free,
    )  # fmt: skip
    return joined([first, rest])


def answered_words(charge: ConsentFacts | None) -> str:
    """How the question ended, while that still explains what happens."""
    if charge is None or charge.incident_status is IncidentStatus.RESOLVED:
        return ""
    who = {"name": charge.by}
    match charge.status:
        case ConsentStatus.ACCEPTED:
            return _("%(name)s accepted the charge.") % who
        case ConsentStatus.REFUSED if charge.asked:
            return _("%(name)s said no to the charge.") % who
        case ConsentStatus.LAPSED:
            return _("Nobody accepted the charge in time.")
        case ConsentStatus.WITHDRAWN:
            return _("You withdrew the paid help.")
    return ""
