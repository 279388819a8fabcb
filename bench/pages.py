"""Every page a member can open, at a large MSP: how many queries, how long in the server."""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from statistics import median

from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext
from django.urls import NoReverseMatch, URLPattern, URLResolver, get_resolver, reverse

from accounts.models import Membership, Organization
from oncall.models import EscalationPolicy, Layer, Schedule
from sla.models import Client, ServiceCalendar, SlaTier

NOT_PAGES = ("api/", "in/", "tw/", "r/", "t/", "p/", "account/", "^api", "invitation/")
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
TIMES = 5


@dataclass(frozen=True, slots=True)
class Seen:
    """One page: its address, what it asked of the database, median seconds in the server."""

    address: str
    queries: int
    seconds: float


def visit_all(organization: Organization) -> tuple[list[Seen], list[str]]:
    """The pages that answer 200 with HTML to a GET of the owner; and the names of those whose address is not known here."""
    owner = Membership.objects.filter(organization=organization, role="owner").select_related("user")[0]
    browser, known = Browser(headers={"host": "localhost"}), _known(organization, owner)
    browser.force_login(owner.user, backend=BACKEND)
    seen, unknown = [], []
    for name, parameters in _pages(get_resolver().url_patterns, ""):
        if not parameters <= known.keys():
            unknown.append(name)
            continue
        try:
            address = reverse(name, kwargs={each: known[each] for each in parameters})
        except NoReverseMatch:
            unknown.append(name)
            continue
        found = _visit(browser, address)
        if found:
            seen.append(found)
    return seen, unknown


def _visit(browser: Browser, address: str) -> Seen | None:
    first = browser.get(address)
    if first.status_code != 200 or "html" not in first.headers.get("Content-Type", ""):
        return None
    with CaptureQueriesContext(connection) as asked:
        browser.get(address)
    return Seen(address, len(asked), median(_seconds(browser, address) for _ in range(TIMES)))


def _seconds(browser: Browser, address: str) -> float:
    began = time.perf_counter()
    browser.get(address)
    return time.perf_counter() - began


def _known(organization: Organization, owner: Membership) -> dict[str, object]:
    """A value for each name that addresses carry."""

    def first(model: type) -> int:
        row = model.objects.filter(organization=organization).order_by("pk").first()  # type: ignore[attr-defined]
        return int(row.pk) if row else 0

    layer = Layer.objects.filter(schedule__organization=organization).order_by("pk")[0]
    return {
        "number": organization.last_incident_number, "code": "client-7", "schedule_id": layer.schedule_id,
        "layer_id": layer.pk, "member_id": owner.pk, "membership_id": owner.pk, "policy_id": first(EscalationPolicy),
        "calendar_id": first(ServiceCalendar), "tier_id": first(SlaTier), "client_id": first(Client),
        "schedule": first(Schedule),
    }  # fmt: skip


def _pages(patterns: list[URLPattern | URLResolver], before: str) -> Iterator[tuple[str, set[str]]]:
    """(name, the names of its parameters) of every address that is no program's and no stranger's."""
    for one in patterns:
        path = before + str(one.pattern)
        if path.startswith(NOT_PAGES):
            continue
        if isinstance(one, URLResolver):
            yield from _pages(one.url_patterns, path)
        elif one.name:
            yield one.name, set(one.pattern.converters) | set(_converters(before))


def _converters(path: str) -> list[str]:
    """The parameters in what stands before: `people/<int:member_id>/` has member_id."""
    return [part.split(">")[0].split(":")[-1] for part in path.split("<")[1:]]
