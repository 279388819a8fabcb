"""Every edit of what is promised, or of how people are reached, asks before it leaves promised time without people.

Each is made on its page and through the API, in the same firm: a policy whose schedule has nobody yet serves Fabrikam's
help desk. Nothing is promised there so far, so nothing is missing.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import pytest
from django.db import transaction

from accounts.models import AuditEvent, Organization
from delivery.models import ContactMethod, PhoneNumber
from oncall.models import EscalationPolicy, EscalationStep, Override, Schedule, StepTarget
from routing.models import KeptHole, Route
from sla.models import Agreement, BusinessWindow, CalendarException, ServiceCalendar, SlaTier
from tests.api.conftest import Caller
from tests.web.conftest import Browser
from tests.web.test_tier_edit import saves, sent
from tests.world import NIGHT, World

pytestmark = pytest.mark.django_db
HERE = "/clients/fabrikam/agreements/"
API = "clients/fabrikam/agreements/"
CELL = {
    "service_line": "help_desk",
    "band": "after_hours",
    "priority": "P1",
    "outcome": "page",
    "contain_only": False,
}
KEEP = {"holes": "keep", "hole_reason": "They know"}
Typed = Callable[[Browser], dict[str, Any]]


@dataclass
class Edit:
    """Its page and what is sent there; the API's method, address and body, where it has it. `fills`: the owner can."""

    page: str
    typed: dict[str, Any] | Typed = field(default_factory=dict)
    api: tuple[str, str, dict[str, Any]] | None = None
    fills: bool = True


@pytest.fixture
def firm(night: World) -> World:
    """With the policy that nobody keeps."""
    here = {"organization": night.organization}
    later = Schedule.objects.create(**here, name="Later", time_zone="America/New_York")
    nobody = EscalationPolicy.objects.create(**here, name="Nobody yet", rounds=1)
    step = EscalationStep.objects.create(**here, policy=nobody, position=1, wait_seconds=240)
    StepTarget.objects.create(step=step, schedule=later)
    Route.objects.create(**here, policy=nobody, client=night.fabrikam, service_line="help_desk")
    return night


def nobody(firm: World) -> int:
    return EscalationPolicy.objects.get(organization=firm.organization, name="Nobody yet").pk


def tier(firm: World, **which: str) -> SlaTier:
    return SlaTier.objects.get(organization=firm.organization, **which)


def signed(firm: World, name: str = "Gold", **changed: Any) -> Agreement:
    """Fabrikam's agreement, on another tier."""
    version = tier(firm, name=name).versions.get(number=1)
    Agreement.objects.filter(client=firm.fabrikam).update(version=version, **changed)
    return Agreement.objects.get(client=firm.fabrikam)


def always_open(firm: World, *, name: str = "Always") -> ServiceCalendar:
    """Fabrikam, on Gold, is open around the clock, and so is our desk: nothing pages anybody."""
    hours = ServiceCalendar.objects.create(
        organization=firm.organization, name=name, time_zone="America/New_York", weekend_days=[]
    )
    BusinessWindow.objects.create(calendar=hours, days=[*range(7)], start_minute=0, end_minute=1440)
    signed(firm).client.__class__.objects.filter(pk=firm.fabrikam.pk).update(calendar=hours)
    firm.organization.desk.calendar = hours
    firm.organization.desk.save()
    return hours


def a_route_is_added(firm: World) -> Edit:
    typed = {"client": firm.northwind.pk, "service_line": "help_desk", "priority": "", "policy": nobody(firm)}
    body = {"client": "northwind-dental", "service_line": "help_desk", "policy": nobody(firm)}
    return Edit("/routes/add/", typed, ("POST", "routes/", body))


def a_route_gets_another_policy(firm: World) -> Edit:
    row = Route.objects.create(organization=firm.organization, policy=firm.policy, client=firm.northwind)
    return Edit(f"/routes/{row.pk}/", {"client": firm.northwind.pk, "policy": nobody(firm)})


def a_route_is_removed(firm: World) -> Edit:
    Route.objects.create(organization=firm.organization, policy_id=nobody(firm), service_line="help_desk")
    kept = {"organization": firm.organization, "policy": firm.policy, "service_line": "help_desk"}
    row = Route.objects.create(**kept, client=firm.northwind)
    return Edit(f"/routes/{row.pk}/remove/", api=("DELETE", f"routes/{row.pk}/", {}))


def a_tier_is_edited(firm: World) -> Edit:
    """Of whoever has no agreement."""
    signed(firm, suspended_at=NIGHT)
    row = tier(firm, kind="no_agreement")
    page = f"/tiers/{row.pk}/edit/"
    cell = {"help_desk-after_hours-P1": "page"}
    return Edit(
        page, lambda alice: sent(alice.opens(page), **cell), ("PATCH", f"tiers/{row.pk}/", {"rules": [CELL]})
    )


