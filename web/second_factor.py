"""Second factors: how allauth's wear our name, keep their secrets sealed, and who must have one."""

from typing import Any

from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.contrib.auth.base_user import AbstractBaseUser
from django.utils.translation import gettext as _

from accounts.models import Membership, SecondFactorRule
from accounts.sealed import seal, unseal

USE = "second factor"
FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


class SecondFactor(DefaultMFAAdapter):  # type: ignore[misc]
    """allauth's adapter."""

    def encrypt(self, text: str) -> str:
        return seal(text, use=USE)

    def decrypt(self, encrypted_text: str) -> str:
        return unseal(encrypted_text, use=USE)

    def get_totp_issuer(self) -> str:
        return "Nightbell"

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """The Host was checked against ALLOWED_HOSTS before anybody reads it."""
        return {**super().get_public_key_credential_rp_entity(), "name": "Nightbell"}

    def generate_authenticator_name(self, user: AbstractBaseUser, type: Any) -> str:  # noqa: A002 - allauth's name
        count = Authenticator.objects.filter(user_id=user.pk, type=type).count()
        return _("Passkey") if count == 0 else _("Passkey %(number)d") % {"number": count + 1}


def has_second_factor(user: AbstractBaseUser) -> bool:
    return bool(Authenticator.objects.filter(user_id=user.pk, type__in=FACTORS).exists())


def lacks_second_factor(membership: Membership) -> bool:
    """Whether the organization asks for one that this member does not have."""
    rule = membership.organization.second_factor_rule
    return SecondFactorRule(rule).binds(membership.role) and not has_second_factor(membership.login)
