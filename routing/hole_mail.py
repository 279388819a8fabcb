"""Holes told to an owner or a manager: mails in the morning and at once, and the text when it is nearly time."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from hours.interval import Interval
from routing.backed import Missing
from routing.hole_groups import Group, groups_of
from routing.hole_words import lack_words, too_slow_words
from routing.holes import Findings, Hole
from routing.stored_holes import times
from routing.words import Text, date_and_clock

MOST_GROUPS = 20
MEND = gettext_lazy("What would mend it: %(link)s")


@dataclass(frozen=True, slots=True)
class Reader:
    """Whose clock times are told by, and where the page of the holes is."""

    zone: ZoneInfo
    link: str


def morning_mail(found: Findings, mended: list[Hole], reader: Reader) -> tuple[str, str]:
    """(subject, body): all that is missing, and what is not any more since the mail before."""
    blocks = [*_missing(found, reader)]
    if mended:
        blocks.append("\n".join([_("Mended since the last mail:"), *_lines(groups_of(mended), reader)]))
    if not found:
        blocks = [_("Whoever is promised a page would get one."), *blocks]
        return _("All holes are mended"), _whole(blocks, _("The page of the holes: %(link)s"), reader)
    return _counted(found), _whole(blocks, MEND, reader)


def news_mail(new: list[Hole], reader: Reader) -> tuple[str, str]:
    """(subject, body): a hole that nobody asked for."""
    earliest = groups_of(new)[0]
    subject = _("%(what)s From %(start)s on") % {
        "what": earliest.words, "start": date_and_clock(earliest.first[0].start, reader.zone),
    }  # fmt: skip
    opening = _("This came without anybody changing the schedule: a phone that can't be reached any more, a person who left, "
                "or an edit elsewhere.")  # fmt: skip
    return subject, _whole([opening, *_blocks(groups_of(new), reader)], MEND, reader)


def soon_text(organization: str, holes: list[Hole], reader: Reader) -> Text:
    """One text, whatever the number of holes."""
    first = min(holes, key=lambda hole: (hole.missing is not Missing.FIRST, hole.start))
    parts = {
        "org": organization, "then": lack_words(first), "from": date_and_clock(first.start, reader.zone),
        "to": date_and_clock(first.end, reader.zone), "rest": _and_more(len(times(holes)) - 1), "link": reader.link,
    }  # fmt: skip
    return "{org}: {then} {from} to {to}.{rest} Mend it: {link}", parts


def filled_text(organization: str, holes: list[Hole], *, by: str, reader: Reader) -> Text:
    """To the owner who was put on call in these."""
    when = times(holes)
    parts = {
        "org": organization, "by": by, "where": ", ".join(dict.fromkeys(hole.schedules[0] for hole in holes)),
        "time": _period(when[0], reader), "rest": _and_more(len(when) - 1),
        "link": reader.link.removesuffix("holes/") + "schedules/",
    }  # fmt: skip
    return "{org}: {by} put you on call where nobody else would be: {where}, {time}.{rest} {link}", parts


def _and_more(count: int) -> str:
    more = ngettext(" And %(count)s more time.", " And %(count)s more times.", count)
    return more % {"count": count} if count else ""


def _counted(found: Findings) -> str:
    first = times(hole for hole in found.holes if hole.missing is Missing.FIRST)
    behind = times(hole for hole in found.holes if hole.missing is Missing.BEHIND)
    said = [
        (
            len(first),
            ngettext("nobody can be reached: once", "nobody can be reached: %(count)s times", len(first)),
        ),
        (
            len(behind),
            ngettext("nobody stands behind: once", "nobody stands behind: %(count)s times", len(behind)),
        ),
        (len(found.too_slow), _("asked too late: %(count)s")),
    ]
    words = "; ".join(text % {"count": count} for count, text in said if count)
    return _("Holes in the coming 60 days: %(words)s") % {"words": words}


def _missing(found: Findings, reader: Reader) -> Iterator[str]:
    yield from _blocks(groups_of(found.holes), reader)
    if found.too_slow:
        yield "\n".join(
            [_("Asked too late:"), *(f"- {too_slow_words(each)}" for each in found.too_slow[:MOST_GROUPS])]
        )


def _blocks(groups: list[Group], reader: Reader) -> Iterator[str]:
    for group in groups[:MOST_GROUPS]:
        promised = _("Promised a page then: %(clients)s.") % {"clients": group.clients}
        yield "\n".join([f"{group.words} {promised}", *_when(group, reader)])
    if len(groups) > MOST_GROUPS:
        yield _("And more of them.")


def _lines(groups: Iterable[Group], reader: Reader) -> Iterator[str]:
    for group in groups:
        yield f"- {group.words} {_period(group.first[0], reader)}"


def _when(group: Group, reader: Reader) -> Iterator[str]:
    for time in group.first:
        yield f"- {_period(time, reader)}"
    if group.rest:
        more = ngettext("and %(count)s more time", "and %(count)s more times", len(group.rest))
        yield f"  {more % {'count': len(group.rest)}}"


def _period(time: Interval, reader: Reader) -> str:
    start, end = (date_and_clock(at, reader.zone) for at in (time.start, time.end))
    return _("%(start)s to %(end)s") % {"start": start, "end": end}


def _whole(blocks: Iterable[str], last: Any, reader: Reader) -> str:
    return "\n\n".join([*blocks, last % {"link": reader.link}]) + "\n"


def soon(holes: Iterable[Hole], now: datetime, until: datetime) -> list[Hole]:
    """Those that begin before then."""
    return [hole for hole in holes if hole.end > now and hole.start < until]
