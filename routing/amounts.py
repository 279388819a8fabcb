"""Money of several currencies. Pure."""

from collections import Counter
from collections.abc import Iterable

Amounts = list[tuple[int, str]]  # cents and currency


def summed(amounts: Iterable[tuple[int, str]]) -> Amounts:
    """One for each currency; nothing where nothing is owed."""
    found: Counter[str] = Counter()
    for cents, currency in amounts:
        found[currency] += cents
    return [(cents, currency) for currency, cents in sorted(found.items()) if cents]
