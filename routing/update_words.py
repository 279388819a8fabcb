"""An update to the client as it is written: by text with who we are and where to ring, by mail with the page's link."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from delivery.segments import fold, segments

MOST_SEGMENTS = 3


@dataclass(frozen=True, slots=True)
class Sender:
    """Who writes about what. `phone`: where the client may ring, or ""; `link`: its page, or ""."""

    organization: str
    reference: str
    phone: str
    link: str


def as_text(sender: Sender, words: str) -> str:
    """The whole text message, folded: what is counted is what is sent."""
    ring = " " + _("Questions? Ring {phone}.").format(phone=sender.phone) if sender.phone else ""
    said = " ".join(words.split())
    stop = "." if ring and said[-1:].isalnum() else ""
    return fold(f"{sender.organization}, {sender.reference}: {said}{stop}{ring}")


def as_mail(sender: Sender, words: str) -> tuple[str, str]:
    """Subject and body."""
    end = [_("Where it stands: {link}").format(link=sender.link)] if sender.link else []
    end += [_("Ring us: {phone}").format(phone=sender.phone)] if sender.phone else []
    body = "\n\n".join([words.strip(), "\n".join([*end, sender.organization])])
    subject = _("{reference}: news from {organization}")
    return subject.format(reference=sender.reference, organization=sender.organization), f"{body}\n"


@dataclass(frozen=True, slots=True)
class Length:
    """How long an update is as a text message: characters with all that goes around it, and segments."""

    characters: int
    segments: int

    @property
    def is_too_long(self) -> bool:
        return self.segments > MOST_SEGMENTS


def length(sender: Sender, words: str) -> Length:
    text = as_text(sender, words)
    return Length(len(text), segments(text))
