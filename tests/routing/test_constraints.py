"""What the database itself promises of routing: rows that only grow, states that only move as told, no link across firms."""

from datetime import timedelta

import pytest
from django.db import Error, connection, transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.db.models import F

from accounts.models import Organization
from delivery.models import Channel, Message
from routing.models import (
    Alert,
    Decision,
    Handling,
    InboundEvent,
    Incident,
    Integration,
    Page,
    ReplyCode,
    Route,
    TimelineEntry,
)
from routing.states import CONSENT_MOVES, INCIDENT_MOVES, PAGE_ENDS, PAGE_MOVES, PAGE_OPEN
from tests.world import NIGHT, PHONES, Elsewhere, World

pytestmark = pytest.mark.django_db
POLICY = {
    "v": 1,
    "steps": [],
    "rounds": 1,
    "fallback": [],
    "fallback_interval_seconds": 600,
    "ack_timeout_seconds": 900,
}


class Refusal:
    """The database says no, and names the promise."""

    def __init__(self, name: str = "") -> None:
        self.name = name

    def __enter__(self) -> None:
        self.inner = transaction.atomic()
        self.inner.__enter__()

    def __exit__(self, kind: type | None, error: BaseException | None, trace: object) -> bool:
        if error is None:
            try:
                with connection.cursor() as cursor:
                    cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            except Error as late:
                kind, error = type(late), late
        self.inner.__exit__(kind, error, None)
        assert error is not None, "the database let it pass"
        assert isinstance(error, Error), error
        assert self.name in str(error), error
        return True


refused = Refusal


def incident(world: World, *, number: int = 1, status: str = "triggered", **fields: object) -> Incident:
    given = {
        "organization": world.organization, "number": number, "status": status, "summary": "Core switch down",
        "service_line": "monitoring", "priority": "P1", "channel": "alert", "received_at": NIGHT, "policy": POLICY,
        "due_at": None if status == "resolved" else NIGHT, "resolved_at": NIGHT if status == "resolved" else None,
        "taken_by": world.alice if status == "acknowledged" else None,
        "taken_at": NIGHT if status == "acknowledged" else None, **fields,
    }  # fmt: skip
    return Incident.objects.create(**given)


def source(world: World) -> Integration:
    found, _ = Integration.objects.get_or_create(
        organization=world.organization,
        name="RMM",
        kind="generic",
        defaults={"key_hash": "0" * 64, "created_at": NIGHT},
    )
    return found


def page(row: Incident, **fields: object) -> Page:
    message = Message.objects.create(
        organization=row.organization, channel=Channel.SMS, address=PHONES["alice"], body="x", purpose="page",
        created_at=NIGHT, due_at=NIGHT,
    )  # fmt: skip
    given = {
        "organization": row.organization, "incident": row, "member": row.organization.memberships.earliest("pk"),
        "message": message, "channel": "sms", "round": 1, "step": 1, "due_at": NIGHT, "created_at": NIGHT, **fields,
    }  # fmt: skip
    return Page.objects.create(**given)


# State machines


def test_an_incident_moves_only_as_its_table_says(harbor_pine: World) -> None:
    for number, old in enumerate(INCIDENT_MOVES, start=1):
        row = incident(harbor_pine, number=number, status=old)
        for new in set(INCIDENT_MOVES) - {old, *INCIDENT_MOVES[old]}:
            with refused(f"cannot go from {old} to {new}"):
                reach(row, new, harbor_pine)


def reach(row: Incident, status: str, world: World) -> None:
    over = status == "resolved"
    Incident.objects.filter(pk=row.pk).update(
        status=status, due_at=None if over else NIGHT, resolved_at=NIGHT if over else None,
        taken_by=world.alice, taken_at=NIGHT,
    )  # fmt: skip


def test_every_move_of_the_table_is_let_through(harbor_pine: World) -> None:
    row = incident(harbor_pine, status="held")
    course = [
        "queued",
        "at_desk",
        "queued",
        "awaiting_consent",
        "triggered",
        "snoozed",
        "triggered",
        "acknowledged",
        "snoozed",
        "acknowledged",
    ]

    for status in (
        *course,
        "triggered",
        "at_desk",
        "acknowledged",
        "resolved",
        "held",
        "resolved",
        "triggered",
        "resolved",
    ):
        reach(row, status, harbor_pine)


def test_a_page_moves_only_as_its_table_says(harbor_pine: World) -> None:
    row = incident(harbor_pine)
    for old in (*PAGE_OPEN, *PAGE_ENDS):
        one = page(row, status=old, ended_at=None if old in PAGE_OPEN else NIGHT)
        for new in (*PAGE_OPEN, *PAGE_ENDS):
            change = Page.objects.filter(pk=one.pk)
            fields = {"status": new, "ended_at": None if new in PAGE_OPEN else NIGHT}
            if new != old and new not in PAGE_MOVES.get(old, ()):
                with refused(f"cannot go from {old} to {new}"):
                    change.update(**fields)


