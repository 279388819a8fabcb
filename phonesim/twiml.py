"""Reads TwiML strictly: verbs and attributes are Twilio's (the typings of its own library), others are refused. Pure."""

from dataclasses import dataclass
from xml.etree import ElementTree as xml

SPOKEN = ("text/xml", "application/xml")
LONGEST_SAY = 3000
HTTP = {"GET", "POST"}
BOOL = {"true", "false"}

# What we act on or may ignore without lying about it; everything else that Twilio has is in NOT_SIMULATED.
ATTRIBUTES: dict[str, frozenset[str]] = {
    "Say": frozenset({"voice", "loop", "language"}),
    "Play": frozenset({"loop", "digits"}),
    "Pause": frozenset({"length"}),
    "Gather": frozenset(
        {
            *("input", "action", "method", "timeout", "numDigits", "finishOnKey", "actionOnEmptyResult"),
            *("bargeIn", "debug", "language", "hints", "profanityFilter", "speechTimeout", "speechModel"),
            *("enhanced", "maxSpeechTime", "partialResultCallback", "partialResultCallbackMethod"),
        }
    ),
    "Redirect": frozenset({"method"}),
    "Hangup": frozenset(),
    "Reject": frozenset({"reason"}),
    "Message": frozenset({"to", "from", "action", "method", "statusCallback"}),
    "Body": frozenset(),
}
VOICE_VERBS = frozenset({"Say", "Play", "Pause", "Gather", "Redirect", "Hangup", "Reject"})
IN_GATHER = frozenset({"Say", "Play", "Pause"})
TEXT_VERBS = frozenset({"Message", "Redirect"})
NOT_SIMULATED = frozenset(
    {
        *("Connect", "Dial", "Echo", "Enqueue", "Leave", "Pay", "Prompt", "Queue", "Record", "Refer"),
        *("Siprec", "Sms", "Start", "Stop", "Stream", "Transcription", "Media"),
    }
)
SSML = frozenset({"break", "emphasis", "lang", "p", "phoneme", "prosody", "s", "say-as", "sub", "w"})
VALUES = {
    "method": HTTP,
    "actionOnEmptyResult": BOOL,
    "bargeIn": BOOL,
    "reason": {"rejected", "busy"},
    "input": {"dtmf", "speech", "dtmf speech", "speech dtmf"},
}
WHOLE = {"length", "numDigits", "loop"}


class TwimlError(Exception):
    """It can't be run. `code` is Twilio's: 12100 no XML, 12200 not by the schema, 12300 wrong content type."""

    def __init__(self, code: int, words: str) -> None:
        super().__init__(words)
        self.code = code


@dataclass(frozen=True, slots=True)
class Verb:
    """One element. `inner` are the verbs inside a Gather."""

    name: str
    attributes: dict[str, str]
    words: str
    inner: tuple["Verb", ...] = ()

    def get(self, name: str, default: str) -> str:
        return self.attributes.get(name, default)


def read_voice(document: str, *, content_type: str) -> tuple[Verb, ...]:
    """The verbs for a call. TwimlError."""
    return _read(document, content_type, VOICE_VERBS)


def read_text(document: str, *, content_type: str) -> tuple[Verb, ...]:
    """The verbs that answer a text; no document at all is silence. TwimlError."""
    return _read(document, content_type, TEXT_VERBS) if document.strip() else ()


def _read(document: str, content_type: str, allowed: frozenset[str]) -> tuple[Verb, ...]:
    if content_type.partition(";")[0].strip().lower() not in SPOKEN:
        raise TwimlError(12300, f"content type {content_type or 'missing'!r}, must be text/xml")
    if "<!DOCTYPE" in document:
        raise TwimlError(12100, "a document type is not allowed")
    try:
        root = xml.fromstring(document.encode())  # noqa: S314 - no document type, so no entities
    except (xml.ParseError, ValueError) as error:
        raise TwimlError(12100, f"not XML: {error}") from error
    if root.tag != "Response":
        raise TwimlError(12200, f"the root is <{root.tag}>, must be <Response>")
    _no_loose_words(root)
    return tuple(_verb(element, allowed) for element in root)


def _verb(element: xml.Element, allowed: frozenset[str]) -> Verb:
    name = element.tag
    if name in NOT_SIMULATED:
        raise TwimlError(12200, f"<{name}> is Twilio's, but the simulator does not simulate it")
    if name not in allowed:
        raise TwimlError(12200, f"<{name}> is not allowed here")
    _check_attributes(name, element.attrib)
    if name == "Gather":
        _no_loose_words(element)
        return Verb(name, element.attrib, "", tuple(_verb(one, IN_GATHER) for one in element))
    verb = Verb(name, element.attrib, _words(element))
    _check_words(verb)
    return verb


def _check_attributes(name: str, given: dict[str, str]) -> None:
    for attribute, value in given.items():
        if attribute not in ATTRIBUTES[name]:
            raise TwimlError(12200, f"<{name}> has no attribute {attribute}")
        if attribute in VALUES and value not in VALUES[attribute]:
            raise TwimlError(12200, f"<{name} {attribute}> can not be {value!r}")
        if attribute in WHOLE and not value.isdecimal():
            raise TwimlError(12200, f"<{name} {attribute}> must be a whole number, not {value!r}")
        if name == "Gather" and attribute == "timeout" and not (value.isdecimal() or value == "auto"):
            raise TwimlError(12200, f"<Gather timeout> must be a whole number, not {value!r}")


def _words(element: xml.Element) -> str:
    if element.tag == "Say":
        _check_ssml(element)
        return " ".join("".join(element.itertext()).split())
    if element.tag == "Message":
        return _body(element)
    if len(element):
        raise TwimlError(12200, f"<{element[0].tag}> is not allowed in <{element.tag}>")
    return (element.text or "").strip()


def _check_ssml(say: xml.Element) -> None:
    for one in say.iter():
        if one is not say and one.tag not in SSML:
            raise TwimlError(12200, f"<{one.tag}> is not allowed in <Say>")


def _body(message: xml.Element) -> str:
    for one in message:
        if one.tag != "Body":
            raise TwimlError(12200, f"<{one.tag}> in <Message> is not simulated")
    bodies = [one.text or "" for one in message]
    return "".join(bodies) if bodies else (message.text or "").strip()


def _check_words(verb: Verb) -> None:
    if verb.name == "Say" and len(verb.words) > LONGEST_SAY:
        raise TwimlError(13521, f"<Say> of {len(verb.words)} characters, at most {LONGEST_SAY}")


def _no_loose_words(element: xml.Element) -> None:
    loose = (element.text or "") + "".join(one.tail or "" for one in element)
    if loose.strip():
        raise TwimlError(12200, f"loose words in <{element.tag}>: {loose.strip()[:40]!r}")
