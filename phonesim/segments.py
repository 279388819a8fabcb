"""How many segments a text costs, as Twilio counts them."""

GSM = set(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿"
    "abcdefghijklmnopqrstuvwxyzäöñüà"
)
EXTENDED = set("\f^{}\\[~]|€")


def segments(text: str) -> int:
    if all(character in GSM or character in EXTENDED for character in text):
        return _count([2 if character in EXTENDED else 1 for character in text], 160, 153)
    return _count([2 if ord(character) > 0xFFFF else 1 for character in text], 70, 67)


def _count(widths: list[int], alone: int, joined: int) -> int:
    if sum(widths) <= alone:
        return 1
    count, room = 1, joined
    for width in widths:
        if width > room:
            count, room = count + 1, joined
        room -= width
    return count