TABLES = (
    ("routing_incident", INCIDENT_MOVES),
    ("routing_page", PAGE_MOVES),
    ("routing_consent", CONSENT_MOVES),
)


def test_the_triggers_are_those_of_the_tables_in_code() -> None:
    """The migration has a copy of the tables: a move added in code alone would fail at night."""
    with connection.cursor() as cursor:
        for table, moves in TABLES:
            cursor.execute("SELECT prosrc FROM pg_proc WHERE proname = %s", [f"{table}_status_moves"])
            written = cursor.fetchone()[0]
            pairs = {f"('{old}','{new}')" for old, news in moves.items() for new in news}
            assert all(pair in written for pair in pairs)
            assert written.count("','") == len(pairs)


# Due times and ends


@pytest.mark.parametrize("status", sorted({*INCIDENT_MOVES} - {"resolved"}))
def test_every_unresolved_incident_has_a_due_time(harbor_pine: World, status: str) -> None:
    with refused("unresolved_incident_has_a_due_time"):
        incident(harbor_pine, status=status, due_at=None)


def test_a_resolved_one_is_at_rest_and_says_when(harbor_pine: World) -> None:
    with refused("resolved_incident_is_at_rest"):
        incident(harbor_pine, status="resolved", due_at=NIGHT)
    with refused("resolved_incident_is_at_rest"):
        incident(harbor_pine, status="resolved", resolved_at=None)


def test_a_taken_one_has_somebody_and_a_paging_one_its_policy(harbor_pine: World) -> None:
    with refused("taken_incident_has_somebody"):
        incident(harbor_pine, status="acknowledged", taken_by=None)
    with refused("paging_incident_has_its_policy"):
        incident(harbor_pine, policy=None)


@pytest.mark.parametrize(
    ("field", "value"), [("status", "asleep"), ("priority", "P5"), ("service_line", "plumbing")]
)
def test_words_are_known_ones(harbor_pine: World, field: str, value: str) -> None:
    with refused("is_known"):
        incident(harbor_pine, **{field: value})


def test_a_page_that_ended_says_when_and_one_without_a_message_has_failed(harbor_pine: World) -> None:
    row = incident(harbor_pine)
    with refused("ended_page_says_when"):
        page(row, status="expired")
    with refused("ended_page_says_when"):
        page(row, status="queued", ended_at=NIGHT)
    with refused("page_has_a_message_or_failed"):
        page(row, message=None)


def test_a_handled_event_has_an_outcome(harbor_pine: World) -> None:
    event = stored(harbor_pine)
    with refused("handled_event_has_an_outcome"):
        Handling.objects.create(event=event, organization=harbor_pine.organization, due_at=None, outcome="")


def test_a_source_that_is_retired_stays_so_and_an_old_key_ends(harbor_pine: World) -> None:
    row = Integration.objects.filter(pk=source(harbor_pine).pk)
    with refused("a_previous_key_has_an_end"):
        row.update(previous_key_hash="1" * 64)
    with refused("a_new_key_is_another_key"):
        row.update(previous_key_hash=F("key_hash"), previous_key_until=NIGHT)
    row.update(state="retired")
    with refused("cannot go from retired to live"):
        row.update(state="live")


# Uniqueness


def stored(world: World, **fields: object) -> InboundEvent:
    return InboundEvent.objects.create(
        organization=world.organization, integration=source(world), received_at=NIGHT, decided_at=NIGHT, method="POST",
        raw=b"{}", raw_sha256="0" * 64, **fields,
    )  # fmt: skip


def alert(world: World, row: Incident, **fields: object) -> Alert:
    given = {
        "organization": world.organization, "integration": source(world), "incident": row, "dedup_key": "sw-1",
        "status": "open", "summary": "x", "first_seen_at": NIGHT, "last_seen_at": NIGHT, **fields,
    }  # fmt: skip
    return Alert.objects.create(**given)


def test_a_key_has_one_open_alert_and_any_number_of_cleared_and_keyless_ones(harbor_pine: World) -> None:
    row = incident(harbor_pine)
    alert(harbor_pine, row)
    for _ in range(2):
        alert(harbor_pine, row, status="cleared", cleared_at=NIGHT)
        alert(harbor_pine, row, dedup_key=None)

    with refused("one_open_alert_per_key"):
        alert(harbor_pine, row)


