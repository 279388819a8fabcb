"""What calls say. Pure; the texts are in `words`."""

from dataclasses import dataclass

from routing.words import Subject

PRIORITY_WORDS = {"P1": "Priority one", "P2": "Priority two", "P3": "Priority three", "P4": "Priority four"}


@dataclass(frozen=True, slots=True)
class Spoken:
    """What a call says: `who` and the keys first (a screening phone transcribes the first sentence), then the matter."""

    greeting: str
    matter: str


def page(subject: Subject, *, member: str, private: bool) -> Spoken:
    """Private clients' names are said only after a key."""
    greeting = f"{subject.organization} on-call page for {member}. Press 1 to take it, 2 to pass it on, 3 to hear more."
    if private:
        beside = f" {subject.beside}" if subject.beside else ""
        return Spoken(greeting, f"{PRIORITY_WORDS[subject.priority]}.{beside} Press 3 for what it is about.")
    return Spoken(greeting, matter(subject))


def another(spoken: Spoken) -> Spoken:
    """The next page of the same call: who it is for was said."""
    return Spoken("Another page. Press 1 to take it, 2 to pass it on, 3 to hear more.", spoken.matter)


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
    first = f"First: {first_step.rstrip('.')}." if first_step else ""
    noted = f"Note: {note.rstrip('.')}." if note else ""
    return " ".join(part for part in (matter(subject), details, noted, first) if part)


def sign_of_life(subject: Subject, *, member: str) -> Spoken:
    return Spoken(
        f"{subject.organization} for {member}. Are you still on {subject.who}? Press 1 if yes, 4 for help, 5 if done.",
        subject.title + ".",
    )


def taken(contact_name: str) -> str:
    first = contact_name.split(" ")[0]
    return f"You have it. {f'Call {first}; the number is in your texts. ' if first else ''}Thank you."


def help_wanted(subject: Subject, *, member: str, holder: str) -> Spoken:
    greeting = f"{subject.organization} for {member}. {holder} asks for your help. Press 1 if you are coming."
    return Spoken(greeting, matter(subject))
