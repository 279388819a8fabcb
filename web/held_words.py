"""What is said of a request that is held: to its sender, on its own page."""

from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from delivery.models import Channel, Verification
from routing.consent_words import tail
from routing.states import WhyHeld
from web.client_words import joined, moment
from web.status_facts import Held

WENT_TO = {
    Channel.SMS: gettext_lazy("It went to the number ending %(where)s."),
    Channel.VOICE: gettext_lazy("It went to the number ending %(where)s."),
    Channel.EMAIL: gettext_lazy("It went to %(where)s."),
}
CODE_TO = {
    Channel.SMS: gettext_lazy("Text a code to the number ending %(where)s"),
    Channel.VOICE: gettext_lazy("Call the number ending %(where)s and read the code out"),
    Channel.EMAIL: gettext_lazy("Mail a code to %(where)s"),
}


def held_words(held: Held, zone: ZoneInfo, now: datetime | None = None) -> SafeString:
    """Why nobody is called yet, and what happens without a code."""
    why = {
        WhyHeld.UNIDENTIFIED: _("Nobody is called yet, because we do not know who you are."),
        WhyHeld.DOUBTFUL: _("Nobody is called yet: we want to be sure that a person sent this."),
        WhyHeld.MACHINE: _("Nobody is called yet, because this looks as if a machine had sent it."),
    }[held.why]
    how = _("Enter a code that we send you.") if held.may_prove else ""
    if held.until is None:
        return joined([why, how])
    pattern = {
        WhyHeld.UNIDENTIFIED: _("Without it our service desk looks at it {when}."),
        WhyHeld.DOUBTFUL: _("Without it we go on {when} all the same."),
        WhyHeld.MACHINE: _("Without it our service desk looks at it {when}."),
    }[held.why]
    return joined([why, how, format_html(pattern, when=moment(held.until, zone, now))])


def code_goes_words(channel: Channel, address: str) -> str:
    """A way to get the code, in words that show no more than the sender knows."""
    return str(CODE_TO[channel]) % {"where": tail(address)}


def code_went_words(sent: Verification) -> str:
    """Where the last code went, in as few digits."""
    return str(WENT_TO[Channel(sent.channel)]) % {"where": tail(sent.address)}
