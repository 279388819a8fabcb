"""The private link to a receipt, as its mail carries it: to read and to print, and nothing else.

128 bits derived from the secret key name the receipt; nothing is stored.
"""

from django.conf import settings

from routing.models import ConsentReceipt
from routing.signed_link import is_token, row_named, signed

SALT = "routing.receipt_link"


def link_to(receipt: ConsentReceipt) -> str:
    """The whole address."""
    return f"{settings.PUBLIC_BASE_URL}/k/{token_for(receipt)}/"


def token_for(receipt: ConsentReceipt) -> str:
    """The same every time, as long as the receipt is kept."""
    return signed(receipt.pk, receipt.contact_id, salt=SALT)


def receipt_named(token: str) -> ConsentReceipt | None:
    """None alike for wrong links and for receipts that are kept no longer."""
    rows = ConsentReceipt.objects.select_related(
        "organization",
        "consent",
        "incident__organization",
        "incident__client__calendar",
        "incident__site__calendar",
    )
    receipt = rows.filter(pk=row_named(token)).first()
    return receipt if receipt is not None and is_token(token, token_for(receipt)) else None