def test_a_delivery_is_one_event(harbor_pine: World) -> None:
    stored(harbor_pine, delivery_id="d-1")
    stored(harbor_pine)
    stored(harbor_pine)

    with refused("one_event_per_delivery"):
        stored(harbor_pine, delivery_id="d-1")


def test_numbers_count_per_organization(harbor_pine: World) -> None:
    incident(harbor_pine, number=7)
    with refused("incident_numbers_count_per_organization"):
        incident(harbor_pine, number=7)


def test_a_case_has_one_route(harbor_pine: World) -> None:
    with refused("one_route_per_case"):
        Route.objects.create(organization=harbor_pine.organization, policy=harbor_pine.policy)


def test_a_source_has_a_key_and_each_built_in_is_one(harbor_pine: World) -> None:
    organization = harbor_pine.organization
    with refused("a_source_has_a_key"):
        Integration.objects.create(organization=organization, name="RMM", kind="generic", created_at=NIGHT)
    with refused("one_built_in_integration_per_kind"):
        Integration.objects.create(organization=organization, name="Form", kind="form", created_at=NIGHT)


def test_a_code_means_one_incident_on_one_phone_at_a_time(harbor_pine: World) -> None:
    one, other = incident(harbor_pine, number=1), incident(harbor_pine, number=2)
    until = NIGHT + timedelta(hours=48)
    hold = {"phone": PHONES["alice"], "code": "47"}
    ReplyCode.objects.create(incident=one, held=DateTimeTZRange(NIGHT, until), **hold)

    with refused("a_code_means_one_incident_per_phone"):
        ReplyCode.objects.create(
            incident=other, held=DateTimeTZRange(until - timedelta(seconds=1), None), **hold
        )
    with refused("one_code_per_phone_and_incident"):
        ReplyCode.objects.create(
            incident=one, held=DateTimeTZRange(until, None), phone=PHONES["alice"], code="48"
        )
    ReplyCode.objects.create(
        incident=other, held=DateTimeTZRange(NIGHT, None), phone=PHONES["bob"], code="47"
    )
    ReplyCode.objects.create(incident=other, held=DateTimeTZRange(until, None), **hold)


# Rows that only grow


def test_events_decisions_and_the_timeline_are_never_changed_nor_deleted(harbor_pine: World) -> None:
    row = incident(harbor_pine)
    decision = Decision.objects.create(
        organization=row.organization, incident=row, at=NIGHT, fact="received", outcome="page", band="after_hours",
        covered=True, priority="P1", reasons=[], tier_name="Gold v1",
    )  # fmt: skip
    line = TimelineEntry.objects.create(
        organization=row.organization, incident=row, at=NIGHT, kind="note", text="x"
    )

    for each, change in (
        (stored(harbor_pine), {"path": "/y/"}),
        (decision, {"outcome": "consent"}),
        (line, {"text": "y"}),
    ):
        rows = type(each)._default_manager.filter(pk=each.pk)
        with refused("are never changed"):
            rows.update(**change)
        with refused("are never changed"):
            rows._raw_delete(using="default")


def test_a_decision_that_waits_says_until_when(harbor_pine: World) -> None:
    row = incident(harbor_pine)
    with refused("queue_says_until_when"):
        Decision.objects.create(
            organization=row.organization, incident=row, at=NIGHT, fact="received", outcome="queue", band="after_hours",
            covered=True, priority="P3", reasons=[], tier_name="Gold v1",
        )  # fmt: skip


# No link across organizations


def test_no_row_points_into_another_firm(harbor_pine: World, other: Elsewhere) -> None:
    row = incident(harbor_pine)
    theirs: Organization = other.organization
    links = [
        lambda: incident(harbor_pine, number=2, client=other.client),
        lambda: incident(harbor_pine, number=3, status="acknowledged", taken_by=other.mallory),
        lambda: Route.objects.create(organization=harbor_pine.organization, client=other.client, policy=harbor_pine.policy),
        lambda: Route.objects.create(organization=theirs, policy=harbor_pine.policy),
        lambda: Integration.objects.create(
            organization=harbor_pine.organization, name="x", kind="generic", key_hash="1" * 64, client=other.client,
            created_at=NIGHT,
        ),
        lambda: alert(harbor_pine, row, organization=theirs),
        lambda: page(row, member=other.mallory),
        lambda: page(row, organization=theirs),
        lambda: TimelineEntry.objects.create(organization=theirs, incident=row, at=NIGHT, kind="note", text="x"),
        lambda: stored(harbor_pine).__class__.objects.create(
            organization=theirs, integration=source(harbor_pine), received_at=NIGHT, decided_at=NIGHT, method="POST",
            raw=b"", raw_sha256="0" * 64,
        ),
    ]  # fmt: skip

    for link in links:
        with refused("_in_organization"):
            link()
