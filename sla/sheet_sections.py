"""An agreement written down: its tier, the client's hours, people and places become a Sheet, section by section. Pure."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from hours.calendar import Calendar, next_opening
from hours.wall import first_instant
from hours.zone_names import place_of
from sla import sheet_words as words
from sla.facts import AgreementFacts, ClientFacts, ServiceLine, Targets
from sla.priority import Priority
from sla.reasons import day
from sla.sheet import Section, Sheet, Table
from sla.sheet_grid import Deed, Saying, sayings

OUR_DESK = "Our desk"
A_YEAR = timedelta(days=365)


@dataclass(frozen=True)
class Place:
    """Whose hours, and the hours."""

    name: str
    calendar: Calendar


@dataclass(frozen=True)
class Person:
    """Somebody at the client, and what they may."""

    name: str
    title: str
    may_report: bool
    may_approve_charges: bool
    is_told: bool


@dataclass(frozen=True)
class Terms:
    """All that a sheet is written from. `lines`: those this agreement rules; `others`: what rules elsewhere, a sentence each.

    `places`: whose hours count, the client or the agreement's site first. `desk` None: there is none.
    """

    organization: str
    phone: str
    form_address: str
    desk_mail: str
    client: ClientFacts
    agreement: AgreementFacts
    lines: tuple[ServiceLine, ...]
    places: tuple[Place, ...]
    desk: Calendar | None
    people: tuple[Person, ...]
    others: tuple[str, ...]
    on: date

    @property
    def desk_opens(self) -> bool:
        """Whether our desk has any opening ahead, as the oracle asks it."""
        if self.desk is None:
            return False
        return next_opening(self.desk, self.written_at) is not None

    @property
    def written_at(self) -> datetime:
        return first_instant(self.on, self.places[0].calendar.zone)


def write_sheet(terms: Terms) -> Sheet:
    """Everything that was agreed, in the order in which people ask for it."""
    tier = terms.agreement.tier
    said = sayings(terms.client, terms.agreement, terms.lines, desk_opens=terms.desk_opens)
    sections = (
        _agreement(terms),
        _hours(terms),
        _priorities(),
        _coverage(terms, said),
        _targets(terms),
        _reach(terms),
        _people(terms),
        _cost(terms, said),
        _holidays(terms),
        _exclusions(terms, said),
    )
    return Sheet(terms.organization, terms.client.name, tier.name, tier.version, terms.on, sections)


def _agreement(terms: Terms) -> Section:
    agreed = terms.agreement
    lasting = words.lasts(agreed.starts_on, agreed.ends_on)
    lines = words.listed(words.LINES[line] for line in terms.lines)
    what = (
        f"{terms.organization} and {terms.client.name} agreed on the plan {agreed.tier.name}, version {agreed.tier.version}, {lasting}.",
        f"It is for {lines}" + (f" at {terms.places[0].name}." if agreed.site_id is not None else "."),
        f"Written on {day(terms.on)}. All times are local times.",
    )
    return Section("agreement", "The agreement", what)


def _hours(terms: Terms) -> Section:
    rows = [_hours_row(place) for place in _places(terms)]
    head = ("Who", "Business hours", "Weekend", "Time zone")
    said = ["Outside business hours it is after hours, a weekend or a holiday."]
    if not terms.desk_opens:
        said.append("Our desk has no opening hours: what is urgent calls a technician at any hour.")
    return Section("hours", "Hours", tuple(said), Table(head, tuple(rows)))


def _priorities() -> Section:
    rows = tuple((each.value, words.EXAMPLES[each]) for each in Priority)
    return Section("priorities", "How urgent it is", (), Table(("Priority", "For example"), rows))


def _coverage(terms: Terms, said: Iterable[Saying]) -> Section:
    head = ("When", "What for", "What we do")
    rows = tuple((_when(each), _what_for(each, terms), _deeds(each)) for each in said)
    sentences = ["A technician who is called wakes up for it: day or night, until somebody answers."]
    if terms.desk_opens:
        sentences.append("A P1 or P2 that nobody at our desk takes in time calls a technician, too.")
    return Section("coverage", "What happens when", tuple(sentences), Table(head, rows))


def _when(said: Saying) -> str:
    return words.sentence(words.listed(words.BANDS[band] for band in said.bands))[:-1]


def _what_for(said: Saying, terms: Terms) -> str:
    if len(said.lines) > 1 and set(said.lines) == set(terms.lines):
        return "Everything"
    return words.sentence(words.listed(words.LINES[line] for line in said.lines))[:-1]


def _deeds(said: Saying) -> str:
    return " ".join(f"{words.priorities(of)}: {words.DEEDS[deed]}." for of, deed in said.deeds)


def _targets(terms: Terms) -> Section:
    head = (
        "Priority",
        "One of us speaks or writes to you",
        "News",
        "Solved, or a way around it",
        "Counted in",
    )
    found = terms.agreement.tier.targets
    rows = tuple(_target_row(each, found[each]) for each in Priority if each in found)
    said = (
        "Times count from when we receive it; what waits for our desk counts from when our desk opens.",
        "They are for what this sheet covers.",
    )
    return Section("targets", "How fast", said, Table(head, rows))


def _target_row(priority: Priority, targets: Targets) -> tuple[str, ...]:
    spans = (targets.response, targets.update, targets.resolution)
    return (
        priority.value,
        *(words.span(each, targets.runs) for each in spans),
        words.COUNTED[targets.runs],
    )


def _reach(terms: Terms) -> Section:
    ways = [("Form, at any hour", terms.form_address)]
    if terms.phone:
        ways.append(("Phone", terms.phone))
    if terms.desk_mail:
        ways.append(("E-mail, read when our desk is open", terms.desk_mail))
    return Section("reach", "How to reach us", (), Table(("How", "Where"), tuple(ways)))


def _people(terms: Terms) -> Section:
    if not terms.people:
        return Section("people", "Who may call", ("Nobody is named yet.",))
    head = ("Name", "May report", "May approve charges", "Is told")
    return Section("people", "Who may call", (), Table(head, tuple(map(_person, terms.people))))


def _person(person: Person) -> tuple[str, ...]:
    name = f"{person.name}, {person.title}" if person.title else person.name
    rights = (person.may_report, person.may_approve_charges, person.is_told)
    return (name, *("yes" if each else "no" for each in rights))


def _cost(terms: Terms, said: Iterable[Saying]) -> Section:
    sold = terms.agreement.tier.call_out
    if sold is None:
        return Section("cost", "What it costs", ("We sell no paid help outside the plan.",))
    who = words.listed(_approvers(terms)) if any(_approvers(terms)) else "nobody yet"
    asked = any(deed in (Deed.ASK, Deed.ASK_ELSE_CALL) for each in said for _, deed in each.deeds)
    sentences = [
        f"Help outside the plan costs {words.rate(sold)}.",
        "It counts from when we phone you.",
        *words.terms(sold),
        f"Nothing is charged unless somebody who may approve charges said yes before: {who}.",
    ]
    if asked:
        sentences.append("Without a yes it waits for our desk, free of charge.")
    return Section("cost", "What it costs", tuple(sentences))


def _approvers(terms: Terms) -> list[str]:
    return [person.name for person in terms.people if person.may_approve_charges]


def _holidays(terms: Terms) -> Section:
    found: dict[tuple[date, str, str], list[str]] = {}
    for place in _places(terms):
        for on, name, what in _odd_days(place.calendar, terms.on):
            found.setdefault((on, name, what), []).append(place.name)
    rows = tuple(
        (words.weekday(on), name, what, ", ".join(dict.fromkeys(who)))
        for (on, name, what), who in sorted(found.items(), key=lambda each: each[0])
    )
    last = terms.on + A_YEAR - timedelta(days=1)
    said = f"From {day(terms.on)} to {day(last)}. " + (
        "On these days the week above does not hold." if rows else "There are none."
    )
    return Section(
        "holidays", "Holidays and other days", (said,), Table(("Day", "What", "Then", "Who"), rows)
    )


def _odd_days(calendar: Calendar, since: date) -> Iterator[tuple[date, str, str]]:
    for holiday in calendar.holidays:
        if since <= holiday.on < since + A_YEAR:
            yield (holiday.on, *words.holiday(holiday))
    for window in calendar.closings:
        if since <= window.on < since + A_YEAR:
            yield (window.on, *words.closing(window))
    for window in calendar.openings:
        if since <= window.on < since + A_YEAR:
            yield (window.on, *words.opening(window))


def _exclusions(terms: Terms, said: Iterable[Saying]) -> Section:
    deeds = {deed for each in said for _, deed in each.deeds}
    left_out = [words.LINES[line] for line in ServiceLine if line not in terms.lines]
    sentences = [
        "What this sheet does not name is not promised.",
        *(["To stop it from spreading is all that is done then; the repair follows in our desk's hours."] * (Deed.CONTAIN in deeds)),
        *(["What is not part of the plan waits for our desk, unless a charge is approved."] * (Deed.ASK in deeds)),
        *([f"This sheet is not about {words.listed(left_out)}."] if left_out else []),
        *terms.others,
    ]  # fmt: skip
    return Section("exclusions", "What is not included", tuple(sentences))


def _places(terms: Terms) -> list[Place]:
    return [*terms.places, *([Place(OUR_DESK, terms.desk)] if terms.desk else [])]


def _hours_row(place: Place) -> tuple[str, ...]:
    calendar = place.calendar
    return (
        place.name, words.week(calendar.windows), words.days(calendar.weekend_days),
        place_of(calendar.zone.key),
    )  # fmt: skip
