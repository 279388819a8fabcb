"""What work outside the agreement costs. Pure."""

from sla.facts import CallOut

MINUTES_OF_AN_HOUR = 60


def charged_minutes(minutes: int, call_out: CallOut) -> int:
    """At least the minimum, and then in whole increments."""
    step = max(call_out.increment_minutes, 1)
    return max(call_out.minimum_minutes, -(-minutes // step) * step)


def charge_cents(minutes: int, call_out: CallOut) -> int:
    """Half a cent and more is a cent."""
    return (call_out.rate_cents * charged_minutes(minutes, call_out) * 2 + MINUTES_OF_AN_HOUR) // (
        2 * MINUTES_OF_AN_HOUR
    )
