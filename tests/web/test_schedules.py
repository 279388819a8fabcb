"""Schedules: two weeks drawn and in words, "I'll take it", overrides by form."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from accounts.audit import Actor
from accounts.models import AuditEvent
from oncall.actions.override import add_override
from oncall.models import Override
from tests.web.conftest import Browser
from tests.world import NIGHT, Elsewhere, World

pytestmark = pytest.mark.django_db
NINE = datetime(2026, 3, 4, 14, tzinfo=UTC)  # Wednesday 09:00 in New York


def page_of(night: World, rest: str = "") -> str:
    return f"/schedules/{night.primary.pk}/{rest}"


def on_leave(night: World, hours: int = 2) -> Override:
    """Alice is taken off for some hours from Wednesday 09:00."""
    return add_override(
        schedule=night.primary, kind="remove", subject=night.alice, start_at=NINE, end_at=NINE + timedelta(hours=hours),
        actor=Actor.member(night.carol), now=NIGHT, made_by=night.carol, reason="dentist",
    )  # fmt: skip


def test_the_list_says_who_is_on_call_everywhere(bob: Browser) -> None:
    seen = bob.opens("/schedules/")

    assert "Primary Alice four weeks and more" in seen
    assert "Backup Bob four weeks and more" in seen


def test_the_drawing_and_the_words_name_the_same_people(bob: Browser, night: World) -> None:
    seen = bob.opens(page_of(night))

    assert 'aria-label="Alice, 00:00 EST – 17 Mar 00:00 EDT"' in seen.html
    assert "earlier all the time later Alice now" in seen


def test_a_gap_is_named_in_words_and_hatched(bob: Browser, night: World) -> None:
    on_leave(night)

    seen = bob.opens(page_of(night))

    assert "Nobody is on call Wed 4 March 09:00 EST to Wed 4 March 11:00 EST" in seen
    assert 'class="gap" aria-label="Gap: nobody is on call, Wed 09:00 EST – Wed 11:00 EST"' in seen.html


def test_handoffs_and_hours_are_told(bob: Browser, night: World) -> None:
    on_leave(night, hours=24)

    seen = bob.opens(page_of(night))

    assert "Wed 09:00 EST: nobody after Alice" in seen
    assert "Thu 09:00 EST: Alice after nobody" in seen
    assert "Alice 311 h" in seen  # 14 days are an hour short: the clocks change on 8 March


def test_taking_a_gap(bob: Browser, night: World) -> None:
    on_leave(night)

    seen = bob.sends(
        page_of(night, "take/"), start=NINE.isoformat(), end=(NINE + timedelta(hours=2)).isoformat()
    )

    assert "It is yours. Thank you." in seen
    assert "Nobody is on call" not in seen
    assert "Bob too" in seen


def test_taking_somebodys_shift_from_now_on(bob: Browser, night: World) -> None:
    start, end = NIGHT - timedelta(hours=2), NIGHT + timedelta(hours=6)

    seen = bob.sends(
        page_of(night, "take/"), start=start.isoformat(), end=end.isoformat(), instead_of=night.alice.pk
    )

    row = Override.objects.get(schedule=night.primary)
    assert (row.kind, row.stand_in, row.subject, row.end_at) == ("replace", night.bob, night.alice, end)
    assert NIGHT <= row.start_at < NIGHT + timedelta(minutes=1)
    assert "Bob for Alice" in seen


def test_taking_where_an_override_rules_makes_me_the_only_one(bob: Browser, night: World) -> None:
    add_override(
        schedule=night.primary, kind="add", subject=night.dave, start_at=NINE, end_at=NINE + timedelta(hours=2),
        actor=Actor.member(night.carol), now=NIGHT,
    )  # fmt: skip

    seen = bob.sends(
        page_of(night, "take/"),
        start=NINE.isoformat(),
        end=(NINE + timedelta(hours=2)).isoformat(),
        instead_of=night.dave.pk,
    )

    assert "only Bob" in seen


@pytest.mark.parametrize("start", ["", "soon", "2026-03-04T09:00", "2026-13-04T09:00+00:00"])
def test_taking_a_time_that_is_none_is_not_there(bob: Browser, night: World, start: str) -> None:
    assert bob.sends(page_of(night, "take/"), start=start, end=NINE.isoformat()).status == 404


def test_nobody_can_be_replaced_who_is_no_member(bob: Browser, night: World, other: Elsewhere) -> None:
    seen = bob.sends(
        page_of(night, "take/"),
        start=NINE.isoformat(),
        end=(NINE + timedelta(hours=1)).isoformat(),
        instead_of=other.mallory.pk,
    )

    assert seen.status == 404


@pytest.mark.parametrize(
    ("kind", "fields", "words"),
    [
        ("replace", {"stand_in": "dave", "subject": "alice"}, "Dave for Alice"),
        ("add", {"subject": "dave"}, "Dave too"),
        ("remove", {"subject": "alice"}, "without Alice"),
        ("set", {"people": "dave"}, "only Dave"),
    ],
)
def test_a_manager_makes_overrides_of_all_four_kinds(
    carol: Browser, night: World, kind: str, fields: dict[str, str], words: str
) -> None:
    people = {name: getattr(night, who).pk for name, who in fields.items()}

    seen = carol.sends(
        page_of(night, f"overrides/?kind={kind}"),
        starts="2026-03-04T09:00",
        ends="2026-03-04T17:00",
        reason="swap",
        **people,
    )

    row = Override.objects.get(schedule=night.primary)
    assert "Saved. The schedule shows it." in seen
    assert f"{words} Wed 09:00 EST to Wed 17:00 EST swap, entered by Carol" in seen
    assert (row.start_at, row.end_at) == (NINE, NINE + timedelta(hours=8))


def test_times_that_come_twice_are_the_longest_stretch(carol: Browser, night: World) -> None:
    carol.sends(
        page_of(night, "overrides/?kind=add"),
        starts="2026-11-01T01:30",
        ends="2026-11-01T01:45",
        subject=night.dave.pk,
    )

    row = Override.objects.get(schedule=night.primary)
    assert (row.start_at.hour, row.start_at.minute) == (5, 30)  # 01:30 EDT, the first
    assert (row.end_at.hour, row.end_at.minute) == (6, 45)  # 01:45 EST, the last


def test_a_conflict_comes_back_in_words_with_everything_kept(carol: Browser, night: World) -> None:
    on_leave(night)

    seen = carol.sends(
        page_of(night, "overrides/?kind=replace"), starts="2026-03-04T10:00", ends="2026-03-04T12:00", reason="swap day",
        stand_in=night.dave.pk, subject=night.alice.pk,
    )  # fmt: skip

    assert seen.status == 422
    assert "Another override already says something about Alice in that time: cancel it first." in seen
    assert 'value="swap day"' in seen.html


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"starts": "2026-03-04T12:00", "ends": "2026-03-04T09:00"}, "It must end after it starts."),
        ({"starts": "noon", "ends": "2026-03-04T09:00"}, "Write it as 2026-03-03T21:00."),
        ({"starts": "", "ends": "2026-03-04T09:00"}, "This field is required."),
    ],
)
def test_bad_times_say_what_would_be_right(
    carol: Browser, night: World, fields: dict[str, str], words: str
) -> None:
    seen = carol.sends(page_of(night, "overrides/?kind=add"), subject=night.dave.pk, **fields)

    assert seen.status == 422
    assert words in seen


def test_a_technician_may_stand_in_but_not_send_others(bob: Browser, night: World) -> None:
    when = {"starts": "2026-03-04T09:00", "ends": "2026-03-04T17:00", "subject": night.alice.pk}

    refused = bob.sends(page_of(night, "overrides/?kind=replace"), stand_in=night.dave.pk, **when)
    allowed = bob.sends(page_of(night, "overrides/?kind=replace"), stand_in=night.bob.pk, **when)

    assert refused.status == 403
    assert "You can change your own time on call." in refused
    assert "Bob for Alice" in allowed


def test_who_only_looks_can_change_nothing(vera: Browser, night: World) -> None:
    assert "I'll take it" not in vera.opens(page_of(night))
    assert vera.opens(page_of(night, "overrides/")).status == 403
    assert vera.sends(page_of(night, "take/"), start=NINE.isoformat(), end=NINE.isoformat()).status == 403


def test_canceling_an_override(carol: Browser, night: World) -> None:
    row = on_leave(night)

    seen = carol.sends(page_of(night, f"overrides/{row.pk}/cancel/"))

    assert "Canceled." in seen
    assert "Nobody is on call" not in seen


def test_a_technician_cancels_only_what_they_made(bob: Browser, night: World) -> None:
    row = on_leave(night)

    assert bob.sends(page_of(night, f"overrides/{row.pk}/cancel/")).status == 403
    assert Override.objects.get(pk=row.pk).canceled_at is None


def test_another_organizations_schedule_is_not_there(
    mallory: Browser, night: World, other: Elsewhere
) -> None:
    row = on_leave(night)

    assert mallory.opens(page_of(night)).status == 404
    assert mallory.opens(page_of(night, "overrides/")).status == 404
    assert mallory.sends(page_of(night, "take/")).status == 404
    assert mallory.sends(page_of(night, f"overrides/{row.pk}/cancel/")).status == 404
    assert mallory.sends(f"/schedules/{other.schedule.pk}/overrides/{row.pk}/cancel/").status == 404


def test_an_unknown_kind_is_not_there(carol: Browser, night: World) -> None:
    assert carol.opens(page_of(night, "overrides/?kind=swap")).status == 404


def test_a_shift_leads_to_the_form_that_changes_it(bob: Browser, vera: Browser, night: World) -> None:
    on_leave(night)
    page = bob.opens(page_of(night))
    ways = [way for way in page.addresses("section") if "overrides" in way]

    shift, gap = (bob.opens(way) for way in ways[:2])

    assert f'<option value="{night.alice.pk}" selected>' in shift.html
    assert 'value="2026-03-03T02:14"' in shift.html  # not before now
    assert 'value="2026-03-04T09:00"' in shift.html
    assert "kind=add" in ways[1]
    assert 'value="2026-03-04T11:00"' in gap.html
    assert not any("overrides" in way for way in vera.opens(page_of(night)).addresses("section"))


def test_weeks_before_and_after_are_shown(carol: Browser, night: World) -> None:
    on_leave(night)

    past = carol.opens(page_of(night, "?from=2026-02-01"))
    coming = carol.opens(page_of(night, "?from=2026-03-04"))

    assert "Two weeks from 1 February 2026" in past
    assert "I'll take it" not in past
    assert "Two weeks from 4 March 2026" in coming
    assert "without Alice Wed 09:00 EST" in coming


@pytest.mark.parametrize("text", ["", "soon", "2026-02-31", "0001-01-01", "9999-12-31", "\0"])
def test_a_date_that_is_none_is_today(carol: Browser, night: World, text: str) -> None:
    assert "The coming two weeks" in carol.opens(page_of(night, f"?from={text}"))


def test_canceling_what_runs_keeps_what_it_was(carol: Browser, night: World) -> None:
    row = add_override(
        schedule=night.primary, kind="replace", subject=night.alice, stand_in=night.dave, actor=Actor.member(night.carol),
        start_at=NIGHT - timedelta(hours=2), end_at=NIGHT + timedelta(hours=6), now=NIGHT, made_by=night.carol,
    )  # fmt: skip

    carol.sends(page_of(night, f"overrides/{row.pk}/cancel/"))

    row.refresh_from_db()
    assert row.canceled_at is None
    assert NIGHT <= row.end_at < NIGHT + timedelta(minutes=1)


def test_the_page_asks_little_however_much_is_changed(
    carol: Browser, night: World, django_assert_max_num_queries: Any
) -> None:
    for day in range(5):
        start = NINE + timedelta(days=day)
        add_override(
            schedule=night.primary, kind="set", people=[night.dave, night.bob], start_at=start,
            end_at=start + timedelta(hours=2), actor=Actor.member(night.carol), now=NIGHT, made_by=night.carol,
        )  # fmt: skip

    with django_assert_max_num_queries(14):
        carol.opens(page_of(night))


def test_who_shadows_a_schedule_is_chosen_and_shown(carol: Browser, night: World) -> None:
    address = f"/schedules/{night.primary.pk}/shadows/"

    seen = carol.sends(address, people=[night.dave.pk])
    stale = carol.sends(address, people=[], edition="0" * 16)

    assert "Shadows" in seen
    assert (
        "They get a text when a page goes out and a mail when somebody comes on call, and are not relied on."
        in seen
    )
    assert stale.status == 409 or "saved this after you opened it" in stale
    assert AuditEvent.objects.get(object_kind="shadows").after == {"shadows": "Dave"}
