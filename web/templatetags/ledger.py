"""Money, bands and grounds in templates."""

from django import template
from django.utils.functional import Promise

from routing.grounds import Ground
from routing.pay import Kind
from sla.money import exact
from web.money_words import GROUNDS, KINDS, band_words

register = template.Library()


@register.filter
def ground(of: Ground) -> Promise:
    """Why it is billed, or not."""
    return GROUNDS[of]


@register.filter
def pay_kind(of: Kind) -> Promise:
    return KINDS[of]


@register.filter
def in_band(band: str | None) -> str | Promise:
    return band_words(band)


@register.filter
def cents(amount: int, currency: str) -> str:
    """1,180.00 USD"""
    return exact(amount, currency)
