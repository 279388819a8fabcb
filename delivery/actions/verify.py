"""Codes: proof that somebody reads or hears what is sent to an address.

Six digits, ten minutes, five tries. Only a keyed hash is kept here; the outbox row that carries the code is blanked
when it has ended. Limits hold per address across organizations (nobody's phone becomes a toy), and per organization.
"""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from django.db import transaction
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.actions.lock import lock_organization
from accounts.models import Organization
from accounts.refusal import Refused
from delivery.actions.end import VERIFICATION
from delivery.actions.outgoing import OWN_WORDS
from delivery.actions.write import write_message
from delivery.models import Channel, PhoneNumber, Verification
from delivery.segments import cut_to_segments
from delivery.speech import digit_by_digit

LIFE = timedelta(minutes=10)
MOST_TRIES = 5
DIGITS = 6
HOUR = timedelta(hours=1)
TYPED_IN = gettext_lazy("{name}: your code is {code}, good for 10 minutes. We never ask for it by phone.")
READ_ALOUD = gettext_lazy(
    "{name}: the code is {code}, good for 10 minutes. Read it to our people on the line with you now, to nobody else."
)  # a partner's desk does not log in
PER_ADDRESS = 5  # codes an hour
OF_STRANGERS_THERE = 3  # of these: the number's owner can still be sent ours
PER_ORGANIZATION = 60  # codes an hour
OF_STRANGERS = 30  # likewise, to what anybody may have typed: they use up none of ours


class Check(StrEnum):
    """What became of a code that was typed in."""

    VERIFIED = "verified"
    WRONG = "wrong"
    EXPIRED = "expired"
    TOO_MANY_TRIES = "too_many_tries"


@dataclass(frozen=True, slots=True)
class Checked:
    """The result and how many tries are left."""

    result: Check
    tries_left: int


def start_verification(
    *,
    organization: Organization,
    channel: Channel,
    address: str,
    purpose: Verification.Purpose,
    now: datetime,
    sender: PhoneNumber | None = None,
    words: Any = TYPED_IN,
) -> Verification:
    """Send a fresh code to an address (E.164, or e-mail). Refused on `address` when too many were sent lately.

    `words`: what a text says, TYPED_IN or READ_ALOUD.
    """
    code = f"{secrets.randbelow(10**DIGITS):0{DIGITS}d}"
    with transaction.atomic():
        _refuse_too_many(organization, address, purpose, now)
        verification = Verification.objects.create(
            organization=organization,
            channel=channel,
            address=address,
            purpose=purpose,
            code_hash=_hash(address, now, code),
            created_at=now,
            expires_at=now + LIFE,
        )
        _send_code(verification, code, sender, words)
    return verification


def check_code(verification: Verification, *, code: str, now: datetime) -> Checked:
    """Compare what was typed in; every wrong code uses up a try. A code counts once."""
    with transaction.atomic():
        locked = Verification.objects.select_for_update(no_key=True).get(pk=verification.pk)
        if locked.verified_at or locked.expires_at <= now:
            return Checked(Check.EXPIRED, 0)
        if locked.tries >= MOST_TRIES:
            return Checked(Check.TOO_MANY_TRIES, 0)
        typed = "".join(character for character in code if character.isdecimal())
        if constant_time_compare(locked.code_hash, _hash(locked.address, locked.created_at, typed)):
            return _verified(locked, now)
        locked.tries += 1
        locked.save(update_fields=["tries"])
        left = MOST_TRIES - locked.tries
        return Checked(Check.WRONG if left else Check.TOO_MANY_TRIES, left)


def _verified(locked: Verification, now: datetime) -> Checked:
    locked.verified_at = now
    locked.save(update_fields=["verified_at"])
    return Checked(Check.VERIFIED, MOST_TRIES - locked.tries)


def _hash(address: str, created_at: datetime, code: str) -> str:
    """Keyed with the installation's secret: six digits alone would be guessed from a plain hash."""
    salt = f"delivery.verification:{address}:{created_at.timestamp()}"
    return salted_hmac(salt, code, algorithm="sha256").hexdigest()


def _refuse_too_many(
    organization: Organization, address: str, purpose: Verification.Purpose, now: datetime
) -> None:
    """Locks the organization's row, so that two requests at once don't both count one too few."""
    lock_organization(organization.pk)
    lately = Verification.objects.filter(created_at__gt=now - HOUR)
    report, ours = Verification.Purpose.REPORT, lately.filter(organization=organization)
    there = list(lately.filter(address=address).values_list("purpose", flat=True))
    is_much = purpose == report and there.count(report) >= OF_STRANGERS_THERE
    if is_much or len(there) >= PER_ADDRESS:
        raise Refused(address=_("Too many codes were sent there. Try again in an hour."))
    same, most = (
        (ours.filter(purpose=report), OF_STRANGERS)
        if purpose == report
        else (ours.exclude(purpose=report), PER_ORGANIZATION)
    )
    if same.count() >= most:
        raise Refused(address=_("Too many codes were sent. Try again in an hour."))


def _send_code(verification: Verification, code: str, sender: PhoneNumber | None, words: Any) -> None:
    is_call = verification.channel == Channel.VOICE
    write_message(
        organization=verification.organization,
        channel=Channel(verification.channel),
        address=verification.address,
        subject=_("Your code from {name}").format(name=verification.organization.name),
        body=_spoken(verification, code) if is_call else _written(verification, code, words),
        purpose=VERIFICATION,
        priority=3,
        now=verification.created_at,
        expires_at=verification.expires_at,
        answer_route=OWN_WORDS if is_call else "",
        sender=sender,
    )


def _spoken(verification: Verification, code: str) -> str:
    words = _("{name} here. Your code is: {code}. Again: {code}. Once more: {code}. Goodbye.")
    return words.format(name=verification.organization.name, code=digit_by_digit(code))


def _written(verification: Verification, code: str, words: Any) -> str:
    return cut_to_segments(str(words), {"name": verification.organization.name, "code": code}, cut=("name",))
