"""What a phone is told to say and do: TwiML, built as XML and never by pasting strings. Pure.

A prompt is spoken `repeat` times, each time with its keys open; without a key the call falls through to the
closing words and ends. A key pressed while it speaks counts.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from xml.etree import ElementTree as xml

from delivery.segments import plain

LONGEST_SPEECH = 3000  # characters in one <Say>
LONGEST_REPLY = 1600  # characters in one <Message>


@dataclass(frozen=True, slots=True)
class Prompt:
    """Lines to speak and where a pressed key goes (an absolute URL, POSTed to with `Digits`)."""

    lines: Sequence[str]
    action_url: str
    repeat: int = 3
    num_digits: int = 1
    timeout_seconds: int = 4
    closing: Sequence[str] = ()


def ask(prompt: Prompt) -> str:
    """Speak, take keys, speak again; then the closing words and the end."""
    response = xml.Element("Response")
    for _ in range(prompt.repeat):
        gather = xml.SubElement(response, "Gather", _gather(prompt))
        _say(gather, prompt.lines)
    _say(response, prompt.closing)
    xml.SubElement(response, "Hangup")
    return _written(response)


def say_and_hang_up(lines: Sequence[str]) -> str:
    """Speak once and end the call."""
    response = xml.Element("Response")
    _say(response, lines)
    xml.SubElement(response, "Hangup")
    return _written(response)


def text_back(body: str = "") -> str:
    """The answer to an inbound text: one text back, or silence."""
    response = xml.Element("Response")
    if body:
        xml.SubElement(response, "Message").text = plain(body)[:LONGEST_REPLY]
    return _written(response)


def digit_by_digit(code: str) -> str:
    """A code so that a voice reads it slowly: `4821` -> `4, 8, 2, 1`."""
    return ", ".join(code)


def _gather(prompt: Prompt) -> dict[str, str]:
    return {
        "input": "dtmf",
        "numDigits": str(prompt.num_digits),
        "timeout": str(prompt.timeout_seconds),
        "action": prompt.action_url,
        "method": "POST",
    }


def _say(parent: xml.Element, lines: Sequence[str]) -> None:
    words = plain(" ".join(lines)).strip()
    if words:  # an empty <Say> is an error to the provider (13520)
        xml.SubElement(parent, "Say", {"language": "en-US"}).text = words[:LONGEST_SPEECH]


def _written(response: xml.Element) -> str:
    return '<?xml version="1.0" encoding="UTF-8"?>' + xml.tostring(response, encoding="unicode")
