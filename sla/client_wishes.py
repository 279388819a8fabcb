"""What an import knows, and what its lines want: frozen facts in, wishes and planned lines out."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from sla.actions.contacts import ContactDetails
from sla.client_links import Link
from sla.client_sites import WrittenSite
from sla.external_ids import KnownAs


@dataclass(frozen=True, slots=True)
class KnownContact:
    """Somebody on file."""

    id: int
    details: ContactDetails


@dataclass(frozen=True, slots=True)
class KnownSite:
    """A place of theirs."""

    id: int
    written: WrittenSite


@dataclass(frozen=True, slots=True)
class KnownClient:
    """A client that is there. `tier`: of its general agreement that holds or will hold; empty: none."""

    id: int
    name: str
    code: str
    zone: str
    tier: str
    note: str
    aliases: frozenset[str]
    contacts: Mapping[str, KnownContact]  # by name, casefolded
    archived: bool = False
    links: tuple[Link, ...] = ()
    private: bool = False
    level: str = ""
    ids: frozenset[KnownAs] = frozenset()
    sites: Mapping[str, KnownSite] = field(default_factory=dict)  # by name, casefolded


@dataclass(frozen=True, slots=True)
class Known:
    """What is there: clients by casefolded code, tiers by casefolded name."""

    clients: Mapping[str, KnownClient]
    tiers: Mapping[str, str]
    zone: str
    country: str
    sources: tuple[str, ...] = ()


@dataclass(slots=True)
class Wish:
    """All that the lines want for one client; `known` None: it is new. None and empty: as it is."""

    code: str
    known: KnownClient | None
    name: str = ""
    zone: str = ""
    tier: str = ""
    note: str = ""
    aliases: set[str] = field(default_factory=set)
    contacts: dict[str, ContactDetails] = field(default_factory=dict)
    links: tuple[Link, ...] = ()
    private: bool | None = None
    level: str = ""
    ids: set[KnownAs] = field(default_factory=set)
    sites: dict[str, WrittenSite] = field(
        default_factory=dict
    )  # new ones and those that change, by name, casefolded


@dataclass(frozen=True, slots=True)
class Planned:
    """One line: what would happen (`does`), or what is wrong and what would be right. Neither: nothing changes."""

    number: int
    client: str
    does: tuple[str, ...] = ()
    wrong: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ImportPlan:
    """Every line, and what they want together."""

    lines: tuple[Planned, ...]
    wishes: tuple[Wish, ...]

    @property
    def is_right(self) -> bool:
        return not any(line.wrong for line in self.lines)

    @property
    def changes(self) -> bool:
        return any(line.does for line in self.lines)
