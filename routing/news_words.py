"""Texts that tell what happened: to the owner, the client, a helper and whoever has it. Pure; see `routing.words`."""

from collections.abc import Iterable
from datetime import datetime

from routing.words import Subject, Text, are, clock, head, opening_words


def recovered(subject: Subject, *, at: datetime) -> Text:
    pattern = "{org}: Recovered by itself at {at}: {place}: {title}. Nothing to do. ({code})"
    return pattern, {**head(subject), "at": clock(at, subject.zone)}


def client_solved(subject: Subject, *, at: datetime) -> Text:
    pattern = (
        "{org}: The client said at {at} that it solved itself: {place}: {title}. Nothing to do. ({code})"
    )
    return pattern, {**head(subject), "at": clock(at, subject.zone)}


def not_covered(subject: Subject, *, opens_at: datetime | None, now: datetime) -> Text:
    """The one text to the owner about a P1 that the client's plan does not cover now; taking it is unbilled."""
    until = f" The desk looks at it {opening_words(opens_at, subject.zone, now)}." if opens_at else ""
    pattern = (
        "{org} {priority}: {place}: {title}. NOT COVERED now, nobody is paged."
        + until
        + " Reply {code} to take it unbilled."
    )
    return pattern, head(subject)


def charge_withdrawn(subject: Subject) -> Text:
    """To whoever was called for paid help that the client took back."""
    pattern = (
        "{org}: {place}: {title}: the client withdrew the paid call-out. Nothing to do, good night. ({code})"
    )
    return pattern, head(subject)


def help_wanted(subject: Subject, *, holder: str) -> Text:
    asked = f"Reply {subject.key}1 if you are coming.{subject.end}"
    pattern = f"{{org}} {{priority}}: {{holder}} asks for your help at {{place}}: {{title}}.{{call}} {{holder}} keeps it. {asked}"
    return pattern, {**head(subject), "holder": holder}


def coming(subject: Subject, *, holder: str) -> Text:
    pattern = "Good: {holder} keeps {who} and knows that you are coming.{call} ({code})"
    return pattern, {**head(subject), "who": subject.who, "holder": holder}


def worse(subject: Subject) -> Text:
    pattern = "{org} {priority}: {place}: the client says it got worse: {title}.{call} ({code})"
    return pattern, head(subject)


def raised(subject: Subject) -> Text:
    pattern = "{org} {priority}: {place}: now {priority}, says its source: {title}.{call} ({code})"
    return pattern, head(subject)


def stands_in(organization: str, *, away: str, schedule: str, start: str, end: str) -> Text:
    """To whoever is on call for somebody else from now on; `start` and `end` in the reader's zone."""
    pattern = "{org}: {who} asked you to stand in: you are on call, {title}, from {start} to {end}. Not possible? Tell {who} or a manager now."
    return pattern, {"org": organization, "who": away, "title": schedule, "start": start, "end": end}


def same_as(subject: Subject, reference: str, *, holder: str) -> Text:
    """To whoever was woken for an incident that is the same as another, which goes on."""
    by = f"{holder} has it" if holder else "people are called for it"
    pattern = (
        "{reference} {place}: {title}: it is the same as {other}, {by_name}. Nothing to do here. ({code})"
    )
    return pattern, {**head(subject), "reference": subject.reference, "other": reference, "by_name": by}


def belongs_to(subject: Subject, reference: str) -> Text:
    """To whoever has an incident that another one was merged into."""
    return "{org} {priority}: {place}: {other} is the same and part of it: {title}.{call} ({code})", {
        **head(subject),
        "other": reference,
    }


def known_better(subject: Subject, by: str) -> Text:
    """To whoever has an incident of which somebody knows more: its priority, or whose it is."""
    pattern = "{org} now {priority}, {place}, says {by_name}: {title}.{call} ({code})"
    return pattern, {**head(subject), "by_name": by}


def moved_on(subject: Subject) -> Text:
    """To whoever took it and gave no sign of life."""
    return "No sign of life from you on {who}: the next person is being paged. Rest well. ({code})", {
        **head(subject),
        "who": subject.who,
    }


def follow_along(subject: Subject, *, paged: Iterable[str]) -> Text:
    """For a shadow: nothing is asked of them."""
    pattern = (
        "{org} {priority}: {place}: {title}. To follow along: {names} paged, you are not. Nothing to do."
    )
    return pattern, {**head(subject), "names": are(paged)}
