"""Taking a phone away: the wire knows phones, this room knows who counts on them."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.actions.lock import lock_organization
from accounts.audit import Actor
from accounts.refusal import Refused
from delivery.actions.contact_methods import archive_contact_method
from delivery.models import ContactMethod
from oncall.queries import fallback_phones


def retire_contact_method(*, method: ContactMethod, actor: Actor, now: datetime) -> bool:
    """Archive it; False if somebody did already. Refused on `method` for the last verified phone behind everyone.

    Locks the organization, so that two people of the fallback can't take the last two phones away at once.
    """
    with transaction.atomic():
        organization = lock_organization(method.organization_id)
        if list(fallback_phones(organization).values_list("pk", flat=True)) == [method.pk]:
            raise Refused(
                method=_(
                    "It is the last verified phone of the fallback: without it there would be nobody. "
                    "Verify another one first."
                )
            )
        return archive_contact_method(method=method, actor=actor, now=now)
