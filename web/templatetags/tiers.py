"""Money in templates."""

from django import template

from sla.facts import CallOut
from sla.money import exact
from web.wording import BANDS

register = template.Library()


@register.filter
def rate(sold: CallOut) -> str:
    """180.00 USD"""
    return exact(sold.rate_cents, sold.currency)


@register.filter
def percents(sold: CallOut) -> str:
    """After hours 150 %, Holiday 200 %; nothing where every band costs the rate."""
    return ", ".join(
        f"{BANDS[band]} {percent} %" for band, percent in sold.percents.items() if percent != 100
    )
