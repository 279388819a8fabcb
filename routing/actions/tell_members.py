"""Word to members: always by mail, and by text where it is urgent. Notices: they wait behind pages."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from accounts.models import Membership, Organization
from delivery.actions.write import draft_message, write_all
from delivery.models import Channel, Message
from routing.reach import paging_number, phones_by
from routing.words import Text
from routing.written import written

SEGMENTS = 2


@dataclass(frozen=True, slots=True)
class Word:
    """What one member is told. `text_at`: when by text, too; None: a mail will do."""

    member: Membership
    subject: str
    text: Text
    text_at: datetime | None


def tell_members(
    words: Iterable[Word], *, organization: Organization, now: datetime, expires_at: datetime | None = None
) -> dict[int, Message]:
    """Returns the texts by member. Who has no phone that takes texts has the mail alone."""
    words = tuple(words)
    number = paging_number(organization)
    phones = phones_by("sms", [word.member for word in words if word.text_at], number)
    texts = {
        word.member.pk: draft_message(
            organization=organization, channel=Channel.SMS, address=phones[word.member.pk].address, sender=number,
            body=written(word.text, limit=SEGMENTS), purpose="notice", priority=4, due_at=word.text_at,
            expires_at=expires_at, now=now,
        )
        for word in words
        if word.text_at and word.member.pk in phones
    }  # fmt: skip
    write_all([*texts.values(), *(_mail(word, organization, now) for word in words)], now=now)
    return texts


def _mail(word: Word, organization: Organization, now: datetime) -> Message:
    pattern, parts = word.text
    return draft_message(
        organization=organization, channel=Channel.EMAIL, address=word.member.email, sender=None,
        subject=word.subject, body=pattern.format_map(parts) + "\n", purpose="notice", priority=6, now=now,
    )  # fmt: skip
