"""In which language a client is written to about an incident: the one it was reported in, else the client's, else the organization's."""

from contextlib import AbstractContextManager

from django.utils import translation

from routing.models import Incident
from sla.queries import form_settings_of


def in_their_language(incident: Incident) -> AbstractContextManager[None]:
    settings = form_settings_of(incident.client)
    own = settings.language if settings else ""
    return translation.override(incident.language or own or incident.organization.language)
