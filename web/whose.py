"""Whose phones and rules a page is about: one's own under /me/, another member's under /people/<id>/ for managers."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import Membership
from accounts.permissions import Act, may
from accounts.queries import members
from delivery.models import ContactMethod
from delivery.queries import get_contact_method
from web.edit import Crumb
from web.people import back_to
from web.visit import Visit, members_only


@dataclass(frozen=True, slots=True)
class Whose:
    """The member a page is about; `mine`: it is who looks."""

    member: Membership
    mine: bool

    @property
    def is_paged(self) -> bool:
        return may(self.member.role, Act.RESPOND)

    @property
    def phones(self) -> str:
        return self.to("phones")

    @property
    def rules(self) -> str:
        return self.to("rules")

    def to(self, name: str, *args: object) -> str:
        """The address of a page of theirs."""
        return (
            reverse(f"my_{name}", args=args)
            if self.mine
            else reverse(f"member_{name}", args=[self.member.pk, *args])
        )

    def crumbs(self, *more: Crumb) -> list[Crumb]:
        first = [Crumb(_("Me"), reverse("me"))] if self.mine else back_to(self.member)
        return [*first, *more]


def whose_page(page: Callable[..., HttpResponse]) -> Callable[..., HttpResponseBase]:
    """A page given (request, visit, whose, ...): my own where the address names nobody, else a manager's view.

    With `method_id` in the address, `method` is given in its place.
    """

    @members_only(Act.VIEW)
    @wraps(page)
    def found(
        request: HttpRequest,
        visit: Visit,
        member_id: int | None = None,
        method_id: int | None = None,
        **parts: Any,
    ) -> HttpResponse:
        whose = _whose(visit, member_id)
        if method_id is not None:
            parts["method"] = _method(whose, method_id)
        return page(request, visit, whose, **parts)

    return found


def _whose(visit: Visit, member_id: int | None) -> Whose:
    """Raises Http404 for who is no member here, PermissionDenied for a viewer's own and for others' without the role."""
    if member_id is None:
        if not visit.may(Act.RESPOND):
            raise PermissionDenied(_("You only look: viewers are never paged, so there is nothing to set."))
        return Whose(visit.membership, mine=True)
    member = members(visit.organization).filter(pk=member_id).first()
    if member is None:
        raise Http404(_("There is no such member."))
    if not visit.may(Act.MANAGE):
        raise PermissionDenied(_("Your role does not allow this. An owner or manager can do it."))
    return Whose(member, mine=False)


def _method(whose: Whose, method_id: int) -> ContactMethod:
    """Raises Http404, also for another member's and an archived one."""
    try:
        found = get_contact_method(whose.member.organization, method_id)
    except ContactMethod.DoesNotExist:
        raise Http404(_("There is no such phone or address.")) from None
    if found.member_id != whose.member.pk:
        raise Http404(_("There is no such phone or address."))
    return found
