"""Partners: other companies that take turns and steps. The list, and one partner's page."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import Membership
from accounts.permissions import Act
from accounts.queries import everybody_called, get_partner
from routing.queries import open_incidents, with_taken_count
from web.edit import Crumb
from web.found import or_404
from web.people_sheet import method_states, methods_of, rows_of, turns_of
from web.visit import Visit, members_only, show

SHOWN = 50


@members_only(Act.MANAGE)
def partner_list(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Those in use, and, folded, those of before."""
    every = list(with_taken_count(everybody_called(visit.organization).filter(user=None)))
    context = {
        "room": "setup",
        "crumbs": [Crumb(_("Set up"), reverse("setup"))],
        "rows": rows_of(visit.organization, [one for one in every if one.archived_at is None], visit.now),
        "archived": [one for one in every if one.archived_at is not None],
    }
    return show(request, visit, "partners/list.html", context)


@members_only(Act.MANAGE)
def partner_page(request: HttpRequest, visit: Visit, partner_id: int) -> HttpResponse:
    """How it is reached, its turns, what it has open."""
    partner = found_partner(visit, partner_id)
    context = {
        "room": "setup",
        "crumbs": [back_to_partners()],
        "member": partner,
        "methods": method_states(methods_of([partner]).get(partner.pk, [])),
        "turns": turns_of(visit.organization, visit.now).get(partner.pk, []),
        "incidents": open_incidents(visit.organization).filter(taken_by=partner)[:SHOWN],
    }
    return show(request, visit, "partners/page.html", context)


def found_partner(visit: Visit, partner_id: int) -> Membership:
    """Raises Http404, also for another organization's."""
    return or_404(get_partner, visit.organization, partner_id)


def back_to_partners() -> Crumb:
    return Crumb(_("Partners"), reverse("partners"))


def back_to_partner(partner: Membership) -> tuple[Crumb, Crumb]:
    return back_to_partners(), Crumb(str(partner), reverse("partner", args=[partner.pk]))
