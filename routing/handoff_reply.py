"""What a text means on a phone that was asked to confirm a shift (engine.md, promise 14). Pure.

The shift's own text says "Reply 1" only where no page reached the phone within the hour before; else it carries a code.
As long as it keeps the bare key, pages that reach the phone say their codes. So a bare 1 never takes an incident by
accident: it confirms the shift, and the answer says that nothing is taken. And no 1 for a page is swallowed: where the
page's text was first, or the shift's is older than an hour, the pages have the bare key as ever.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from routing.handoff_times import CLAIMS_FOR
from routing.replies import Command, Meaning, Verb


@dataclass(frozen=True, slots=True)
class Asked:
    """A shift that waits for its 1 on this phone. `code`: "" where it has none."""

    code: str
    asked_at: datetime
    bare: bool


class Means(StrEnum):
    """Whose words these are."""

    SHIFT = "shift"  # it is confirmed
    UNCLEAR = "unclear"  # about the shift, but nothing that confirms it
    PAGES = "pages"  # as if no shift waited


def meant_by(said: Meaning, asked: Iterable[Asked], paged_at: Iterable[datetime]) -> Means:
    """`paged_at`: when pages of the last hour, open or closed, reached this phone."""
    asked, paged = tuple(asked), tuple(paged_at)
    if not asked:
        return Means.PAGES
    code = said.code if isinstance(said, Command) else None
    if code is not None:
        if code not in {each.code for each in asked}:
            return Means.PAGES
        return _confirms(said)
    if not paged:
        return _confirms(said)
    takes = isinstance(said, Command) and said.verb is Verb.TAKE
    return Means.SHIFT if takes and any(_keeps_the_key(each, min(paged)) for each in asked) else Means.PAGES


def _confirms(said: Meaning) -> Means:
    return Means.SHIFT if isinstance(said, Command) and said.verb is Verb.TAKE else Means.UNCLEAR


def _keeps_the_key(asked: Asked, paged_at: datetime) -> bool:
    """Whether the pages that came after it said their codes."""
    return asked.bare and paged_at <= asked.asked_at + CLAIMS_FOR
