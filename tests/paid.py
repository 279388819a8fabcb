"""Fabrikam, which pays for nights one by one: Fred may order that, its bookkeeping gets the receipts."""

from accounts.models import Organization
from routing.actions.consent_end import Proof
from routing.models import Consent, Incident
from sla.models import Client, ClientContact
from tests.charges import PRICE as PRICE
from tests.night import Night

FRED, FRED_MAIL, BOOKS = "+12125550342", "fred@fabrikam.example", "books@fabrikam.example"
STATEMENT = "I may order paid work for Fabrikam and accept these charges for this request only."


def add_fred(organization: Organization, client: Client) -> ClientContact:
    """Who may accept charges, and who gets the bills."""
    ClientContact.objects.create(
        organization=organization, client=client, name="Books", email=BOOKS, gets_bills=True
    )
    return ClientContact.objects.create(
        organization=organization, client=client, name="Fred Fabri", title="Head of office", phone=FRED,
        email=FRED_MAIL, may_approve_charges=True,
    )  # fmt: skip


def by_form(night: Night, summary: str = "Server on fire", priority: str = "P1") -> Incident:
    """Greta of Fabrikam asks for help by the client's form."""
    return night.reported(
        summary,
        priority,
        client="fabrikam",
        kind="form",
        contact_name="Greta Falk",
        contact_phone="+12125550399",
    )


def newest() -> Consent:
    return Consent.objects.select_related("verification", "contact").latest("id")


def proof_of(fred: ClientContact) -> Proof:
    return Proof(fred, "code", "sms", fred.phone, "198.51.100.7")
