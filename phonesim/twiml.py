"""TwiML read into verbs; an unknown verb or attribute is an error, as honest as Twilio's 12200."""

from dataclasses import dataclass, field
from xml.etree import ElementTree as xml

ATTRIBUTES = {
    "Say": {"voice", "language", "loop"},
    "Pause": {"length"},
    "Gather": {
        "input",
        "numDigits",
        "timeout",
        "action",
        "method",
        "finishOnKey",
        "actionOnEmptyResult",
        "language",
    },
    "Redirect": {"method"},
    "Hangup": set(),
    "Reject": {"reason"},
    "Play": {"loop", "digits"},
    "Response": set(),
}
LONGEST = 65_536


class BadTwiml(Exception):
    """What Twilio's debugger would say, with its code in front."""


@dataclass(frozen=True)
class Verb:
    """One verb with its attributes, words and nested verbs."""

    name: str
    attributes: dict[str, str]
    text: str
    children: tuple["Verb", ...] = field(default=())


def read(document: str) -> tuple[Verb, ...]:
    """The verbs of a <Response>. Raises BadTwiml."""
    if len(document) > LONGEST:
        raise BadTwiml("11750 Response body is larger than 64 kB")
    try:
        root = xml.fromstring(document)  # noqa: S314 - the answer of our own product, expat stops entity bombs
    except xml.ParseError as error:
        raise BadTwiml(f"12100 Document parse failure: {error}") from error
    if root.tag != "Response":
        raise BadTwiml(f"12100 The root is {root.tag}, not Response")
    return tuple(_verb(element) for element in root)


def _verb(element: xml.Element) -> Verb:
    known = ATTRIBUTES.get(element.tag)
    if known is None:
        raise BadTwiml(f"12200 Unknown verb {element.tag}")
    unknown = set(element.attrib) - known
    if unknown:
        raise BadTwiml(f"12200 Unknown attribute of {element.tag}: {', '.join(sorted(unknown))}")
    nested = tuple(_verb(child) for child in element)
    if element.tag != "Gather" and nested:
        raise BadTwiml(f"12200 {element.tag} holds no verbs")
    return Verb(element.tag, dict(element.attrib), (element.text or "").strip(), nested)
