"""Numbers and whose account sends them: one page, with what each may be used for in words."""

from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse

from accounts.permissions import Act
from delivery.actions.numbers import webhook_addresses
from delivery.models import ContactMethod, PhoneNumber, ProviderAccount
from delivery.queries import get_number, numbers_of, own_account, platform_account, usable_methods
from web.found import or_404
from web.visit import Visit, members_only, show


@dataclass(frozen=True, slots=True)
class Row:
    """One number, and where Twilio sends what comes to it."""

    number: PhoneNumber
    text_address: str
    call_address: str
    is_own: bool

    @property
    def is_paging(self) -> bool:
        return self.number.purpose == PhoneNumber.Purpose.PAGING


@members_only(Act.OWN)
def number_page(request: HttpRequest, visit: Visit) -> HttpResponse:
    rows = [_row(number) for number in numbers_of(visit.organization)]
    purposes = {row.number.purpose for row in rows}
    context = {
        "room": "setup", "rows": rows, "account": own_account(visit.organization), "phone": my_phone(visit),
        "lacks_paging": PhoneNumber.Purpose.PAGING not in purposes,
        "lacks_client": PhoneNumber.Purpose.CLIENT not in purposes,
    }  # fmt: skip
    return show(request, visit, "numbers/page.html", context)


def my_phone(visit: Visit) -> ContactMethod | None:
    """The visitor's first verified phone: tests go there."""
    phones = (row for row in usable_methods(visit.membership) if row.kind == ContactMethod.Kind.PHONE)
    return next(phones, None)


def found_number(visit: Visit, number_id: int) -> PhoneNumber:
    """Raises Http404, also for another organization's."""
    return or_404(get_number, visit.organization, number_id)


def found_account(visit: Visit) -> ProviderAccount:
    """The organization's own. Raises Http404 where the platform's sends."""
    account = own_account(visit.organization)
    if account is None:
        raise Http404
    return account


def sending_account(visit: Visit) -> ProviderAccount | None:
    """Whose account a new number is looked up in."""
    return own_account(visit.organization) or platform_account()


def _row(number: PhoneNumber) -> Row:
    text_address, call_address = webhook_addresses(number.account)
    return Row(number, text_address, call_address, number.account.organization_id is not None)
