"""The people of an organization: the list, and one member's page."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.actions.members import knows_only_us
from accounts.models import Membership
from accounts.permissions import Act
from accounts.queries import everybody, get_membership, unanswered_invitations
from routing.queries import open_incidents, with_taken_count
from web.edit import Crumb
from web.found import or_404
from web.people_sheet import method_states, methods_of, rows_of, turns_of
from web.visit import Visit, members_only, show

SHOWN = 50


@members_only(Act.MANAGE)
def people_list(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Members, who was asked in and has not come, and, folded, who has left."""
    organization = visit.organization
    people = list(with_taken_count(everybody(organization)))
    context = {
        "room": "setup",
        "rows": rows_of(organization, [one for one in people if one.archived_at is None], visit.now),
        "invitations": unanswered_invitations(organization)[:SHOWN],
        "archived": [one for one in people if one.archived_at is not None],
    }
    return show(request, visit, "people/list.html", context)


@members_only(Act.MANAGE)
def person_page(request: HttpRequest, visit: Visit, member_id: int) -> HttpResponse:
    """Role, ways to reach them, turns, what they have open."""
    member = found_member(visit, member_id)
    methods = methods_of([member]).get(member.pk, [])
    context = {
        "room": "setup",
        "member": member,
        "is_me": member.pk == visit.membership.pk,
        "methods": method_states(methods),
        "turns": turns_of(visit.organization, visit.now).get(member.pk, []),
        "incidents": open_incidents(visit.organization).filter(taken_by=member)[:SHOWN],
        "belongs_elsewhere": not knows_only_us(member),
    }
    return show(request, visit, "people/person.html", context)


def found_member(visit: Visit, member_id: int) -> Membership:
    """Raises Http404, also for another organization's."""
    return or_404(get_membership, visit.organization, member_id)


def back_to_people() -> Crumb:
    return Crumb(_("People"), reverse("people"))


def back_to(member: Membership) -> tuple[Crumb, Crumb]:
    return back_to_people(), Crumb(str(member), reverse("person", args=[member.pk]))
