"""Who looks at a page: the member, the organization they look at, their time zone, the time of the visit."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import wraps
from typing import Any, Concatenate
from zoneinfo import ZoneInfo

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.csrf import rotate_token
from django.shortcuts import redirect, render
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _

from accounts.address import address_of
from accounts.audit import Actor
from accounts.models import Membership, Organization, User
from accounts.permissions import Act, may
from accounts.queries import LEFT_ORGANIZATION, chosen_of, memberships_of
from hours.clock import now
from hours.zone_names import place_of
from web.ended import ended_page
from web.language import speak
from web.second_factor import lacks_second_factor


@dataclass(frozen=True)
class Visit:
    """One request of one member; `others` are their memberships elsewhere, for the switcher."""

    membership: Membership
    others: Sequence[Membership]
    zone: ZoneInfo
    now: datetime
    address: str | None

    @property
    def user(self) -> User:
        return self.membership.login

    @property
    def organization(self) -> Organization:
        return self.membership.organization

    @property
    def actor(self) -> Actor:
        return Actor.member(self.membership, self.address)

    @property
    def zone_name(self) -> str:
        return place_of(self.zone.key)

    @property
    def may_respond(self) -> bool:
        return self.may(Act.RESPOND)

    @property
    def may_report(self) -> bool:
        return self.may(Act.REPORT)

    @property
    def may_manage(self) -> bool:
        return self.may(Act.MANAGE)

    def may(self, act: Act) -> bool:
        return may(self.membership.role, act)


type_of_page = Callable[Concatenate[HttpRequest, Visit, ...], HttpResponseBase]


class MemberNowhere(PermissionDenied):
    """Somebody is logged in who is a member of no organization."""

    def __init__(self, user: User) -> None:
        super().__init__(_("You are not a member of any organization. Ask its owner to invite you."))
        self.user = user


def members_only(
    act: Act, *, second_factor: bool = True
) -> Callable[[type_of_page], Callable[..., HttpResponseBase]]:
    """A page for logged-in members whose role may do `act`; it gets (request, visit, ...).

    Others go to the login page (a live fragment: 401, so that the login page never lands inside a page) or get 403.
    Who lacks the second factor that the organization asks for is led to where it is set up, unless the page is that
    one (`second_factor=False`).
    """

    def guard(page: type_of_page) -> Callable[..., HttpResponseBase]:
        @wraps(page)
        def guarded(request: HttpRequest, **parts: Any) -> HttpResponseBase:
            if not request.user.is_authenticated:
                return _to_the_door(request)
            try:
                visit = visit_of(request, act)
            except MemberNowhere as nowhere:
                return _nothing_for(request, nowhere)
            speak(request, visit.organization)
            if second_factor and lacks_second_factor(visit.membership):
                return _to_the_second_factor(request)
            response = page(request, visit, **parts)
            patch_cache_control(response, private=True, no_cache=True)
            return response

        return guarded

    return guard


def visit_of(request: HttpRequest, act: Act) -> Visit:
    """Raises MemberNowhere without a membership, PermissionDenied where the role may not do `act`."""
    if not isinstance(request.user, User):
        raise PermissionDenied
    if LEFT_ORGANIZATION in request.session:
        _arrive_elsewhere(request)
    mine = list(memberships_of(request.user))
    membership = chosen_of(mine, request.session)
    if membership is None:
        raise MemberNowhere(request.user)
    if not may(membership.role, act):
        raise PermissionDenied(_("Your role does not allow this. An owner or manager can do it."))
    zone = ZoneInfo(request.user.time_zone or membership.organization.time_zone)
    others = [one for one in mine if one is not membership]
    return Visit(membership=membership, others=others, zone=zone, now=now(), address=address_of(request))


def show(
    request: HttpRequest, visit: Visit, template: str, context: Mapping[str, object], status: int = 200
) -> HttpResponse:
    """Render a member's page or fragment: `visit`, `zone` and `now` are there for every tag."""
    ground = {"visit": visit, "zone": visit.zone, "now": visit.now}
    return render(request, template, {**ground, **context}, status=status)


def _arrive_elsewhere(request: HttpRequest) -> None:
    """Who was put out of an organization looks at their next one; forms of the one before land nowhere.

    Raises PermissionDenied for such a form; from the next page on its token counts no more.
    """
    if request.method not in ("GET", "HEAD"):
        raise PermissionDenied(
            _("You are no longer a member of the organization this page was about, so nothing was saved.")
        )
    del request.session[LEFT_ORGANIZATION]
    rotate_token(request)


def _nothing_for(request: HttpRequest, nowhere: MemberNowhere) -> HttpResponse:
    """A calm page; a live fragment gets its 403 as ever."""
    if request.headers.get("HX-Request"):
        raise nowhere
    return ended_page(request, nowhere.user)


def _to_the_door(request: HttpRequest) -> HttpResponse:
    if request.headers.get("HX-Request"):
        return HttpResponse(status=401)
    return redirect_to_login(request.get_full_path())


def _to_the_second_factor(request: HttpRequest) -> HttpResponse:
    if request.headers.get("HX-Request"):
        return HttpResponse(status=401)
    return redirect("mfa_index")
