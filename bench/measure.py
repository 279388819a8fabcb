"""What is measured, and the table."""

import time
from pathlib import Path
from statistics import median

import django

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection, transaction  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402

from accounts.audit import Actor  # noqa: E402
from accounts.models import Organization  # noqa: E402
from bench.beside import slowed_down  # noqa: E402
from bench.house import LARGE, gather  # noqa: E402
from bench.load import requests_per_second, side_by_side  # noqa: E402
from bench.on_call import on_call_rows  # noqa: E402
from bench.pages import LONGEST, Seen, visit_all  # noqa: E402
from bench.probe import commit_and_round_trip, make_table  # noqa: E402
from bench.pure import decisions_per_second  # noqa: E402
from bench.row import Row  # noqa: E402
from bench.statements import alert_to_page  # noqa: E402
from bench.still import stopped, wait_until_handled  # noqa: E402
from bench.weight import kilobytes  # noqa: E402
from bench.wire import BURST, Journal, accepted_to_provider, burst  # noqa: E402
from hours import clock  # noqa: E402
from routing.actions.cover import Asking, Keep, with_promises_covered  # noqa: E402
from routing.actions.integrations import create_integration  # noqa: E402
from routing.holes import AHEAD, find_holes  # noqa: E402
from routing.models import Route  # noqa: E402
from sla.queries import get_client  # noqa: E402
from sla.stored_facts import facts_for  # noqa: E402
from web.demo.load import SLUG  # noqa: E402

ENGINE = ("page-worker", "default-worker", "sweep")


def migrate() -> None:
    call_command("migrate", verbosity=0)


def prepare() -> str:
    """Schema, demo and one source; returns the source's key."""
    migrate()
    for name in ("load_demo", "name_phones"):
        call_command(name, verbosity=0)
    make_table()
    organization = Organization.objects.get(slug=SLUG)
    _, key = create_integration(
        organization=organization,
        name="bench",
        kind="generic",
        client=None,
        actor=Actor.system(),
        now=clock.now(),
    )
    return key


def measured(environment: dict[str, str], key: str, processes: dict[str, int]) -> list[Row]:
    time.sleep(3)  # the workers are ready
    web, path = environment["PUBLIC_BASE_URL"], f"/in/{key}/"
    journal = Journal(environment["PHONESIM_URL"])
    engine = [processes[name] for name in ENGINE]
    return [
        *_wire(web, journal, path),
        *_statements(key, engine),
        *_intake(web, path, engine),
        *_burst(web, journal, path),
        *on_call_rows(),
        *_decisions(),
        *_memory(processes),
        *page_rows(),
    ]


def _wire(web: str, journal: Journal, path: str) -> list[Row]:
    floor = commit_and_round_trip()
    accepted_to_provider(web, journal, path, times=5)  # warm
    taken = accepted_to_provider(web, journal, path)
    floor = median([floor, commit_and_round_trip()])
    ratio = taken / floor
    return [
        Row("PostgreSQL one-row commit + broker round trip, p50", f"{floor * 1000:.2f} ms", "", True),
        Row("Accepted to provider request, idle, p50", f"{taken * 1000:.0f} ms", "< 100 ms", taken < 0.1),
        Row("  as a multiple of the line above it", f"{ratio:.0f} x", "<= 80 x", ratio <= 80),
    ]


def _statements(key: str, engine: list[int]) -> list[Row]:
    with stopped(engine):
        counted = alert_to_page(key)
    return [Row("Statements from an alert to its first page", f"{counted}", "", True)]


def _intake(web: str, path: str, engine: list[int]) -> list[Row]:
    """Both views have the cores for themselves; then ours once more while the workers handle what comes in."""

    def alert(number: int) -> dict[str, object]:
        return {"summary": f"noise {number}", "severity": "info", "client": "fabrikam", "dedup_key": "bench"}

    paths = ("/bench/bare/", path)
    with stopped(engine):
        bare, ours, share = side_by_side(web, paths, alert, rounds=7, count=80)
    wait_until_handled()
    busy = requests_per_second(web, path, alert, count=200) / bare
    wait_until_handled()
    return [
        Row("A bare DRF view that inserts one row", f"{bare:.0f} /s", "", True),
        Row("POST /in/<key>/, workers and sweep stopped meanwhile", f"{ours:.0f} /s", "", True),
        Row("  as a share of the line above it", f"{share:.2f} x", ">= 0.5 x", share >= 0.5),
        Row("  ours while the workers handle the alerts", f"{busy:.2f} x", "", True),
    ]


def _burst(web: str, journal: Journal, path: str) -> list[Row]:
    rate, paged = burst(web, journal, path)
    return [
        Row(f"Pages a second, {BURST} different alerts at once", f"{rate:.1f} /s", "", True),
        Row("  of them paged within 90 s", f"{paged}", f"{BURST}", paged == BURST),
    ]


