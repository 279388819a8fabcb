"""Which provider serves an account, with which secrets. The platform's own come from the environment, others are sealed."""

from collections.abc import Iterator
from contextlib import suppress

from django.conf import settings

from accounts.sealed import Unreadable, unseal
from delivery.models import ProviderAccount
from delivery.providers import errors
from delivery.providers.base import MailProvider, Provider
from delivery.providers.mail import Mail
from delivery.providers.twilio import Credentials, Twilio

SEAL = "provider account"


def provider_of(account: ProviderAccount) -> Provider:
    """The provider behind an account; DeliveryError X for an account whose secrets we can't read."""
    if account.organization_id is None:
        return platform_provider()
    try:
        token = unseal(account.sealed_token, use=SEAL)
    except Unreadable as error:
        raise errors.failure(errors.TABLE[20003], detail="this account has no secrets") from error
    return Twilio(_credentials(account.account_sid, token))


def platform_provider() -> Provider:
    """The platform's own, from the environment alone: needs no database."""
    return Twilio(_credentials(settings.TWILIO_ACCOUNT_SID, settings.TWILIO_AUTH_TOKEN))


def _credentials(account_sid: str, token: str) -> Credentials:
    return Credentials(
        base_url=settings.TWILIO_API_BASE_URL,
        account_sid=account_sid,
        auth_token=token,
        read_seconds=settings.PROVIDER_TIMEOUT_SECONDS,
    )


def mail_provider() -> MailProvider:
    """What sends our mail."""
    return Mail()


def tokens_of(account: ProviderAccount) -> tuple[str, ...]:
    """The secrets that may have signed this account's webhooks: two while one is being replaced, none if unknown."""
    if account.organization_id is not None:
        return tuple(_readable(account.sealed_token, account.sealed_previous_token))
    both = (settings.TWILIO_AUTH_TOKEN, settings.TWILIO_AUTH_TOKEN_SECONDARY)
    return tuple(token for token in both if token)


def _readable(*sealed: str) -> Iterator[str]:
    for one in sealed:
        with suppress(Unreadable):
            if token := unseal(one, use=SEAL):
                yield token
