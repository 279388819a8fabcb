"""Money in templates."""

from decimal import Decimal

from django import template

from sla.facts import CallOut

register = template.Library()


@register.filter
def rate(sold: CallOut) -> str:
    """180.00 USD"""
    return f"{Decimal(sold.rate_cents) / 100:.2f} {sold.currency}"
