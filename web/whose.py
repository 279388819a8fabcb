"""Whose phones and rules a page is about: one's own under /me/; for managers another member's under /people/<id>/ and a
partner's under /partners/<id>/, whose code they enter with the partner on the line.
"""

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
from accounts.queries import members, partners
from delivery.models import ContactMethod
from delivery.queries import get_contact_method
from web.edit import Crumb
from web.partners import back_to_partner
from web.people import back_to
from web.visit import Visit, members_only


@dataclass(frozen=True, slots=True)
class Whose:
    """The member or partner a page is about; `mine`: it is who looks."""

    member: Membership
    mine: bool

    @property
    def is_paged(self) -> bool:
        return may(self.member.role, Act.RESPOND)

    @property
    def may_enter_code(self) -> bool:
        """A member proves their own phone; a partner's desk reads the code to who looks."""
        return self.mine or self.member.is_partner

    @property
    def phones(self) -> str:
        return self.to("phones")

    @property
    def rules(self) -> str:
        return self.to("rules")

    def to(self, name: str, *args: object) -> str:
        """The address of a page of theirs."""
        if self.mine:
            return reverse(f"my_{name}", args=args)
        whose = "partner" if self.member.is_partner else "member"
        return reverse(f"{whose}_{name}", args=[self.member.pk, *args])

    def crumbs(self, *more: Crumb) -> list[Crumb]:
        if self.mine:
            return [Crumb(_("Me"), reverse("me")), *more]
        back = back_to_partner(self.member) if self.member.is_partner else back_to(self.member)
        return [*back, *more]


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
        partner_id: int | None = None,
        method_id: int | None = None,
        **parts: Any,
    ) -> HttpResponse:
        whose = _whose(visit, member_id) if partner_id is None else _partners(visit, partner_id)
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


def _partners(visit: Visit, partner_id: int) -> Whose:
    """Raises Http404 for what is no partner here, PermissionDenied without the role."""
    partner = partners(visit.organization).filter(pk=partner_id).first()
    if partner is None:
        raise Http404(_("There is no such partner."))
    if not visit.may(Act.MANAGE):
        raise PermissionDenied(_("Your role does not allow this. An owner or manager can do it."))
    return Whose(partner, mine=False)


def _method(whose: Whose, method_id: int) -> ContactMethod:
    """Raises Http404, also for another member's and an archived one."""
    try:
        found = get_contact_method(whose.member.organization, method_id)
    except ContactMethod.DoesNotExist:
        raise Http404(_("There is no such phone or address.")) from None
    if found.member_id != whose.member.pk:
        raise Http404(_("There is no such phone or address."))
    return found
