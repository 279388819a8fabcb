"""Date filters of lists: `DateSent`, `DateSent<`, `DateSent>`, a day or an instant, in UTC."""

from datetime import UTC, datetime, timedelta

from phonesim.errors import TwilioError
from phonesim.rest.given import Given


def fits(given: Given, name: str, at: float | None) -> bool:
    """Whether the moment is in the wanted time; no moment fits no filter. TwilioError 20001 for a bad date."""
    bounds = [(sign, given.text(name + sign)) for sign in ("", "<", ">") if given.has(name + sign)]
    if not bounds:
        return True
    return at is not None and all(_fits_one(sign, wanted, at) for sign, wanted in bounds)


def _fits_one(sign: str, wanted: str, at: float) -> bool:
    """The bounds belong to it. A day has 24 hours."""
    start, end = _span(wanted)
    moment = datetime.fromtimestamp(int(at), UTC)
    if sign == "<":
        return moment <= end
    return start <= moment if sign == ">" else start <= moment <= end


def _span(wanted: str) -> tuple[datetime, datetime]:
    try:
        moment = datetime.fromisoformat(wanted)
    except ValueError as error:
        raise TwilioError(20001, f"Not a date: {wanted[:40]}") from error
    start = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment
    is_day = len(wanted) == 10
    return start, start + timedelta(days=1, seconds=-1) if is_day else start
