"""The people of the demo MSP and their phones, which the simulator owns. Numbers of the 555-01xx block are nobody's."""

from dataclasses import dataclass

from accounts.models import Role

PASSWORD = "harbor-pine-demo"  # noqa: S105 - printed at every start; the demo is never loaded in production
PAGING_NUMBER = "+12125550190"
CLIENT_NUMBER = "+12125550199"


@dataclass(frozen=True, slots=True)
class Person:
    """A member of Harbor Pine IT."""

    name: str
    email: str
    role: Role
    phone: str


@dataclass(frozen=True, slots=True)
class Contact:
    """Somebody at a client."""

    name: str
    title: str
    phone: str
    email: str


ALICE = Person("Alice", "alice@harborpine.example", Role.OWNER, "+12125550101")
BOB = Person("Bob", "bob@harborpine.example", Role.TECHNICIAN, "+12125550102")
CAROL = Person("Carol", "carol@harborpine.example", Role.MANAGER, "+12125550103")
DAVE = Person("Dave", "dave@harborpine.example", Role.TECHNICIAN, "+12125550104")
PEOPLE = (ALICE, BOB, CAROL, DAVE)
DANA = Contact("Dana Reyes", "Office manager", "+12125550142", "dana@northwind.example")
CLARK = Contact("Clark Osei", "Partner", "+12125550143", "clark@contoso.example")
FAY = Contact("Fay Lindqvist", "Plant manager", "+12125550144", "fay@fabrikam.example")


def phone_names() -> dict[str, str]:
    """Whose phone each number is, for the page of phones."""
    people = {person.phone: person.name for person in PEOPLE}
    contacts = {contact.phone: f"{contact.name} (client)" for contact in (DANA, CLARK, FAY)}
    return people | contacts
