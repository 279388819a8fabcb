"""The private page at /k/<token>/ of a receipt, for whoever gets the client's bills: to read and to print."""

from django.http import HttpRequest, HttpResponse

from routing.models import ConsentReceipt
from routing.queries import zone_of_client
from routing.receipt_link import receipt_named
from web.client_language import speak_about
from web.client_page import private_page, who_to_ring
from web.private_link import behind_a_link


@behind_a_link(receipt_named, methods=["GET", "HEAD"], gone="client_consent/gone.html", counted="receipt")
def receipt_tap(request: HttpRequest, receipt: ConsentReceipt) -> HttpResponse:
    incident = receipt.incident
    speech = speak_about(request, incident)
    context: dict[str, object] = {
        "receipt": receipt, "consent": receipt.consent, "incident": incident, "zone": zone_of_client(incident),
        **who_to_ring(receipt.organization, incident.client),
    }  # fmt: skip
    return speech.keep(private_page("client_consent/receipt_tap.html", context, status=200))
