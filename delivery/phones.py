"""Phone numbers as people write them, as the network needs them (E.164)."""

import phonenumbers

from accounts.refusal import Refused


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
