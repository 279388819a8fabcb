"""Which provider serves an account, with which secrets. The platform's own come from the environment."""

from django.conf import settings

from delivery.models import ProviderAccount
from delivery.providers import errors
from delivery.providers.base import MailProvider, Provider
from delivery.providers.mail import Mail
from delivery.providers.twilio import Credentials, Twilio


def provider_of(account: ProviderAccount) -> Provider:
    """The provider behind an account; DeliveryError X for an account we have no secrets for."""
    if account.organization_id is not None:
        raise errors.failure(errors.TABLE[20003], detail="this account has no secrets")
    return platform_provider()


def platform_provider() -> Provider:
    """The platform's own, from the environment alone: needs no database."""
    return Twilio(
        Credentials(
            base_url=settings.TWILIO_API_BASE_URL,
            account_sid=settings.TWILIO_ACCOUNT_SID,
            auth_token=settings.TWILIO_AUTH_TOKEN,
            read_seconds=settings.PROVIDER_TIMEOUT_SECONDS,
        )
    )


def mail_provider() -> MailProvider:
    """What sends our mail."""
    return Mail()


def tokens_of(account: ProviderAccount) -> tuple[str, ...]:
    """The secrets that may have signed this account's webhooks: two while one is being replaced, none if unknown."""
    if account.organization_id is not None:
        return ()
    both = (settings.TWILIO_AUTH_TOKEN, settings.TWILIO_AUTH_TOKEN_SECONDARY)
    return tuple(token for token in both if token)
