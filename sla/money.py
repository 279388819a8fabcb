"""Money as it is written: amounts are whole cents and a currency of three letters. Pure."""

SIGNS = {"USD": "$", "EUR": "€", "GBP": "£"}


def money(cents: int, currency: str) -> str:
    """As people say it: $180, $180.50, 180 CAD"""
    amount = f"{cents // 100:,}" if cents % 100 == 0 else f"{cents // 100:,}.{cents % 100:02d}"
    return f"{SIGNS[currency]}{amount}" if currency in SIGNS else f"{amount} {currency}"


def exact(cents: int, currency: str) -> str:
    """As a contract says it: 1,180.00 USD"""
    return f"{cents // 100:,}.{cents % 100:02d} {currency}"


def figures(cents: int) -> str:
    """As a program reads it: 1180.00"""
    return f"{cents // 100}.{cents % 100:02d}"
