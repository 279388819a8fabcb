"""Reading the wire. Every id from outside goes through a `get_` function with its
organization; another organization's row does not exist (`DoesNotExist`)."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import connection
from django.db.models import Count, Exists, F, OuterRef, QuerySet

from accounts.models import Membership, Organization
from delivery.models import (
    Attempt,
    Channel,
    ChannelState,
    ContactMethod,
    Message,
    OptOut,
    PhoneNumber,
    ProviderAccount,
)
from delivery.outcomes import FAULTS_OF_OURS, Reason

STOPPED = "SELECT phone FROM delivery_optout WHERE account_id = %s AND phone = ANY(%s) AND ended_at IS NULL"


def get_account(account_id: UUID) -> ProviderAccount:
    """The account named in a webhook's address. Raises DoesNotExist."""
    return ProviderAccount.objects.get(pk=account_id, archived_at=None)


def get_attempt(account: ProviderAccount, attempt_id: UUID) -> Attempt:
    """The attempt named in a webhook's address, if this account sent it. Raises DoesNotExist."""
    attempts = Attempt.objects.select_related("message__number", "message__organization")
    return attempts.get(pk=attempt_id, message__number__account=account)


def get_contact_method(organization: Organization, contact_method_id: int) -> ContactMethod:
    """A contact method of one's own organization. Raises DoesNotExist."""
    methods = ContactMethod.objects.select_related("member__user", "verification")
    return methods.get(organization=organization, pk=contact_method_id, archived_at=None)


def contact_methods(members: Iterable[Membership]) -> QuerySet[ContactMethod]:
    """All that are not archived, oldest first."""
    return ContactMethod.objects.filter(member__in=members, archived_at=None).order_by("pk")


def with_sender(methods: QuerySet[ContactMethod]) -> QuerySet[ContactMethod]:
    """Each with what the number its pages come from lets through: `texts_on`, `calls_on`, and `stopped`, if it said STOP."""
    senders = PhoneNumber.objects.filter(purpose=PhoneNumber.Purpose.PAGING, archived_at=None)
    sender = senders.filter(organization=OuterRef("organization"))
    same = senders.filter(account=OuterRef("account"), organization=OuterRef(OuterRef("organization")))
    return methods.annotate(
        texts_on=Exists(sender.filter(sms_state=ChannelState.ON)),
        calls_on=Exists(sender.filter(voice_state=ChannelState.ON)),
        stopped=Exists(OptOut.objects.filter(Exists(same), phone=OuterRef("address"), ended_at=None)),
    )


def usable_methods(member: Membership) -> list[ContactMethod]:
    """Verified and not archived: the ones that may be paged, oldest first. Opt-outs are another question."""
    return list(contact_methods([member]).filter(verified_at__isnull=False))


def obstacle(method: ContactMethod, channel: Channel, sender: PhoneNumber | None) -> Reason | None:
    """Why this method can't be reached by this channel from this sender now; None if it can."""
    if channel == Channel.EMAIL:
        return None if method.kind == ContactMethod.Kind.EMAIL else Reason.INVALID_ADDRESS
    if method.kind != ContactMethod.Kind.PHONE:
        return Reason.INVALID_ADDRESS
    if sender is None:
        return Reason.NO_SENDER
    if channel == Channel.VOICE:
        return _voice_obstacle(method, sender)
    return _sms_obstacle(method, sender)


def _voice_obstacle(method: ContactMethod, sender: PhoneNumber) -> Reason | None:
    if sender.voice_state != ChannelState.ON:
        return Reason.CHANNEL_OFF
    return None if method.can_call else Reason.BLOCKED


def _sms_obstacle(method: ContactMethod, sender: PhoneNumber) -> Reason | None:
    if sender.sms_state != ChannelState.ON:
        return Reason.CHANNEL_OFF
    if not method.can_text:
        return Reason.LANDLINE
    stopped = opted_out(sender.account_id, [method.address])
    return Reason.OPTED_OUT if stopped else None


def opted_out(account_id: UUID, phones: Iterable[str]) -> set[str]:
    """Which of these phones take no texts from the account."""
    with connection.cursor() as cursor:
        cursor.execute(STOPPED, [account_id, list(phones)])
        return {phone for (phone,) in cursor.fetchall()}


def sent_to(method: ContactMethod, purposes: Iterable[str], *, since: datetime) -> list[Message]:
    """The newest messages of some purposes to one address, newest first, with their attempts."""
    rows = Message.objects.filter(
        organization_id=method.organization_id, address=method.address, purpose__in=list(purposes),
        created_at__gte=since,
    )  # fmt: skip
    return list(rows.prefetch_related("attempts").order_by("-created_at")[:5])


def numbers_of(organization: Organization) -> QuerySet[PhoneNumber]:
    """The numbers in use, the paging number first."""
    rows = PhoneNumber.objects.select_related("account", "organization")
    return rows.filter(organization=organization, archived_at=None).order_by("-purpose", "pk")


def get_number(organization: Organization, number_id: int) -> PhoneNumber:
    """Raises PhoneNumber.DoesNotExist, also for another organization's and an archived one."""
    return numbers_of(organization).get(pk=number_id)


def own_account(organization: Organization) -> ProviderAccount | None:
    """The organization's own account at the provider; None: the platform's sends."""
    rows = ProviderAccount.objects.select_related("organization")
    return rows.filter(organization=organization, archived_at=None).first()


def platform_account() -> ProviderAccount | None:
    return ProviderAccount.objects.filter(organization=None, archived_at=None).first()


def sender_of(organization: Organization, purpose: str) -> PhoneNumber | None:
    """The organization's number for pages or for clients."""
    numbers = PhoneNumber.objects.select_related("account")
    return numbers.filter(organization=organization, purpose=purpose, archived_at=None).first()


def number_called(account: ProviderAccount, e164: str) -> PhoneNumber | None:
    """The number of ours that a text or call came to: it says whose it is, also when it was replaced: what people answer
    may have come from it. None: not one of this account's.
    """
    numbers = PhoneNumber.objects.filter(account=account, number=e164).select_related("organization")
    return numbers.order_by(F("archived_at").desc(nulls_first=True)).first()


def is_ours(e164: str) -> bool:
    """Whether a number is one we send from: nothing that comes from there is answered."""
    return PhoneNumber.objects.filter(number=e164, archived_at=None).exists()


def provider_trouble(*, since: datetime) -> dict[str, int]:
    """Faults of our own setup that the provider complained of, counted by reason: for the board and /readyz."""
    rows = Attempt.objects.filter(started_at__gte=since, reason__in=[*FAULTS_OF_OURS])
    return dict(rows.values_list("reason").annotate(Count("pk")).order_by("reason"))
