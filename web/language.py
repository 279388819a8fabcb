"""The language an organization speaks on its pages and in its invitations, whatever the browser asks for."""

from django.conf import settings
from django.http import HttpRequest
from django.utils import translation

from accounts.models import Organization


def language_of(organization: Organization) -> str:
    """A language that is not offered any more counts for nothing."""
    offered = organization.language in dict(settings.LANGUAGES)
    return organization.language if offered else settings.LANGUAGE_CODE


def speak(request: HttpRequest, organization: Organization) -> None:
    """From here to the end of this request: the next one begins with the browser's again (LocaleMiddleware)."""
    request.LANGUAGE_CODE = language_of(organization)
    translation.activate(request.LANGUAGE_CODE)
