"""How many segments a text costs: GSM-7 (3GPP TS 23.038) 160 or 153 septets each, else UCS-2 70 or 67 units each."""

BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
EXTENDED = frozenset("\f^{}\\[~]|€")


def count_segments(body: str) -> int:
    """At least 1, as Twilio counts; an extension character or a surrogate pair never straddles two segments."""
    if BASIC.union(EXTENDED).issuperset(body):
        return _count([2 if one in EXTENDED else 1 for one in body], alone=160, joined=153)
    return _count([2 if ord(one) > 0xFFFF else 1 for one in body], alone=70, joined=67)


def _count(widths: list[int], *, alone: int, joined: int) -> int:
    if sum(widths) <= alone:
        return 1
    count, room = 1, joined
    for width in widths:
        if width > room:
            count, room = count + 1, joined
        room -= width
    return count
