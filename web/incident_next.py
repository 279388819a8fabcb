"""What comes next of an incident, in words: "02:52 EST: text Bob, call him after 2:00". Read apart, since it asks who is on call."""

from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from accounts.permissions import Act
from routing.coming import Coming, Way, What, coming
from routing.escalation import Rule
from web.incidents import found_incident
from web.visit import Visit, members_only, show
from web.way_words import clock_words


@dataclass(frozen=True)
class Line:
    at: datetime
    words: str


@members_only(Act.VIEW)
def incident_next(request: HttpRequest, visit: Visit, number: int) -> HttpResponse:
    """A fragment for the incident's page; without JavaScript a page of its own."""
    incident = found_incident(visit, number)
    known = incident.reported_by_person
    lines = [Line(each.at, in_words(each, known_to_client=known)) for each in coming(incident, now=visit.now)]
    template = "incidents/_next.html" if request.headers.get("HX-Request") else "incidents/next.html"
    return show(request, visit, template, {"room": "incidents", "incident": incident, "lines": lines})


def in_words(what: Coming, *, known_to_client: bool = True) -> str:
    ways = "; ".join(_way(each) for each in what.ways)
    match what.what:
        case What.RING | What.STEP:
            return ways
        case What.ASKED:
            return _("%(ways)s: still on it?") % {"ways": ways}
        case What.OWNER:
            return _("the snooze is over: %(ways)s") % {"ways": ways}
        case What.FALLBACK:
            return _("fallback: %(ways)s") % {"ways": ways or _("nobody can be reached")}
        case What.EVERYBODY:
            said = (
                _("everybody, and the client is told: %(ways)s")
                if known_to_client
                else _("everybody: %(ways)s")
            )
            return said % {"ways": ways or _("nobody can be reached")}
        case What.DESK:
            return _("nobody took it: it goes to the desk")


def _way(way: Way) -> str:
    """`text Bob, call after 2:00 and 4:00`"""
    first, *later = way.rules
    said = _("%(verb)s %(name)s") % {"verb": _verb(first), "name": way.member}
    calls = [clock_words(rule.delay_seconds) for rule in later if rule.channel == "voice"]
    texts = [clock_words(rule.delay_seconds) for rule in later if rule.channel == "sms"]
    if texts:
        said += _(", text after %(times)s") % {"times": _(" and ").join(dict.fromkeys(texts))}
    if calls:
        said += _(", call after %(times)s") % {"times": _(" and ").join(dict.fromkeys(calls))}
    return said


def _verb(rule: Rule) -> str:
    return _("call") if rule.channel == "voice" else _("text")
