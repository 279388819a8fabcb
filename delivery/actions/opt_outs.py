"""STOP and START. An opt-out belongs to a sender account and a phone: no text goes there from that account."""

from datetime import datetime

from delivery.models import OptOut, ProviderAccount


def opt_out(*, account: ProviderAccount, phone: str, word: str, now: datetime) -> bool:
    """Stop texts to a phone; False if they were stopped already. `word` is what it said, or the provider's error."""
    _, created = OptOut.objects.get_or_create(
        account=account, phone=phone, ended_at=None, defaults={"word": word[:40], "started_at": now}
    )
    return created


def opt_in(*, account: ProviderAccount, phone: str, now: datetime) -> bool:
    """Let texts go to a phone again; False if they were never stopped."""
    return OptOut.objects.filter(account=account, phone=phone, ended_at=None).update(ended_at=now) > 0
