"""allauth's forms of passkeys, for which nothing that a browser sends as its credential is a fault of ours."""

from typing import Any

from allauth.mfa.adapter import get_adapter
from allauth.mfa.webauthn import forms as allauths
from django import forms


class Credential(forms.JSONField):
    """What the browser's authenticator said; nested without end it is as invalid as what is no JSON."""

    widget = forms.HiddenInput

    def to_python(self, value: Any) -> Any:
        try:
            return super().to_python(value)
        except RecursionError:
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid") from None

    def bound_data(self, data: Any, initial: Any) -> Any:
        try:
            return super().bound_data(data, initial)
        except RecursionError:
            return None


class Add(allauths.AddWebAuthnForm):  # type: ignore[misc]
    credential = Credential()

    def clean(self) -> dict[str, Any]:
        try:
            found: dict[str, Any] = super().clean()
        except ValueError:  # an attestation of the right shape that cannot be read
            raise get_adapter().validation_error("incorrect_code") from None
        return found


class Authenticate(allauths.AuthenticateWebAuthnForm):  # type: ignore[misc]
    credential = Credential()


class Login(allauths.LoginWebAuthnForm):  # type: ignore[misc]
    credential = Credential()


class Reauthenticate(allauths.ReauthenticateWebAuthnForm):  # type: ignore[misc]
    credential = Credential()
