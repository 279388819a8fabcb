"""How a member is reached: added, proven with a code, archived; each told in the audit."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.audit import Actor, record, record_edit, sides
from accounts.models import Membership
from accounts.permissions import Act, may
from accounts.refusal import Refused
from delivery.actions.verify import READ_ALOUD, TYPED_IN, Check, Checked, check_code, start_verification
from delivery.models import Channel, ChannelState, ContactMethod, PhoneNumber, Verification
from delivery.phones import to_e164
from delivery.queries import is_ours, obstacle, sender_of


def add_phone(
    *,
    member: Membership,
    phone: str,
    can_text: bool = True,
    can_call: bool = True,
    actor: Actor,
    now: datetime,
) -> ContactMethod:
    """A phone of a member, as people write it; not paged before it is verified. Refused on `address`."""
    e164 = to_e164(phone, country=member.organization.country)
    refuse_no_channel(can_text=can_text, can_call=can_call)
    if is_ours(e164):
        raise Refused(address=_("That is one of the numbers pages are sent from."))
    method = ContactMethod(kind=ContactMethod.Kind.PHONE, address=e164, can_text=can_text, can_call=can_call)
    return _add(method, member=member, actor=actor, now=now)


def add_email(*, member: Membership, email: str, actor: Actor, now: datetime) -> ContactMethod:
    """A mail address of a member. Refused on `address`."""
    try:
        validate_email(email)
    except ValidationError as error:
        raise Refused(address=_("That is no e-mail address.")) from error
    method = ContactMethod(kind=ContactMethod.Kind.EMAIL, address=email, can_text=False, can_call=False)
    return _add(method, member=member, actor=actor, now=now)


def refuse_no_channel(*, can_text: bool, can_call: bool) -> None:
    """Raises Refused on `can_call` for a phone that takes neither."""
    if not can_text and not can_call:
        raise Refused(can_call=_("Choose texts, calls or both: else this phone reaches nobody."))


def change_channels(
    *, method: ContactMethod, can_text: bool, can_call: bool, actor: Actor, now: datetime
) -> bool:
    """Whether a phone takes texts, calls or both; True if that is new. Refused on `can_call` for neither."""
    refuse_no_channel(can_text=can_text, can_call=can_call)
    with transaction.atomic():
        locked = ContactMethod.objects.select_for_update(no_key=True).get(pk=method.pk)
        before = {"can_text": locked.can_text, "can_call": locked.can_call}
        after = {"can_text": can_text, "can_call": can_call}
        ContactMethod.objects.filter(pk=method.pk).update(**after)
        edit = record_edit(
            organization=method.organization, actor=actor, verb="contact_method.edited", object_kind="contact_method",
            object_id=method.pk, before=before, after=after, now=now,
        )  # fmt: skip
    return edit is not None


def archive_contact_method(*, method: ContactMethod, actor: Actor, now: datetime) -> bool:
    """Never page it again; False if it was archived already."""
    with transaction.atomic():
        if not ContactMethod.objects.filter(pk=method.pk, archived_at=None).update(archived_at=now):
            return False
        _record(method, "contact_method.archived", actor=actor, now=now)
    return True


def send_code(*, method: ContactMethod, channel: Channel | None = None, now: datetime) -> Verification:
    """Send a code to a contact method; without `channel` by text where texts can go, else by call. Refused on `address`."""
    sender = sender_of(method.organization, PhoneNumber.Purpose.PAGING)
    chosen = channel or channel_for_code(method, sender)
    if reason := obstacle(method, chosen, sender):
        raise Refused(address=_("A code can't be sent that way: {reason}.").format(reason=reason))
    with transaction.atomic():
        verification = start_verification(
            organization=method.organization,
            channel=chosen,
            address=method.address,
            purpose=Verification.Purpose.CONTACT_METHOD,
            now=now,
            sender=sender if chosen != Channel.EMAIL else None,
            words=READ_ALOUD if method.member.is_partner else TYPED_IN,
        )
        ContactMethod.objects.filter(pk=method.pk).update(verification=verification)
    return verification


def channel_for_code(method: ContactMethod, sender: PhoneNumber | None) -> Channel:
    """Texts first; while they are pending, stopped or impossible the code is spoken."""
    if method.kind == ContactMethod.Kind.EMAIL:
        return Channel.EMAIL
    texts_on = sender is None or sender.sms_state == ChannelState.ON
    return Channel.SMS if texts_on and not obstacle(method, Channel.SMS, sender) else Channel.VOICE


def enter_code(*, method: ContactMethod, code: str, actor: Actor, now: datetime) -> Checked:
    """Compare the code; the right one makes the contact method usable. Refused on `code` if none was sent."""
    with transaction.atomic():
        locked = ContactMethod.objects.select_for_update(no_key=True).get(pk=method.pk)
        if locked.verification is None:
            raise Refused(code=_("No code was sent to this address yet."))
        checked = check_code(locked.verification, code=code, now=now)
        if checked.result is Check.VERIFIED:
            ContactMethod.objects.filter(pk=method.pk).update(verified_at=now)
            _record(method, "contact_method.verified", actor=actor, now=now)
    return checked


def _add(method: ContactMethod, *, member: Membership, actor: Actor, now: datetime) -> ContactMethod:
    if not may(member.role, Act.RESPOND):
        raise Refused(address=_("{name} only looks: viewers are never paged.").format(name=member))
    method.organization, method.member, method.created_at = member.organization, member, now
    try:
        with transaction.atomic():
            _refuse_who_left(member)
            method.save(force_insert=True)
            _record(method, "contact_method.added", actor=actor, now=now)
    except IntegrityError as error:
        if "one_contact_method_per_address" not in str(error):
            raise
        raise Refused(address=_("This address is there already.")) from error
    return method


def _refuse_who_left(member: Membership) -> None:
    """Holds the membership: whoever deactivates them at this moment finds what is added, or we their end."""
    fresh = Membership.objects.select_for_update(no_key=True).get(pk=member.pk)
    if fresh.archived_at is not None:
        raise Refused(address=_("{name} was deactivated.").format(name=member))


def _record(method: ContactMethod, verb: str, *, actor: Actor, now: datetime) -> None:
    told = {"member": method.member_id, "kind": method.kind, "address": method.address}
    before, after = sides(told, over=verb == "contact_method.archived")
    record(
        organization=method.organization, actor=actor, verb=verb, object_kind="contact_method", object_id=method.pk,
        now=now, before=before, after=after,
    )  # fmt: skip