def _decisions() -> list[Row]:
    organization = Organization.objects.get(slug=SLUG)
    client = get_client(organization, "contoso-legal")
    with CaptureQueriesContext(connection) as asked:
        facts = facts_for(organization, client, None, clock.now())
    decisions = decisions_per_second(facts)
    return [
        Row("decide", f"{decisions:.0f} /s", ">= 10000 /s", decisions >= 10_000),
        Row("  facts for one decision", f"{len(asked)} queries", "<= 3", len(asked) <= 3),
    ]


def page_rows() -> list[Row]:
    """The pages at a large MSP, the worst of each figure by name, and what did not answer."""
    house = gather(LARGE, clock.now())
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")  # as autovacuum does within a minute
    before = slowed_down()
    seen, silent = visit_all(house)
    beside = median([before, slowed_down()])
    most = max(seen, key=lambda one: one.queries)
    slowest = max((one for one in seen if one.is_page), key=lambda one: one.seconds)
    size = f"{LARGE.clients} clients, {LARGE.members} members, {LARGE.incidents} incidents"
    weight = kilobytes()
    return [
        Row(f"Pages at {size}", f"{len(seen)}", "", True),
        Row("  queries; ms in the server: the fastest, the median, our own work", "", "", True),
        Row("  meanwhile others made work of our own last", f"{beside:.1f} x", "1.0 x: quiet", True),
        *map(_page_row, sorted(seen, key=lambda one: one.ask.address)),
        Row(f"  most queries: {most.ask.name}", f"{most.queries}", "< 15", most.queries < 15),
        Row(f"  slowest: {slowest.ask.name}", f"{slowest.seconds * 1000:.0f} ms", "< 150 ms", slowest.seconds < LONGEST),
        Row("  not answered", f"{len(silent)}", "0", not silent),
        *(Row(f"    {words}", "", "", False) for words in silent),
        _holes_row(house.organization),
        _asks_row(house.organization),
        Row("Own CSS and JS, compressed", f"{weight:.1f} KB", "< 50 KB", weight < 50),
    ]  # fmt: skip


def _holes_row(organization: Organization) -> Row:
    """Whatever was promised for the coming weeks against whoever can be reached; the second look, as a worker has it."""
    for _ in range(2):
        began, now = time.perf_counter(), clock.now()
        find_holes(organization, since=now, until=now + AHEAD)
        taken = time.perf_counter() - began
    return Row(
        f"Holes of {AHEAD.days} days, {LARGE.schedules} schedules",
        f"{taken * 1000:.0f} ms",
        "< 1000 ms",
        taken < 1,
    )


def _asks_row(organization: Organization) -> Row:
    """An edit of what is promised, looked at before and after, as its page waits for it."""
    policy, now = organization.policies.latest("pk"), clock.now()
    with transaction.atomic():
        began = time.perf_counter()
        with_promises_covered(
            lambda: Route.objects.create(organization=organization, policy=policy, service_line="help_desk"),
            Asking(organization, Keep("to be measured"), Actor.system(), now),
        )
        taken = time.perf_counter() - began
        transaction.set_rollback(True)
    return Row("Saving a route that serves every client", f"{taken * 1000:.0f} ms", "< 2000 ms", taken < 2)


def _page_row(one: Seen) -> Row:
    said = f"{one.queries} q {one.seconds * 1000:4.0f} {one.usually * 1000:4.0f} {one.busy * 1000:4.0f} ms"
    sent = "" if one.ask.form is None else " (a form)"
    return Row(f"  {one.ask.name}{sent}  {one.ask.address}", said, "", one.is_well)


def _memory(processes: dict[str, int]) -> list[Row]:
    rows = []
    for name in ("page-worker", "default-worker"):
        largest = max(_megabytes(pid) for pid in _family(processes[name]))
        rows.append(
            Row(f"Memory of the largest process of {name}", f"{largest:.0f} MB", "< 150 MB", largest < 150)
        )
    return rows


def _family(pid: int) -> list[int]:
    """The process and its children."""
    children = Path(f"/proc/{pid}/task/{pid}/children")
    return [pid, *(int(child) for child in children.read_text().split())] if children.exists() else [pid]


def _megabytes(pid: int) -> float:
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    resident = next(line for line in lines if line.startswith("VmRSS:"))
    return int(resident.split()[1]) / 1024


def table(rows: list[Row]) -> str:
    """Plain text; a line that misses what is wanted says so. Machines are noisy: read the ratios."""
    lines = [
        f"{row.what:<66}{row.value:>22}   {row.wanted:<12}{'' if row.well else 'MISSED'}".rstrip()
        for row in rows
    ]
    return "\n".join(["", *lines, ""])
