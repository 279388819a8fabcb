"""The technician's phone kit: the paging number as a contact to save, and how it gets through Do Not Disturb."""

from dataclasses import replace

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from accounts.models import Organization
from accounts.permissions import Act
from delivery.models import PhoneNumber
from routing.reach import paging_number
from routing.subject import short_name
from web.drawing.qr import QrPicture, qr_picture
from web.phones import pretty
from web.vcard import Card, vcard
from web.visit import Visit, members_only, show


@members_only(Act.RESPOND)
def kit_page(request: HttpRequest, visit: Visit) -> HttpResponse:
    sender = paging_number(visit.organization)
    context = {
        "room": "me", "sender": sender, "number": pretty(sender.number) if sender else "",
        "contact": contact_name(visit.organization), "qr": _qr(visit.organization, sender) if sender else None,
    }  # fmt: skip
    return show(request, visit, "me/kit.html", context)


@members_only(Act.RESPOND)
def kit_card(request: HttpRequest, visit: Visit) -> HttpResponse:
    """The .vcf: a phone that opens it offers to save the contact."""
    sender = paging_number(visit.organization)
    if sender is None:
        raise Http404(_("There is no number to page from yet."))
    answer = HttpResponse(vcard(_card(visit.organization, sender)), content_type="text/vcard; charset=utf-8")
    answer["Content-Disposition"] = 'inline; filename="on-call.vcf"'
    return answer


def contact_name(organization: Organization) -> str:
    return _("%(name)s on call") % {"name": short_name(organization.name)}


def _card(organization: Organization, sender: PhoneNumber) -> Card:
    return Card(
        uid=f"nightbell-{organization.slug}-paging", name=contact_name(organization), organization=organization.name,
        number=sender.number, note=_("Pages come from this number. Let it through Do Not Disturb."),
    )  # fmt: skip


def _qr(organization: Organization, sender: PhoneNumber) -> QrPicture:
    """The contact for a phone's camera: without the note, so that the squares stay large."""
    return qr_picture(vcard(replace(_card(organization, sender), note="")))
