"""The texts and sentences people get at night (words-and-defaults.md). Pure.

Each builder gives (pattern, parts): `routing.written` folds it to GSM-7 and cuts the title first.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

Text = tuple[str, dict[str, str]]
WIDTH = 160  # characters of one text in GSM-7


@dataclass(frozen=True, slots=True)
class Subject:
    """What an incident is, as far as a text says it. Instants are UTC; `zone` is the reader's."""

    organization: str  # short name
    reference: str
    priority: str
    title: str
    client: str  # "" when not identified
    site: str
    code: str
    zone: ZoneInfo
    contact: str  # "Dana +12125550142", or ""
    respond_by: datetime | None
    security_not_covered: bool = False
    owner: str = ""  # whom to ask about what is not covered
    beside: str = ""  # who is paged together with the reader, in a sentence
    coded: bool = False  # other incidents' pages reached this phone lately: a bare key would ask which

    @property
    def key(self) -> str:
        """What is written before a key: the code where a bare key would not do."""
        return f"{self.code} " if self.coded and self.code else ""

    @property
    def end(self) -> str:
        """The code, where the keys do not have it."""
        return "" if self.key else " ({code})"

    @property
    def place(self) -> str:
        """Client and site, or that nobody knows."""
        client = self.client or "client not identified"
        return f"{client}, {self.site}" if self.site else client

    @property
    def who(self) -> str:
        return self.client or "this incident"

    @property
    def who_first(self) -> str:  # where a sentence begins
        return self.client or "This incident"


def clock(instant: datetime, zone: ZoneInfo) -> str:
    """02:44 EST"""
    return instant.astimezone(zone).strftime("%H:%M %Z")


def day_and_clock(instant: datetime, zone: ZoneInfo) -> str:
    """Mon 08:00 EDT"""
    return instant.astimezone(zone).strftime("%a %H:%M %Z")


def date_and_clock(instant: datetime, zone: ZoneInfo) -> str:
    """Tue 3 Mar 09:00 EST, for what may be weeks away"""
    return instant.astimezone(zone).strftime("%a %-d %b %H:%M %Z")


def opening_words(instant: datetime, zone: ZoneInfo, now: datetime) -> str:
    """08:00 EST within a day, else Mon 08:00 EDT."""
    near = (instant - now).total_seconds() < 20 * 3600
    return clock(instant, zone) if near else day_and_clock(instant, zone)


def _until(opens_at: datetime, zone: ZoneInfo, now: datetime) -> str:
    return f"until {opening_words(opens_at, zone, now)}" if opens_at > now else "to the desk, which is open"


def _call_line(subject: Subject) -> str:
    if not subject.contact:
        return ""
    by = f" by {clock(subject.respond_by, subject.zone)}" if subject.respond_by else ""
    return f" Call {subject.contact}{by}."


def _call_short(subject: Subject) -> str:
    return f" Call {subject.contact}." if subject.contact else ""


def ended(text: str) -> str:
    """With one full stop, so that the next sentence is heard as one."""
    return f"{text.rstrip('. ')}."


def shorter(text: Text) -> list[Text]:
    """The same text with ever less beside the title, so that the title survives: the site goes first, the call last."""
    pattern, parts = text
    found = [parts]
    for less in (
        {"place": parts.get("client", "")},
        {"call": parts.get("call_short", ""), "ask": "", "take": ""},
        {"call": "", "mark": parts.get("mark_short", "")},
    ):
        found.append({**found[-1], **{name: part for name, part in less.items() if name in parts}})
    return [(pattern, each) for each in found]


def head(subject: Subject) -> dict[str, str]:
    """The parts that nearly every text has."""
    return {
        "org": subject.organization,
        "priority": subject.priority,
        "place": subject.place,
        "client": subject.client or "client not identified",
        "call_short": _call_short(subject),
        "title": subject.title,
        "code": subject.code,
        "call": _call_line(subject),
        "beside": f" {subject.beside}" if subject.beside else "",
        "mark": " NOT COVERED: contain only." if subject.security_not_covered else "",
        "mark_short": " NOT COVERED." if subject.security_not_covered else "",
    }


