"""A test page: a real text or call to a verified phone, so that its owner sees and hears how a page comes.

It goes through the outbox as a page does. Limits hold per phone across organizations, and per organization.
"""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.actions.lock import lock_organization
from accounts.audit import Actor, record
from accounts.models import Organization
from accounts.refusal import Refused
from delivery.actions.write import write_message
from delivery.models import Attempt, Channel, ContactMethod, Message, PhoneNumber
from delivery.queries import obstacle, sender_of
from delivery.segments import cut_to_segments
from delivery.speech import Prompt, ask, say_and_hang_up

TEST = "test"  # the purpose of its message
LIFE = timedelta(minutes=10)
HOUR = timedelta(hours=1)
PER_PHONE = 6  # an hour
PER_ORGANIZATION = 60  # an hour
MACHINES = ("machine", "fax")


def try_phone(*, method: ContactMethod, channel: Channel, actor: Actor, now: datetime) -> Message:
    """Send a test page to a verified phone by text or call. Refused on `channel`, with the reason."""
    sender = sender_of(method.organization, PhoneNumber.Purpose.PAGING)
    if method.verified_at is None:
        raise Refused(channel=_("Enter the code first: only a verified phone is paged."))
    if reason := obstacle(method, channel, sender):
        raise Refused(channel=_("A test page can't go that way: {reason}.").format(reason=reason))
    with transaction.atomic():
        _refuse_too_many(method, now)
        record(
            organization=method.organization, actor=actor, verb="contact_method.tried", object_kind="contact_method",
            object_id=method.pk, after={"channel": channel, "address": method.address}, now=now,
        )  # fmt: skip
        return _write(method, channel, sender, now)


def _refuse_too_many(method: ContactMethod, now: datetime) -> None:
    """Locks the organization's row, so that two requests at once don't both count one too few."""
    lock_organization(method.organization_id)
    lately = Message.objects.filter(purpose=TEST, created_at__gt=now - HOUR)
    if lately.filter(address=method.address).count() >= PER_PHONE:
        raise Refused(channel=_("That phone got many test pages. Try again in an hour."))
    if lately.filter(organization=method.organization_id).count() >= PER_ORGANIZATION:
        raise Refused(channel=_("Many test pages were sent. Try again in an hour."))


def _write(method: ContactMethod, channel: Channel, sender: PhoneNumber | None, now: datetime) -> Message:
    is_call = channel == Channel.VOICE
    return write_message(
        organization=method.organization, channel=channel, address=method.address, sender=sender, purpose=TEST,
        body=_spoken(method.organization) if is_call else _written(method.organization), priority=3, now=now,
        expires_at=now + LIFE, answer_route="trial_call" if is_call else "",
    )  # fmt: skip


def _written(organization: Organization) -> str:
    words = _("{name}: test page. So a page reaches you at night. Nothing to do, no reply needed.")
    return cut_to_segments(words, {"name": organization.name}, cut=("name",))


def _spoken(organization: Organization) -> str:
    return _("{name}: this is a test page.").format(name=organization.name)


def spoken_trial(attempt: Attempt, *, answered_by: str) -> str:
    """TwiML for the answered call: a key is asked for, as in a page; one sentence for a machine."""
    words = _spoken(attempt.message.organization)
    if attempt.message.purpose != TEST or attempt.message.ended_at:
        return say_and_hang_up([])
    if answered_by.startswith(MACHINES):
        return say_and_hang_up([words])
    lines = [words, _("Press 1, as you would to take a page.")]
    return ask(
        Prompt(lines=lines, action_url=_keys_url(attempt), closing=[_("No key was pressed. Good bye.")])
    )


def _keys_url(attempt: Attempt) -> str:
    account = attempt.message.number.account_id if attempt.message.number else ""
    path = reverse("trial_keys", kwargs={"account": account, "attempt": attempt.pk})
    return f"{settings.PUBLIC_BASE_URL}{path}"


def key_pressed(attempt: Attempt, *, now: datetime) -> str:
    """Any key will do: somebody is there. Twice changes nothing."""
    if attempt.message.purpose == TEST:
        Attempt.objects.filter(pk=attempt.pk, heard_at=None).update(heard_at=now)
    return say_and_hang_up([_("Thank you. A page reaches you on this phone. Good bye.")])
