"""Where a client's documentation is: titles and https addresses, as people write them and as they are stored. Pure.

One is written `Passwords https://vault.example/northwind`: the last word is the address, the rest what it is called.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlsplit

MOST_LINKS, LONGEST_TITLE, LONGEST_URL = 10, 80, 500
BETWEEN = "|"  # in one cell of a table


class BadLink(ValueError):
    """The message says what would be right."""


@dataclass(frozen=True, slots=True)
class Link:
    """`url` begins with https://."""

    title: str
    url: str

    def __str__(self) -> str:
        return f"{self.title} {self.url}"


def read_links(lines: Iterable[str]) -> tuple[Link, ...]:
    """Each line's link, none of them twice; without a title it is called by its host. Raises BadLink."""
    found = [_read(line.split()) for line in lines if line.strip()]
    links = tuple({link.url: link for link in found}.values())
    if len(links) > MOST_LINKS:
        raise BadLink(f"At most {MOST_LINKS} links.")
    return links


def stored(links: Iterable[Link]) -> list[list[str]]:
    return [[link.title, link.url] for link in links]


def links_of(rows: Iterable[Iterable[str]]) -> tuple[Link, ...]:
    """What `stored` made."""
    return tuple(Link(*row) for row in rows)


def _read(words: list[str]) -> Link:
    *title, url = words
    host = _host(url)
    if not host or len(url) > LONGEST_URL or BETWEEN in url:
        raise BadLink(f"A link begins with https:// and has at most {LONGEST_URL} characters: {url[:80]}")
    called = " ".join(title) or host
    if len(called) > LONGEST_TITLE or BETWEEN in called:
        raise BadLink(f"What a link is called has at most {LONGEST_TITLE} characters, and no “{BETWEEN}”.")
    return Link(called, url)


def _host(url: str) -> str:
    """Empty where it is no https address."""
    try:
        parts = urlsplit(url)
        return parts.hostname or "" if parts.scheme == "https" and not parts.username else ""
    except ValueError:
        return ""
