"""Which client an alert is about: the integration's own, else by the tool's id, else the sender's word by code, name or alias.

Exact, never fuzzy. Ids come first: names are changed.
"""

from dataclasses import dataclass

from routing.inbound.signal import Signal
from routing.models import Integration
from sla.models import Client, Site
from sla.queries import clients_called, get_site

BY_ID_OR_CODE = """
    SELECT * FROM sla_client WHERE organization_id = %(organization)s AND archived_at IS NULL AND id = COALESCE(
        (SELECT client.id FROM routing_externalid known JOIN sla_client client ON client.id = known.client_id
         WHERE known.organization_id = %(organization)s AND known.integration_id = %(integration)s
           AND known.word IN (%(key)s, %(whole)s, %(word)s) AND client.archived_at IS NULL
         ORDER BY known.word = %(key)s DESC, known.word = %(whole)s DESC LIMIT 1),
        (SELECT id FROM sla_client
         WHERE organization_id = %(organization)s AND lower(code) = lower(%(word)s) AND archived_at IS NULL))
"""


@dataclass(frozen=True, slots=True)
class Match:
    """The client, or None with the candidates' names when the word fits several, and none when it fits nobody."""

    client: Client | None
    site: Site | None
    candidates: tuple[str, ...] = ()


def match(integration: Integration, signal: Signal) -> Match:
    """One question where an id or a code says whose it is, as they should; another one for names."""
    if integration.client is not None:
        return Match(integration.client, _site(integration.client, signal.site))
    client_word, site_word = _split(signal.client, signal.site)
    found = _named(integration, signal, client_word)
    if len(found) == 1:
        return Match(found[0], _site(found[0], site_word))
    return Match(None, None, tuple(client.name for client in found))


def _named(integration: Integration, signal: Signal, word: str) -> list[Client]:
    """`word`: without the site, where the sender writes both in one; what was learnt of it has both."""
    key, whole = signal.client_key, signal.client
    if not key and not whole:
        return []
    asked = {
        "organization": integration.organization_id, "integration": integration.pk, "key": key, "whole": whole, "word": word,
    }  # fmt: skip
    return list(Client.objects.raw(BY_ID_OR_CODE, asked)) or clients_called(integration.organization, word)


def _split(client_word: str, site_word: str) -> tuple[str, str]:
    """`Customer > Site`, as some tools write it."""
    if site_word or ">" not in client_word:
        return client_word, site_word
    client, _, site = client_word.partition(">")
    return client.strip(), site.strip()


def _site(client: Client, word: str) -> Site | None:
    if not word:
        return None
    try:
        return get_site(client, word)
    except (Site.DoesNotExist, Site.MultipleObjectsReturned):
        return None
