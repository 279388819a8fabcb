"""The numbers an organization sends from: added where the provider has them, switched per channel, replaced, archived."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.actions.lock import lock_organization
from accounts.audit import Actor, record, record_edit
from accounts.edition import refuse_stale
from accounts.models import Organization
from accounts.refusal import Refused
from delivery.models import ChannelState, Message, MessageStatus, PhoneNumber, ProviderAccount
from delivery.outcomes import Reason
from delivery.phones import to_e164
from delivery.providers.errors import DeliveryError
from delivery.providers.registry import provider_of

PAGING = PhoneNumber.Purpose.PAGING


def webhook_addresses(account: ProviderAccount) -> tuple[str, str]:
    """Where the provider sends texts and calls that come to this account's numbers."""
    here = f"{settings.PUBLIC_BASE_URL}/tw/{account.pk}"
    return f"{here}/text/", f"{here}/call/"


@dataclass(frozen=True, slots=True)
class Wanted:
    """A number as somebody enters it, and what it may be used for."""

    number: str
    sms_state: str
    voice_state: str


def add_number(
    *,
    organization: Organization,
    account: ProviderAccount,
    purpose: str,
    wanted: Wanted,
    actor: Actor,
    now: datetime,
) -> PhoneNumber:
    """The first of its purpose. Raises Refused, naming the field.

    The provider is asked before, outside of any transaction: it points the number's webhooks here, which proves that
    the number is ours to use.
    """
    e164 = look_up(organization, account, purpose, wanted)
    with transaction.atomic():
        locked = lock_organization(organization.pk)
        if PhoneNumber.objects.filter(organization=locked, purpose=purpose, archived_at=None).exists():
            raise Refused(purpose=_("There is one already: replace it instead."))
        made = _create(locked, account, purpose, e164, wanted, now)
        _record_added(made, None, actor, now)
    return made


def replace_number(
    *, number: PhoneNumber, account: ProviderAccount, e164: str, wanted: Wanted, actor: Actor, now: datetime
) -> PhoneNumber:
    """Another number instead: the old one is archived, and what waits leaves from the new one. Raises Refused.

    `e164`: what `look_up` found; the provider is asked before, outside of any transaction.
    """
    with transaction.atomic():
        old = _locked(number)
        if old.number == e164:
            raise Refused(number=_("This is the number that is there."))
        _archive(old, actor, now)
        made = _create(old.organization, account, old.purpose, e164, wanted, now)
        _move_waiting(old, made)
        _record_added(made, old, actor, now)
    return made


def look_up(organization: Organization, account: ProviderAccount, purpose: str, wanted: Wanted) -> str:
    """The number, E.164, which the account has; its webhooks point here then. Raises Refused."""
    e164 = to_e164(wanted.number, country=organization.country, field="number")
    _refuse_silent(purpose, wanted.sms_state, wanted.voice_state)
    if account.organization_id not in (None, organization.pk):
        raise Refused(number=_("This account is not yours."))
    register(account, e164)
    return e164


def _create(
    organization: Organization,
    account: ProviderAccount,
    purpose: str,
    e164: str,
    wanted: Wanted,
    now: datetime,
) -> PhoneNumber:
    _print_for_clients(organization, purpose, e164)
    try:
        with transaction.atomic():
            return PhoneNumber.objects.create(
                organization=organization, account=account, number=e164, purpose=purpose, sms_state=wanted.sms_state,
                voice_state=wanted.voice_state, created_at=now,
            )  # fmt: skip
    except IntegrityError as taken:
        raise Refused(number=_("This number is in use already.")) from taken


def _record_added(made: PhoneNumber, old: PhoneNumber | None, actor: Actor, now: datetime) -> None:
    record(
        organization=made.organization, actor=actor, verb="added", object_kind="number", object_id=made.pk, now=now,
        before={"number": old.number} if old else None,
        after={"number": made.number, "purpose": made.purpose, **told(made)},
    )  # fmt: skip


