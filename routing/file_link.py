"""The short-lived link by which a file is read: made for a member who may see it, good for a few minutes, without a cookie.

It may lead to another host (`ATTACHMENTS_ORIGIN`), where nobody is logged in and a file has nothing to steal.
"""

from datetime import datetime

from django.conf import settings
from django.core import signing

from routing.models import Attachment

SALT = "routing.file_link"
SECONDS = 300


def link_to(row: Attachment, *, now: datetime) -> str:
    until = int(now.timestamp()) + SECONDS
    return f"{settings.ATTACHMENTS.origin}/f/{signing.dumps([row.pk, until], salt=SALT)}/"


def file_linked(token: str, *, now: datetime) -> Attachment | None:
    """The file that may be read; None alike for wrong, outdated and withheld ones."""
    try:
        row_id, until = signing.loads(token, salt=SALT)
    except signing.BadSignature:
        return None
    if now.timestamp() > until:
        return None
    row = Attachment.objects.filter(pk=row_id).first()
    return row if row is not None and row.is_readable else None
