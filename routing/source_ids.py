"""The tools that send alerts, each under a name of its own, and what they call the clients."""

from collections import Counter
from collections.abc import Mapping
from functools import cached_property

from django.db.models import Exists, OuterRef, QuerySet

from accounts.models import Organization
from routing.models import ExternalId, Integration
from sla.external_ids import BETWEEN, KnownAs
from sla.models import Client, ClientAlias


class Tools:
    """Those of an organization that are in use. Two of one name are told apart by number: `Datto RMM #7`."""

    def __init__(self, organization: Organization) -> None:
        self.organization = organization

    def names(self) -> tuple[str, ...]:
        return tuple(self._names.values())

    def by_source(self) -> Mapping[int, str]:
        """Names by the integration's id."""
        return self._names

    def ids(self) -> Mapping[int, frozenset[KnownAs]]:
        """By client, archived ones too."""
        found: dict[int, set[KnownAs]] = {}
        for row in ExternalId.objects.filter(organization=self.organization, integration__in=self._names):
            found.setdefault(row.client_id, set()).add(self.read(row))
        return {pk: frozenset(ids) for pk, ids in found.items()}

    def read(self, row: ExternalId) -> KnownAs:
        """Of a tool in use."""
        return KnownAs(self._names[row.integration_id], row.word)

    @cached_property
    def _names(self) -> dict[int, str]:
        rows = Integration.objects.filter(organization=self.organization, kind=Integration.Kind.GENERIC)
        in_use = list(rows.exclude(state=Integration.State.RETIRED).order_by("name", "pk"))
        times = Counter(_plain(row.name).casefold() for row in in_use)
        return {row.pk: _name(row, times) for row in in_use}


def external_ids_of(client: Client) -> QuerySet[ExternalId]:
    """Those of tools in use."""
    rows = ExternalId.objects.filter(organization=client.organization_id, client=client)
    in_use = rows.exclude(integration__state=Integration.State.RETIRED)
    return in_use.select_related("integration").order_by("integration__name", "word", "pk")


def with_tools(rows: QuerySet[Client]) -> QuerySet[Client]:
    """Annotates `known_to_tools`: by an id or another name; or no tool sends alerts for several clients."""
    many = Integration.objects.filter(
        organization=OuterRef("organization"), kind=Integration.Kind.GENERIC, client=None
    ).exclude(state=Integration.State.RETIRED)
    ids = ExternalId.objects.filter(organization=OuterRef("organization"), client=OuterRef("pk"))
    names = ClientAlias.objects.filter(client=OuterRef("pk"))
    return rows.annotate(known_to_tools=Exists(ids) | Exists(names) | ~Exists(many))


def ids_state(client: Client) -> dict[str, list[str]]:
    """What the audit and a form's edition tell of a client's ids."""
    tools = Tools(client.organization)
    return {"external_ids": sorted(str(tools.read(row)) for row in external_ids_of(client))}


def _name(row: Integration, times: Counter[str]) -> str:
    name = _plain(row.name)
    return name if times[name.casefold()] == 1 else f"{name} #{row.pk}"


def _plain(name: str) -> str:
    """On one line, without what divides one id from the next."""
    return " ".join(name.replace(BETWEEN, "/").split())