def set_channels(
    *, number: PhoneNumber, sms_state: str, voice_state: str, seen: str, actor: Actor, now: datetime
) -> PhoneNumber:
    """Raises Refused, and Stale where somebody else saved meanwhile."""
    _refuse_silent(number.purpose, sms_state, voice_state)
    with transaction.atomic():
        row = _locked(number)
        before = told(row)
        refuse_stale(
            organization=row.organization, object_kind="number", object_id=row.pk, state=before, seen=seen
        )
        row.sms_state, row.voice_state = sms_state, voice_state
        row.save(update_fields=["sms_state", "voice_state"])
        record_edit(
            organization=row.organization, actor=actor, object_kind="number", object_id=row.pk, before=before,
            after=told(row), now=now,
        )  # fmt: skip
    return row


def archive_number(*, number: PhoneNumber, actor: Actor, now: datetime) -> None:
    """Nothing is sent from it any more. The paging number of a firm that is live can only be replaced (promise 9)."""
    with transaction.atomic():
        row = _locked(number)
        if row.purpose == PAGING and row.organization.went_live_at is not None:
            raise Refused(number=_("Pages go out from this number. Replace it by another instead."))
        _archive(row, actor, now)
        _print_for_clients(row.organization, row.purpose, "")


def register(account: ProviderAccount, e164: str) -> bool:
    """Point the number's webhooks here; False if they did already. Raises Refused with what the provider says."""
    text_url, call_url = webhook_addresses(account)
    try:
        return provider_of(account).register_number(e164, text_url=text_url, call_url=call_url)
    except DeliveryError as error:
        raise Refused(number=_why_not(error)) from error


def _why_not(error: DeliveryError) -> str:
    if error.reason == Reason.CREDENTIALS:
        return _("Twilio does not accept the account's SID and token. Nothing was changed.")
    if error.reason == Reason.NO_SENDER:
        return _("Twilio says that the account has no such number. Nothing was changed.")
    if error.permanent:
        return _("Twilio refuses it (%(reason)s). Nothing was changed.") % {
            "reason": error.reason.replace("_", " ")
        }
    return _("Twilio did not answer. Nothing was changed: try again in a minute.")


def told(number: PhoneNumber) -> dict[str, object]:
    """What the audit tells, and what an edition is of."""
    return {"sms_state": number.sms_state, "voice_state": number.voice_state}


def _refuse_silent(purpose: str, sms_state: str, voice_state: str) -> None:
    if purpose == PAGING and ChannelState.ON not in (sms_state, voice_state):
        raise Refused(
            voice_state=_("Nobody could be paged: leave calls on until texts are, or texts until calls.")
        )


def _archive(number: PhoneNumber, actor: Actor, now: datetime) -> None:
    PhoneNumber.objects.filter(pk=number.pk).update(archived_at=now)
    record(
        organization=number.organization, actor=actor, verb="archived", object_kind="number", object_id=number.pk,
        now=now, before={"number": number.number},
    )  # fmt: skip


def _move_waiting(old: PhoneNumber, new: PhoneNumber) -> None:
    """What never left yet leaves from the new number."""
    waiting = Message.objects.filter(number=old, ended_at=None, tries=0, status=MessageStatus.QUEUED)
    waiting.update(number=new)


def _print_for_clients(organization: Organization, purpose: str, e164: str) -> None:
    if purpose == PhoneNumber.Purpose.CLIENT:
        Organization.objects.filter(pk=organization.pk).update(client_phone=e164)


def _locked(number: PhoneNumber) -> PhoneNumber:
    rows = PhoneNumber.objects.select_for_update(no_key=True, of=("self",)).select_related("organization")
    row = rows.filter(pk=number.pk, archived_at=None).first()
    if row is None:
        raise Refused(number=_("Somebody archived this number meanwhile."))
    return row
