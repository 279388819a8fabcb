"""A form that is sent twice makes one thing: a double click, or Back and once more."""

from datetime import datetime

from accounts.models import Membership, SentForm


def claim_form(*, member: Membership, mark: str, now: datetime) -> tuple[SentForm, bool]:
    """The row of this sent form, and whether it is ours to do: else somebody was first, and `led_to` says where to.

    Call it in the transaction that makes the thing: whoever comes second waits at the constraint until that ends.
    """
    return SentForm.objects.get_or_create(
        member=member, mark=mark, defaults={"led_to": "", "created_at": now}
    )


def keep_form(sent: SentForm, *, led_to: str) -> None:
    """It made something, to be seen there; "" frees the form: nothing was made, it may be sent again."""
    if led_to:
        SentForm.objects.filter(pk=sent.pk).update(led_to=led_to)
    else:
        sent.delete()
