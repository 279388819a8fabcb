"""What calls say. Pure; the texts are in `words`."""

from dataclasses import dataclass

from routing.words import Subject, ended

TO_TAKE = "Press 1 to take it, 2 to pass it on, 3 to hear more."
IF_STILL = "Press 1 if yes, 4 for help, 5 if done."
IF_COMING = "Press 1 if you are coming."
PRIORITY_WORDS = {"P1": "Priority one", "P2": "Priority two", "P3": "Priority three", "P4": "Priority four"}


@dataclass(frozen=True, slots=True)
class Spoken:
    """What a call says: `who` and the keys first (a screening phone transcribes the first sentence), then the matter."""

    greeting: str
    matter: str


def page(subject: Subject, *, member: str, private: bool) -> Spoken:
    """Private clients' names are said only after a key."""
    greeting = f"{subject.organization} on-call page for {member}. {TO_TAKE}"
    if private:
        beside = f" {subject.beside}" if subject.beside else ""
        return Spoken(greeting, f"{PRIORITY_WORDS[subject.priority]}.{beside} Press 3 for what it is about.")
    return Spoken(greeting, matter(subject))


def another(spoken: Spoken) -> Spoken:
    """The next page of the same call: who it is for was said."""
    return Spoken(f"Another page. {TO_TAKE}", spoken.matter)


def matter(subject: Subject) -> str:
    call = f" Call {subject.contact.rsplit(' ', 1)[0]}" if subject.contact else ""
    by = (
        f" by {subject.respond_by.astimezone(subject.zone).strftime('%-H:%M')}"
        if call and subject.respond_by
        else ""
    )
    marked = " Not covered: contain only, then ask the owner." if subject.security_not_covered else ""
    beside = f" {subject.beside}" if subject.beside else ""
    said = f"{PRIORITY_WORDS[subject.priority]}. {subject.place}. {subject.title}.{beside}"
    return f"{said}{marked}{call}{by}{'.' if call else ''}"


def more(subject: Subject, *, details: str, first_step: str, note: str) -> str:
    """What key 3 says beside the matter; the client's note after what came in."""
    told = ended(details) if details else ""
    noted = f"Note: {ended(note)}" if note else ""
    return " ".join(part for part in (matter(subject), told, noted, _first(first_step)) if part)


def _first(step: str) -> str:
    return f"First: {ended(step)}" if step else ""


def sign_of_life(subject: Subject, *, member: str) -> Spoken:
    return Spoken(
        f"{subject.organization} for {member}. Are you still on {subject.who}? {IF_STILL}",
        subject.title + ".",
    )


def taken(contact_name: str, *, first_step: str) -> str:
    name = contact_name.split(" ")[0]
    call = f"Call {name}; the number is in your texts." if name else ""
    return " ".join(part for part in ("You have it.", _first(first_step), call, "Thank you.") if part)


def help_wanted(subject: Subject, *, member: str, holder: str) -> Spoken:
    greeting = f"{subject.organization} for {member}. {holder} asks for your help. {IF_COMING}"
    return Spoken(greeting, matter(subject))
