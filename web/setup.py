"""Set up: the page from which an owner or manager reaches every editor, in the order in which a night needs them."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.permissions import Act
from web.visit import Visit, members_only, show


@dataclass(frozen=True, slots=True)
class Entry:
    """One editor: the name of its address, its title, one sentence about it, and what its reader must be allowed."""

    page: str
    title: Promise
    words: Promise
    act: Act = Act.MANAGE

    @property
    def address(self) -> str:
        return reverse(self.page)


@dataclass(frozen=True, slots=True)
class Section:
    title: Promise
    entries: Sequence[Entry]


SECTIONS = (
    Section(
        _("To begin with"),
        (
            Entry(
                "first_evening",
                _("The first evening"),
                _("Step by step from nothing to a bell that rings, and how far you are."),
            ),
            Entry(
                "organization",
                _("Organization"),
                _("Name, time zone, prefix, the number clients ring, the fallback's pace."),
            ),
            Entry("people", _("People"), _("Members, roles, invitations; who takes over when one leaves.")),
            Entry(
                "partners",
                _("Partners"),
                _("Another company that takes your nights: its phone, its clock, its turns."),
            ),
        ),
    ),
    Section(
        _("Who answers"),
        (
            Entry("schedules", _("Schedules"), _("Who is on call when, in rotations with overrides.")),
            Entry("swaps", _("Swaps"), _("Who asks whom for cover, and what waits for a manager's yes.")),
            Entry(
                "fairness",
                _("Fairness"),
                _("Hours, nights, weekends and holidays on call, person by person."),
            ),
            Entry(
                "holes", _("Holes"), _("Promised time that nobody reachable stands behind, 60 days ahead.")
            ),
            Entry(
                "policies", _("Escalation policies"), _("Who is paged first, who next, and after how long.")
            ),
            Entry("routes", _("Routes"), _("Which policy serves which client, service line and priority.")),
            Entry("fallback", _("Fallback"), _("Who is paged when nobody answered: there is never nobody.")),
        ),
    ),
    Section(
        _("What was promised"),
        (
            Entry("clients", _("Clients"), _("Whom you look after, with their hours and agreements.")),
            Entry("tiers", _("Tiers"), _("What can be promised: a grid for every hour and priority.")),
            Entry(
                "what_if", _("What if?"), _("Any request at any hour: what would happen, and who is paged.")
            ),
            Entry("calendars", _("Calendars"), _("When clients and you work, and which holidays are kept.")),
            Entry("runbooks", _("Runbooks"), _("What to do at a client, step by step, with the page.")),
            Entry(
                "runbook_check",
                _("Ready for the night"),
                _("Who is promised a P1 at night without a runbook or somebody to phone."),
            ),
            Entry("desk", _("The desk"), _("Where the day's work goes, and what can wait.")),
        ),
    ),
    Section(
        _("What it costs"),
        (
            Entry("money", _("Money"), _("What clients are billed and people are paid, line by line.")),
            Entry("pay_rates", _("Pay rates"), _("What an hour on call and an hour of work pay."), Act.OWN),
        ),
    ),
    Section(
        _("What comes in and goes out"),
        (
            Entry(
                "sources",
                _("Sources"),
                _("Tools that send alerts: connect one, see what it would do, set it live."),
            ),
            Entry(
                "numbers",
                _("Numbers"),
                _("From which number pages leave, where clients text and call, and whose account sends."),
                Act.OWN,
            ),
            Entry("webhooks", _("Webhooks"), _("Your own programs that are told when an incident changes.")),
            Entry("api_tokens", _("API tokens"), _("Keys with which programs read and act.")),
        ),
    ),
    Section(
        _("Keeping it safe"),
        (
            Entry(
                "second_factor_rule",
                _("Second factor"),
                _("Whose login needs more than a password."),
                Act.OWN,
            ),
            Entry("audit", _("Audit"), _("Who did what, and what changed from what.")),
        ),
    ),
)


@members_only(Act.MANAGE)
def setup_page(request: HttpRequest, visit: Visit) -> HttpResponse:
    sections = [
        (section.title, [entry for entry in section.entries if visit.may(entry.act)]) for section in SECTIONS
    ]
    return show(request, visit, "setup/page.html", {"room": "setup", "sections": sections})
