"""A contact's PIN: agreed once, kept as a hash alone, asked for when somebody calls and says who they are."""

from datetime import datetime, timedelta

from django.contrib.auth.hashers import check_password, make_password
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.audit import Actor, record
from accounts.refusal import Refused
from sla.models import ClientContact

SHORTEST, LONGEST = 4, 8
MOST_TRIES, CLOSED_FOR = 5, timedelta(minutes=15)


def pin_hashed(pin: str) -> str:
    """Empty for none. Raises Refused, on `pin`."""
    if not pin:
        return ""
    if not (pin.isascii() and pin.isdigit() and SHORTEST <= len(pin) <= LONGEST) or len(set(pin)) == 1:
        raise Refused(pin=_("A PIN is 4 to 8 digits, not all the same."))
    return make_password(pin)


def check_pin(*, contact: ClientContact, pin: str, actor: Actor, now: datetime) -> bool:
    """Whether it is theirs; both are told in the audit. Raises Refused, on `pin`, where none was agreed, or after five
    wrong ones in a row for a quarter of an hour.
    """
    with transaction.atomic():
        row = ClientContact.objects.select_for_update(no_key=True, of=("self",)).get(pk=contact.pk)
        if not row.pin_hash:
            raise Refused(pin=_("No PIN was agreed with %(name)s.") % {"name": row.name})
        _refuse_guessing(row, now)
        right = check_password(pin, row.pin_hash)
        row.pin_tries, row.pin_tried_at = (0 if right else row.pin_tries + 1), now
        row.save(update_fields=["pin_tries", "pin_tried_at"])
        record(
            organization=row.organization, actor=actor, verb="contact.pin_checked", object_kind="contact",
            object_id=row.pk, after={"right": right}, now=now,
        )  # fmt: skip
    return right


def _refuse_guessing(row: ClientContact, now: datetime) -> None:
    if row.pin_tried_at is None or row.pin_tries < MOST_TRIES:
        return
    if now - row.pin_tried_at < CLOSED_FOR:
        raise Refused(pin=_("Too many wrong PINs. Ask again in a quarter of an hour, or call them back."))
    row.pin_tries = 0