def agreements_go_by_a_new_version(firm: World, alice: Browser) -> Edit:
    row, gold = signed(firm, "8x5"), tier(firm, name="8x5")
    saves(alice, gold, **{"help_desk-after_hours-P1": "page"})
    typed = {"agreements": [row.pk], "starts_on": "2026-03-09"}
    return Edit(
        f"/tiers/{gold.pk}/move/", typed, ("POST", f"tiers/{gold.pk}/move/", {"starts_on": "2026-03-09"})
    )


def an_agreement_is_made(firm: World) -> Edit:
    Agreement.objects.filter(client=firm.fabrikam).update(archived_at=NIGHT)
    gold = tier(firm, name="Gold")
    body = {"tier": gold.pk, "starts_on": "2026-03-03"}
    return Edit(
        f"{HERE}new/", {"version": gold.versions.get().pk, "starts_on": "2026-03-03"}, ("POST", API, body)
    )


def an_agreement_goes_on_for_longer(firm: World) -> Edit:
    row = signed(firm, ends_on=date(2026, 2, 1))
    typed = {"starts_on": "2026-01-01", "ends_on": "2026-12-31"}
    return Edit(f"{HERE}{row.pk}/", typed, ("PATCH", f"{API}{row.pk}/", {"ends_on": "2026-12-31"}))


def an_agreement_is_renewed(firm: World) -> Edit:
    row = Agreement.objects.get(client=firm.fabrikam)
    gold = tier(firm, name="Gold")
    typed = {"version": gold.versions.get().pk, "starts_on": "2026-03-11"}
    body = {"tier": gold.pk, "starts_on": "2026-03-11"}
    return Edit(f"{HERE}{row.pk}/renew/", typed, ("POST", f"{API}{row.pk}/renew/", body))


def an_agreement_is_resumed(firm: World) -> Edit:
    row = signed(firm, suspended_at=NIGHT)
    return Edit(f"{HERE}{row.pk}/resume/", api=("POST", f"{API}{row.pk}/resume/", {}))


def opening_hours_are_shorter(firm: World) -> Edit:
    page = f"/calendars/{(row := always_open(firm)).pk}/edit/"
    typed = {"day_0": "08:00-17:00"}
    window = {"days": ["tu", "we", "th", "fr", "sa", "su"], "start": "00:00", "end": "24:00"}
    api = ("PATCH", f"calendars/{row.pk}/", {"windows": [window]})
    return Edit(page, lambda alice: sent(alice.opens(page), **typed), api)


def a_day_is_a_holiday(firm: World) -> Edit:
    row, said = always_open(firm), {"kind": "holiday", "on": "2026-03-10"}
    return Edit(f"/calendars/{row.pk}/days/new/", said, ("POST", f"calendars/{row.pk}/exceptions/", said))


def a_day_is_like_any_other_again(firm: World) -> Edit:
    row = always_open(firm)
    BusinessWindow.objects.filter(calendar=row).update(days=[0, 1, 2, 3, 4, 5])
    opened = {"kind": "opening", "start_minute": 0, "end_minute": 1440}
    days = [date(2026, 3, 8), date(2026, 3, 15), date(2026, 3, 22), date(2026, 3, 29)]
    days += [date(2026, 4, day) for day in (5, 12, 19, 26)] + [date(2026, 5, 3)]
    made = [CalendarException.objects.create(calendar=row, on=day, **opened) for day in days]
    page = f"/calendars/{row.pk}/days/{made[0].pk}/remove/"
    return Edit(page, api=("DELETE", f"calendars/{row.pk}/exceptions/{made[0].pk}/", {}))


def the_desk_is_there_for_less(firm: World) -> Edit:
    always_open(firm)
    said = {"name": "Desk", "email": "desk@harbor-pine.example", "calendar": firm.northwind.calendar_id}
    return Edit("/desk/", said, ("PUT", "desk/", said))


def a_client_goes_by_other_hours(firm: World) -> Edit:
    always_open(firm)
    typed = {"name": "Fabrikam", "code": "fabrikam", "calendar": firm.northwind.calendar_id}
    return Edit(
        "/clients/fabrikam/edit/",
        typed,
        ("PATCH", "clients/fabrikam/", {"calendar": firm.northwind.calendar_id}),
    )


def a_site_has_hours_of_its_own(firm: World) -> Edit:
    always_open(firm)
    said = {"name": "Plant", "calendar": firm.northwind.calendar_id}
    return Edit("/clients/fabrikam/sites/new/", said, ("POST", "clients/fabrikam/sites/", said))


