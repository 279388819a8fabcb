"""Which client an alert is about: the integration's own, else the sender's word by code, name or alias. Exact, never fuzzy."""

from dataclasses import dataclass

from routing.models import Integration
from sla.models import Client, Site
from sla.queries import clients_named, get_site


@dataclass(frozen=True, slots=True)
class Match:
    """The client, or None with the candidates' names when the word fits several, and none when it fits nobody."""

    client: Client | None
    site: Site | None
    candidates: tuple[str, ...] = ()


def match(integration: Integration, *, client_word: str, site_word: str) -> Match:
    if integration.client is not None:
        return Match(integration.client, _site(integration.client, site_word))
    client_word, site_word = _split(client_word, site_word)
    found = clients_named(integration.organization, client_word)
    if len(found) == 1:
        return Match(found[0], _site(found[0], site_word))
    return Match(None, None, tuple(client.name for client in found))


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
