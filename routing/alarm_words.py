"""Words in a person's report that mean more than the effect they chose: an attack, or danger to life or to the machines.

In the languages of the client's form, with and without accents. Pure.
"""

import re
import unicodedata

ENGLISH = (
    "ransom", "ransomware", "breach", "breached", "hacked", "hacker", "hackers", "data leak", "encrypted our",
    "files are encrypted", "fire alarm", "fire panel", "smoke alarm", "smoke detector", "gas alarm", "alarm panel",
    "panic button", "nurse call", "intruder", "break-in", "caught fire", "a fire in", "burning smell", "smell of smoke", "smell smoke",
    "gas leak", "burst pipe", "water leak", "water damage",
)  # fmt: skip
SPANISH = (
    "rescate", "hackeado", "hackeados", "hackearon", "pirateado", "pirateados", "fuga de datos", "archivos cifrados",
    "archivos encriptados", "incendio", "incendios", "huele a humo", "huele a quemado", "fuga de gas", "fuga de agua",
    "inundado", "inundada", "inundacion", "intruso", "intrusos",
)  # fmt: skip
FRENCH = (
    "rancon", "rancongiciel", "ete pirate", "ete pirates", "piratage", "fuite de donnees", "fichiers chiffres",
    "fichiers cryptes", "incendie", "odeur de fumee", "odeur de brule", "fuite de gaz", "fuite d'eau", "inonde",
    "inondee", "inondation", "intrus", "cambriolage",
)  # fmt: skip
FLOODED = r"flood(?:ed|ing)?(?! (?:with|of|by)\b)"  # a room, not a mailbox
WORDS = (FLOODED, *map(re.escape, (*ENGLISH, *SPANISH, *FRENCH)))
FOUND = re.compile(rf"\b({'|'.join(WORDS)})\b", re.IGNORECASE)


def alarming(text: str) -> str:
    """The first such word, or ""."""
    whole = unicodedata.normalize("NFC", text).replace("\u2019", "'")
    found = FOUND.search("".join(map(_plain, whole)))
    return whole[slice(*found.span(1))].casefold() if found else ""


def _plain(character: str) -> str:
    """Without its accent; one character for one."""
    return unicodedata.normalize("NFD", character)[0]