def page(subject: Subject) -> Text:
    """The first text of a page: who, what, whom to call, what to press."""
    if subject.security_not_covered:
        pattern = (
            "{org} {priority} SECURITY: {place}: {title}. NOT COVERED: contain only{ask}.{beside}"
            " Reply 1 to take it, 2 to pass on, 3 for details. ({code})"
        )
        return pattern, {**head(subject), "ask": f", then ask {subject.owner or 'the owner'}"}
    return (
        "{org} {priority}: {place}: {title}.{beside}{call} Reply 1 to take it, 2 to pass on, 3 for details. ({code})",
        head(subject),
    )


def second_page(subject: Subject, *, take_by: datetime, other_code: str) -> Text:
    """A page while another of this phone is open: it carries its code, a bare key would not do. "3" says whom to call."""
    pattern = (
        "{org} {priority}: {place}: {title}.{mark}{beside}{take} Page {other} is also yours:"
        " reply {code} to take this one, {code} 2 to pass it on."
    )
    take = f" Take by {clock(take_by, subject.zone)}."
    return pattern, {**head(subject), "take": take, "other": other_code}


def coded_page(subject: Subject) -> Text:
    """A page on a phone that had another incident's pages in the last hour: a bare key would ask which, so it has its code."""
    pattern = (
        "{org} {priority}: {place}: {title}.{mark}{beside}{call}"
        " Reply {code} to take it, {code} 2 to pass on, {code} 3 for details."
    )
    return pattern, head(subject)


def last_one(subject: Subject, *, opens_at: datetime | None, coded: bool, now: datetime) -> Text:
    """For the fallback: nobody is behind them. `coded`: a bare key would not do on this phone."""
    take, leave = ("{code}", "{code} 6") if coded else ("1", "6")
    until = f", or {leave} to leave it {_until(opens_at, subject.zone, now)}" if opens_at else ""
    end = "" if coded else " ({code})"
    pattern = "{org} {priority}: {place}: {title}.{mark}{beside}{call} Nobody else is left."
    return f"{pattern} Reply {take} to take it{until}.{end}", head(subject)


def taken(subject: Subject, *, first_step: str, ask_at: datetime | None) -> Text:
    ask = f" We ask again at {clock(ask_at, subject.zone)}." if ask_at else ""
    first = " First: {title}." if first_step else ""
    pattern = "You have it: {who}.{call}" + first + ask + help_or_done(subject)
    return pattern, {**head(subject), "who": subject.who, "title": first_step.rstrip(".")}


def help_or_done(subject: Subject) -> str:
    return f" {subject.key}4 = help, {subject.key}5 = done.{subject.end}"


def are(names: Iterable[str]) -> str:
    """`Carol is`, `Carol and Alice are`"""
    names = tuple(names)
    return f"{' and '.join(names)} {'is' if len(names) == 1 else 'are'}"


def passed_on(subject: Subject, *, next_names: Iterable[str]) -> Text:
    names = tuple(next_names)
    then = f"{are(names)} being called now." if names else "The next person is being called now."
    return "Passed on: {who}. {then} ({code})", {**head(subject), "who": subject.who, "then": then}


def nobody_else(subject: Subject, *, again_at: datetime) -> Text:
    """To whoever passed on what nobody else can be asked for."""
    take = f"Reply {subject.key}1 to take it after all.{subject.end}"
    pattern = f"Nobody else can be reached for {{who}} now. You are asked again at {{at}}. {take}"
    return pattern, {**head(subject), "who": subject.who, "at": clock(again_at, subject.zone)}


