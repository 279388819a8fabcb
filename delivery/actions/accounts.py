"""An organization's own account at the provider: entered, given another token, closed. Its tokens are kept sealed."""

import re
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.actions.lock import lock_organization
from accounts.audit import Actor, record
from accounts.models import Organization
from accounts.refusal import Refused
from accounts.sealed import seal
from delivery.models import PhoneNumber, ProviderAccount
from delivery.providers.registry import SEAL

SID = re.compile(r"AC[0-9a-f]{32}")
TOKEN = re.compile(r"[!-~]{16,128}")


def open_account(
    *, organization: Organization, account_sid: str, token: str, actor: Actor, now: datetime
) -> ProviderAccount:
    """Numbers added from now on are this account's. Raises Refused, naming the field."""
    if not SID.fullmatch(account_sid):
        raise Refused(account_sid=_("An account SID is AC and 32 digits and letters from a to f."))
    _refuse_odd(token)
    with transaction.atomic():
        lock_organization(organization.pk)
        if ProviderAccount.objects.filter(organization=organization, archived_at=None).exists():
            raise Refused(account_sid=_("There is an account already: replace its token, or close it first."))
        made = ProviderAccount.objects.create(
            organization=organization,
            account_sid=account_sid,
            sealed_token=seal(token, use=SEAL),
            created_at=now,
        )
        record(
            organization=organization, actor=actor, verb="opened", object_kind="provider_account", object_id=made.pk,
            now=now, after={"account_sid": account_sid},
        )  # fmt: skip
    return made


def replace_token(
    *, account: ProviderAccount, token: str, keep_old: bool, actor: Actor, now: datetime
) -> ProviderAccount:
    """Sends with the new one at once; webhooks signed with the old one count as well where it is kept."""
    _refuse_odd(token)
    with transaction.atomic():
        row = _locked(account)
        row.sealed_previous_token = row.sealed_token if keep_old else ""
        row.sealed_token = seal(token, use=SEAL)
        row.save(update_fields=["sealed_token", "sealed_previous_token"])
        _record(row, "replaced the token", actor, now)
    return row


def close_account(*, account: ProviderAccount, actor: Actor, now: datetime) -> ProviderAccount:
    """Back to the platform's account. Raises Refused while a number is sent from it."""
    with transaction.atomic():
        row = _locked(account)
        if PhoneNumber.objects.filter(account=row, archived_at=None).exists():
            raise Refused(account=_("Numbers still belong to it: replace or archive them first."))
        row.archived_at = now
        row.save(update_fields=["archived_at"])
        _record(row, "closed", actor, now)
    return row


def _refuse_odd(token: str) -> None:
    if not TOKEN.fullmatch(token):
        raise Refused(token=_("An auth token has 16 to 128 plain characters, without spaces."))


def _locked(account: ProviderAccount) -> ProviderAccount:
    rows = ProviderAccount.objects.select_for_update(no_key=True, of=("self",)).select_related("organization")
    row = rows.filter(pk=account.pk, archived_at=None).first()
    if row is None:
        raise Refused(account=_("Somebody closed this account meanwhile."))
    return row


def _record(account: ProviderAccount, verb: str, actor: Actor, now: datetime) -> None:
    if account.organization is not None:
        record(
            organization=account.organization, actor=actor, verb=verb, object_kind="provider_account",
            object_id=account.pk, now=now, after={"account_sid": account.account_sid},
        )  # fmt: skip
