"""Phone numbers as people write them, as the network needs them (E.164)."""

from collections.abc import Collection

import phonenumbers
from phonenumbers import PhoneNumber, PhoneNumberType

from accounts.refusal import Refused

SATELLITE = frozenset({870, 881, 882, 883})  # country codes of networks that cost like satellites (ITU E.164)
COSTLY = frozenset({PhoneNumberType.PREMIUM_RATE, PhoneNumberType.SHARED_COST})


def to_e164(text: str, *, country: str, field: str = "address") -> str:
    """`(212) 555-0142` in US is `+12125550142`. Refused, on `field`, when it is no number that can ring.

    `country`: ISO 3166-1 alpha-2, for numbers written without `+`.
    """
    try:
        number = phonenumbers.parse(text, country)
    except phonenumbers.NumberParseException as error:
        raise Refused(**{field: f"{text!r} is no phone number. Write it like +12125550142."}) from error
    if not phonenumbers.is_possible_number(number) or number.extension:
        raise Refused(**{field: f"{text!r} can't be dialled directly. Write it like +12125550142."})
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def is_costly(number: PhoneNumber) -> bool:
    """Premium rate or satellite: never rung by ourselves."""
    return number.country_code in SATELLITE or phonenumbers.number_type(number) in COSTLY


def may_be_rung(e164: str, *, countries: Collection[str]) -> bool:
    """Whether a number that anybody may have typed is rung or texted by ourselves: an ordinary one, of these countries.

    One that no country's plan has (a film's, the newest range's) counts to all that share its code.
    """
    try:
        number = phonenumbers.parse(e164, None)
    except phonenumbers.NumberParseException:
        return False
    region = phonenumbers.region_code_for_number(number)
    regions = [region] if region else phonenumbers.region_codes_for_country_code(number.country_code or 0)
    return not is_costly(number) and not set(regions).isdisjoint(countries)
