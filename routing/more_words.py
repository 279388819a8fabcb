"""What "3" tells by text: all that fits, and what the keys mean to whoever asked. Pure; the other texts are in `words`."""

from routing.words import Subject, Text, ended, head, help_or_done

MOST_OF_A_STEP = 120  # characters of what comes first: never cut in a text


def more(
    subject: Subject, *, details: str, first_step: str, note: str, link: str, keys: str, holder: str = ""
) -> Text:
    """`keys`: one of the three below."""
    told = f"Details: {ended(details)}" if details else "No more details."
    noted = f" Note: {ended(note)}" if note else ""
    first = " First: {first}." if first_step else ""
    return f"{{reference}} {{place}}: {{title}}.{{call}}{first} {{link}} {keys}", {
        **head(subject),
        "reference": subject.reference,
        "title": f"{subject.title}. {told}{noted}".rstrip("."),
        "first": first_step[:MOST_OF_A_STEP].rstrip("."),
        "link": link,
        "holder": holder,
    }


def to_take(subject: Subject) -> str:
    return f"Reply {subject.key}1 to take it, {subject.key}2 to pass on.{subject.end}"


def in_hand(subject: Subject) -> str:
    return f"You have it.{help_or_done(subject)}"


def with_another(subject: Subject) -> str:
    return f"{{holder}} has it.{subject.end}"