def which_one(rows: Iterable[tuple[str, str, str]], *, key: str = "") -> Text:
    """rows: (code, client, title), newest first; each gets its share of the text. `key` is what was pressed, if not 1."""
    rows = tuple(rows)
    codes = " or ".join(f"{code} {key}".rstrip() for code, _, _ in rows)
    pattern = f"Which one? {{title}} Reply {codes}. Nothing is {'done' if key else 'taken'} yet."
    share = (WIDTH - len(pattern) + len("{title}")) // max(len(rows), 1) - 1
    titles = (
        f"{code} {client[:16].rstrip()}: {title}"[: share - 1].rstrip(" .") for code, client, title in rows
    )
    return pattern, {"title": " ".join(f"{each}." for each in titles)}


def late(subject: Subject, *, holder: str, since: datetime) -> Text:
    pattern = (
        "{holder} has {who} since {since}. Your reply came after that. Nothing to do, good night. ({code})"
    )
    at = clock(since, subject.zone)
    return pattern, {**head(subject), "who": subject.who, "holder": holder, "since": at}


def closed(subject: Subject, *, by: str, at: datetime) -> Text:
    pattern = "{who}: {title}: already closed by {by_name} at {at}. Nothing to do. ({code})"
    return pattern, {**head(subject), "who": subject.who_first, "by_name": by, "at": clock(at, subject.zone)}


def still_on_it(subject: Subject, *, answer_by: datetime) -> Text:
    key = subject.key
    asked = f"Still on {{who}}? Reply {key}1 if yes, {key}4 for help, {key}5 if done."
    pattern = f"{asked} No answer by {{by}}: the next person is called.{subject.end}"
    return pattern, {**head(subject), "who": subject.who, "by": clock(answer_by, subject.zone)}


def seen_alive(subject: Subject, *, ask_at: datetime | None) -> Text:
    ask = f" We ask again at {clock(ask_at, subject.zone)}." if ask_at else ""
    return "Good: {who} stays with you." + ask + help_or_done(subject), {
        **head(subject),
        "who": subject.who,
    }


def help_sent(subject: Subject, *, names: Iterable[str]) -> Text:
    names = tuple(names)
    if not names:
        return "Nobody else can be reached for {who} now. You keep it. ({code})", {
            **head(subject),
            "who": subject.who,
        }
    return "Help for {who}: {names} being paged. You keep it. ({code})", {
        **head(subject),
        "who": subject.who,
        "names": are(names),
    }


def done(subject: Subject) -> Text:
    return "{who} is closed: {title}. Thank you, good night. ({code})", {
        **head(subject),
        "who": subject.who_first,
    }


def left_until(subject: Subject, *, opens_at: datetime, client_knows: bool) -> Text:
    told = " The client is told so." if client_knows else ""
    at = day_and_clock(opens_at, subject.zone)
    return f"{{who}} is left until {{at}}.{told} ({{code}})", {
        **head(subject),
        "who": subject.who_first,
        "at": at,
    }


def unclear_from_holder(subject: Subject) -> Text:
    """From whoever has it: what they meant may be a sign of life, and their incident stays theirs."""
    key = subject.key
    asked = f"reply {key}1 if you are still on it, {key}4 for help, {key}5 if done.{subject.end}"
    pattern = f"Not understood. You have {{who}}: {asked}"
    return pattern, {**head(subject), "who": subject.who}


def unclear(subject: Subject) -> Text:
    key = subject.key
    asked = f"Reply {key}1 to take {{who}}, {key}2 to pass on, {key}3 for details.{subject.end}"
    pattern = f"Not understood, nothing is taken. {asked}"
    return pattern, {**head(subject), "who": subject.who}


def no_page(name: str) -> Text:
    return "{org}: no page is open on this phone. Nothing is taken.", {"org": name, "title": ""}


def help_words(name: str) -> Text:
    return (
        "{org} on-call pages. 1 = take it, 2 = pass on, 3 = details, 4 = send help, 5 = done. STOP ends the texts.",
        {"org": name, "title": ""},
    )


def not_possible(reason: str) -> Text:
    return "{title} Nothing is changed.", {"title": reason}
