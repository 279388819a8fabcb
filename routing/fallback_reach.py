"""Whether a page would get through to anybody of the fallback now: the one rule of `reach`, for all its phones."""

from accounts.models import Organization
from delivery.queries import with_sender
from oncall.queries import fallback_phones
from routing.reach import channels_of

NOT_REACHED = "No phone of the fallback can be reached: what nobody else takes reaches nobody. Let one of them take calls, or verify another."


def fallback_is_reached(organization: Organization) -> bool:
    """Verified is not enough: the phone takes texts or calls, so does the number pages come from, and STOP ends texts."""
    return any(channels_of(phone) for phone in with_sender(fallback_phones(organization)))


def fallback_trouble(organization: Organization) -> tuple[str, ...]:
    """In words for the board; nothing before the firm is live, when nobody counts on it yet."""
    live = organization.went_live_at is not None
    return (NOT_REACHED,) if live and not fallback_is_reached(organization) else ()
