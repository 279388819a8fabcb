"""The texts to whoever has an incident about what somebody else does with it. Pure; the other texts are in `words`."""

from collections.abc import Sequence

from routing.words import Subject, Text


def _parts(subject: Subject) -> dict[str, str]:
    return {"who": subject.who, "title": "", "code": subject.code}


def helper_comes(subject: Subject, *, helper: str) -> Text:
    """To whoever has it and asked for help."""
    return "{holder} is coming to help you at {who}. ({code})", {
        **_parts(subject),
        "holder": helper,
    }


def called_away(subject: Subject, *, by: str) -> Text:
    """To whoever had it: somebody asked for the next person."""
    again = f"reply {subject.key}1 to take it back.{subject.end}"
    pattern = f"{{by_name}} asked for the next person for {{who}}. It is not yours any more: {again}"
    return pattern, {**_parts(subject), "by_name": by}


def given_away(subject: Subject, *, by: str, to: str) -> Text:
    """To whoever had it: somebody gave it to somebody else."""
    pattern = "{by_name} gave {who} to {holder}. It is not yours any more. Nothing to do. ({code})"
    return pattern, {**_parts(subject), "by_name": by, "holder": to}


def closed_by(subject: Subject, *, by: str) -> Text:
    """To whoever had it: somebody else closed it."""
    pattern = "{by_name} closed {who}: {title}. It is not yours any more. Nothing to do. ({code})"
    return pattern, {**_parts(subject), "by_name": by, "title": subject.title}


def opened_again_by(subject: Subject, *, by: str) -> Text:
    """To whoever had it and was told that it is closed: that was taken back."""
    pattern = f"{{by_name}} took closing {{who}} back: {{title}}. It is yours again: {subject.key}5 = done.{subject.end}"
    return pattern, {**_parts(subject), "by_name": by, "title": subject.title}


def others_go_on(subject: Subject, names: Sequence[str]) -> Text:
    """To whoever took a P1: what else rang for them is with the next person. `names`: of the other clients."""
    goes = "goes" if len(names) == 1 else "go"
    pattern = f"{{title}} {goes} to the next person, since you have {{who}}. Nothing to do there. ({{code}})"
    return pattern, {**_parts(subject), "title": " and ".join(dict.fromkeys(names))}