def calls_are_switched_off(firm: World) -> Edit:
    """Alice, who is on call, has a phone that takes nothing else."""
    ContactMethod.objects.filter(member=firm.alice).update(can_text=False)
    row = PhoneNumber.objects.get(organization=firm.organization, purpose="paging")
    said = {"sms_state": "on", "voice_state": "off"}
    return Edit(f"/numbers/{row.pk}/channels/", said, ("PATCH", f"numbers/{row.pk}/", said), fills=False)


def a_phone_takes_no_calls_any_more(firm: World) -> Edit:
    """Nor are texts on yet."""
    PhoneNumber.objects.filter(organization=firm.organization).update(sms_state="pending")
    phone = ContactMethod.objects.get(member=firm.alice)
    return Edit(f"/me/phones/{phone.pk}/change/", {"can_text": "on"}, fills=False)


EDITS = [
    a_route_is_added, a_route_gets_another_policy, a_route_is_removed, a_tier_is_edited, agreements_go_by_a_new_version,
    an_agreement_is_made, an_agreement_goes_on_for_longer, an_agreement_is_renewed, an_agreement_is_resumed,
    opening_hours_are_shorter, a_day_is_a_holiday, a_day_is_like_any_other_again, the_desk_is_there_for_less,
    a_client_goes_by_other_hours, a_site_has_hours_of_its_own, calls_are_switched_off, a_phone_takes_no_calls_any_more,
]  # fmt: skip


@pytest.mark.parametrize("made", EDITS, ids=lambda made: made.__name__)
def test_nothing_is_saved_until_the_owner_fills_it_or_somebody_says_why(
    alice: Browser, firm: World, made: Callable[..., Edit]
) -> None:
    edit = made(firm, alice) if made is agreements_go_by_a_new_version else made(firm)
    typed = edit.typed(alice) if callable(edit.typed) else edit.typed
    lines = AuditEvent.objects.count()

    asked = alice.sends(edit.page, **typed)

    assert (asked.status, "Nothing is saved yet." in asked) == (409, True), asked.words
    assert ("Fill it with Alice" in asked) is edit.fills
    for_one_day = made in (a_day_is_a_holiday, a_day_is_like_any_other_again)
    assert ("what comes after them is still to be filled" in asked) is (edit.fills and not for_one_day)
    assert alice.sends(edit.page, **typed, holes="back").status in (200, 422)
    if edit.api:
        through_the_api(firm, edit)
    assert AuditEvent.objects.count() == lines

    saved = alice.sends(edit.page, **typed, **KEEP)

    assert saved.status == 200, saved.words
    assert AuditEvent.objects.get(object_kind="holes").reason == "They know"
    assert KeptHole.objects.filter(reason="They know").exists()


def through_the_api(firm: World, edit: Edit) -> None:
    """It asks, and does it with an answer; afterwards it is as if it had not been done."""
    method, address, body = edit.api
    with transaction.atomic():
        caller = Caller(firm.token(member=firm.alice))
        send = {"POST": caller.post, "PATCH": caller.patch, "PUT": caller.put}.get(method)
        for query in ("", "?holes=fill" if edit.fills else "?holes=keep&hole_reason=known"):
            answer = send(f"{address}{query}", body) if send else caller.delete(f"{address}{query}")
            if not query:
                assert (answer.status_code, answer.json()["type"]) == (409, "urn:nightbell:new-holes"), (
                    answer.content
                )
        assert answer.status_code in (200, 201, 204), answer.content
        assert Override.objects.filter(kind="add", subject=firm.alice).exists() is edit.fills
        transaction.set_rollback(True)


def test_nobody_is_asked_before_the_firm_is_live_or_of_what_whoever_is_alone_knows(
    alice: Browser, firm: World
) -> None:
    here = Organization.objects.filter(pk=firm.organization.pk)
    edit = a_route_is_added(firm)
    here.update(alone_confirmed_at=NIGHT)
    ContactMethod.objects.exclude(member=firm.alice).update(archived_at=NIGHT)

    StepTarget.objects.filter(step__policy=nobody(firm)).update(schedule=firm.primary)
    assert "Saved." in alice.sends(edit.page, **edit.typed)

    Route.objects.filter(client=firm.northwind).delete()
    StepTarget.objects.filter(step__policy=nobody(firm)).update(schedule=firm.backup)
    assert alice.sends(edit.page, **edit.typed).status == 409
    here.update(went_live_at=None)
    assert "Saved." in alice.sends(edit.page, **edit.typed)
