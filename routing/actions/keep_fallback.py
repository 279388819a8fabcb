"""No edit takes the last way to the fallback away (engine.md, promise 9). STOP can't be refused: it is told at once."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.actions.lock import lock_organization
from accounts.models import Organization
from accounts.queries import planners
from accounts.refusal import Refused
from delivery.actions.write import write_message
from delivery.models import Channel
from routing.fallback_reach import NOT_REACHED, fallback_is_reached


@contextmanager
def keeping_the_fallback(organization: Organization, *, field: str) -> Iterator[None]:
    """One transaction around an edit. Refused on `field`, and nothing is changed, where the fallback could be reached before
    and could not be after it. Locks the organization, so that two people can't take the last two phones away at once.
    """
    with transaction.atomic():
        locked = lock_organization(organization.pk)
        before = fallback_is_reached(locked)
        yield
        if before and not fallback_is_reached(locked):
            raise Refused(
                **{field: _("It is the last way to reach anybody of the fallback: without it there would be nobody. "
                            "Let another phone of theirs take calls or texts first.")}
            )  # fmt: skip


def tell_fallback_lost(organization: Organization, *, why: str, now: datetime) -> None:
    """By mail to owners and managers, at once."""
    for member in planners(organization):
        write_message(
            organization=organization, channel=Channel.EMAIL, address=member.email, purpose="notice", priority=5, now=now,
            subject="Nobody of the fallback can be reached now", body=f"{why}\n\n{NOT_REACHED}\n",
        )  # fmt: skip
