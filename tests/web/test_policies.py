"""Policies, routes and the fallback: written by people, forecast to the second, never without anybody."""

from typing import Any

import pytest

from accounts.edition import edition_of
from accounts.models import AuditEvent, Membership
from delivery.models import ContactMethod
from oncall.actions.fallback import fallback_state
from oncall.actions.policies import PolicyDraft
from oncall.models import EscalationPolicy, FallbackEntry
from oncall.queries import fallback_members, get_policy
from routing.actions.policy import frozen_policy
from routing.models import Incident, Route
from sla.models import Runbook
from tests.web.conftest import Browser, reported
from tests.world import Elsewhere, World

pytestmark = pytest.mark.django_db


def nights(night: World) -> EscalationPolicy:
    return get_policy(night.organization, night.policy.pk)


def page_of(night: World, rest: str = "") -> str:
    return f"/policies/{night.policy.pk}/{rest}"


def typed(night: World, *steps: tuple[list[str], str, str], **fields: Any) -> dict[str, Any]:
    """The form as it is filled in: for each step whom it pages, minutes, seconds."""
    rows: dict[str, Any] = {"steps": list(range(len(steps)))}
    for key, (targets, minutes, seconds) in enumerate(steps):
        rows |= {f"target-{key}": [*targets, ""], f"minutes-{key}": minutes, f"seconds-{key}": seconds}
    edition = edition_of(PolicyDraft.of(nights(night)).as_json())
    return {"name": "Nights", "rounds": 2, "look_at": "P1", "edition": edition, **rows, **fields}


def both(night: World) -> list[tuple[list[str], str, str]]:
    return [([f"schedule-{night.primary.pk}"], "4", "0"), ([f"schedule-{night.backup.pk}"], "4", "0")]


def test_the_forecast_says_when_whose_phone_rings(carol: Browser, night: World) -> None:
    seen = carol.sends("/policies/forecast/", **typed(night, *both(night), at_once="on"))

    assert "0:00 Step 1, round 1 Alice (Primary): text 0:00, call 0:30, call 2:00" in seen
    assert "4:00 Step 2, round 1 Bob (Backup): text 4:00, call 4:30, call 6:00" in seen
    assert (
        "8:00 Step 1, round 2 Alice (Primary): text 8:00, call 8:30, call 10:00 Bob (Backup): text 8:00"
        in seen
    )
    assert "12:00 Fallback, again and again Alice: text 12:00" in seen


def test_the_forecast_shows_who_comes_along_with_a_junior(carol: Browser, night: World) -> None:
    Membership.objects.filter(pk=night.alice.pk).update(level="junior")

    seen = carol.sends("/policies/forecast/", **typed(night, *both(night)))

    assert "0:00 Step 1, round 1 Alice (Primary): text 0:00" in seen
    assert "Bob (together with Alice where the client wants a senior): text 0:00, call 0:30" in seen
    Runbook.objects.create(organization=night.organization, client=None, title="Switches", service_line="")
    assert "together" not in carol.sends("/policies/forecast/", **typed(night, *both(night)))


def test_the_forecast_of_a_p4_ends_at_the_desk(carol: Browser, night: World) -> None:
    seen = carol.sends("/policies/forecast/", **typed(night, *both(night), look_at="P4"))

    assert "16:00 The desk" in seen


def test_the_forecast_says_what_is_missing(carol: Browser, night: World) -> None:
    seen = carol.sends("/policies/forecast/", **typed(night, ([], "4", "0")))

    assert seen.status == 200
    assert "Step 1: Say whom it pages." in seen


def test_a_saved_policy_holds_for_what_begins_and_not_for_what_is_open(carol: Browser, night: World) -> None:
    before: Incident = reported(night, "Core switch down", "P1")
    steps = [([f"member-{night.dave.pk}", f"schedule-{night.primary.pk}"], "0", "30")]

    seen = carol.sends(page_of(night), **typed(night, *steps, rounds=1))

    after = reported(night, "Server down", "P1")
    before.refresh_from_db()
    assert "Saved. Incidents that are open keep the policy they began with." in seen
    assert [len(before.policy["steps"]), len(after.policy["steps"])] == [2, 1]
    assert after.policy["steps"][0]["wait_seconds"] == 30
    assert [one["name"] for one in after.policy["steps"][0]["targets"]] == ["Dave", "Primary"]
    line = AuditEvent.objects.get(object_kind="policy")
    assert line.before["steps"] == [
        {"wait_seconds": 240, "pages": ["Primary"]},
        {"wait_seconds": 240, "pages": ["Backup"]},
    ]
    assert line.after["steps"] == [{"wait_seconds": 30, "pages": ["Dave", "Primary"]}]


def test_the_small_buttons_move_steps_and_keep_everything_typed(carol: Browser, night: World) -> None:
    form = typed(night, *both(night), name="Nigh", rounds="x")

    moved = carol.sends(page_of(night), **form, do="down-step:0")
    more = carol.sends(page_of(night), **form, do="add-step")
    fewer = carol.sends(page_of(night), **form, do="remove-step:0")

    assert moved.status == 200
    assert moved.html.index('name="minutes-1"') < moved.html.index('name="minutes-0"')
    assert 'value="Nigh"' in moved.html
    assert 'name="minutes-2"' in more.html
    assert 'name="minutes-0"' not in fewer.html
    assert nights(night).steps.count() == 2


@pytest.mark.parametrize(
    ("minutes", "seconds"), [("0", "29"), ("1440", "1"), ("x", "0"), ("99999999999999", "0"), ("-4", "0")]
)
def test_a_step_waits_half_a_minute_to_a_day(
    carol: Browser, night: World, minutes: str, seconds: str
) -> None:
    steps = [([f"schedule-{night.primary.pk}"], minutes, seconds)]

    seen = carol.sends(page_of(night), **typed(night, *steps))

    assert seen.status == 422
    assert "It waits 30 seconds to a day" in seen


def test_nobody_elsewhere_is_paged(carol: Browser, night: World, other: Elsewhere) -> None:
    steps = [([f"schedule-{other.schedule.pk}", f"member-{other.mallory.pk}"], "4", "0")]

    assert carol.sends(page_of(night), **typed(night, *steps)).status == 422


def test_the_second_of_two_editors_is_told(carol: Browser, alice: Browser, night: World) -> None:
    mine = typed(night, *both(night), name="Mine")
    alice.sends(page_of(night), **typed(night, *both(night), name="Hers"))

    told = carol.sends(page_of(night), **mine)

    assert told.status == 422
    assert "Alice saved this after you opened it (name)." in told
    assert nights(night).name == "Hers"


def test_a_policy_in_use_is_not_archived(carol: Browser, night: World) -> None:
    assert "everything else" in carol.opens(page_of(night, "archive/"))
    assert "Routes use this policy" in carol.sends(page_of(night, "archive/"))
    assert nights(night).archived_at is None

    Route.objects.all().delete()

    assert "Nights is archived." in carol.sends(page_of(night, "archive/"))


def test_the_most_specific_route_serves_until_it_is_removed(carol: Browser, night: World) -> None:
    carol.sends("/policies/add/", **typed(night, ([f"member-{night.dave.pk}"], "4", "0"), name="Dave"))
    dave = EscalationPolicy.objects.get(name="Dave")
    case = {"client": night.northwind.pk, "service_line": "security", "priority": "P1"}

    seen = carol.sends("/routes/add/", **case, policy=dave.pk)
    twice = carol.sends("/routes/add/", **case, policy=dave.pk)
    asked = carol.opens(f"/routes/?client={night.northwind.pk}&service_line=security&priority=P1")
    other = carol.opens("/routes/?service_line=security&priority=P1")

    assert seen.words.index("Northwind Dental, Security, P1") < seen.words.index("everything else")
    assert "There is a route for exactly this case" in twice
    assert "Dave, by the route for Northwind Dental, Security, P1." in asked
    assert "Right now first: Dave" in asked
    assert "Nights, by the route for everything else. Right now first: Alice" in other

    route = Route.objects.get(policy=dave)
    assert "From now on it is served by Nights." in carol.opens(f"/routes/{route.pk}/remove/")
    carol.sends(f"/routes/{route.pk}/remove/")

    _, found = frozen_policy(
        night.organization, client_id=night.northwind.pk, service_line="security", priority="P1"
    )
    assert found == night.policy


def test_the_route_for_everything_stays(carol: Browser, night: World) -> None:
    route = night.policy.routes.get()

    seen = carol.sends(f"/routes/{route.pk}/remove/")
    narrowed = carol.sends(f"/routes/{route.pk}/", priority="P1", policy=night.policy.pk)

    assert "The route for everything else stays" in seen
    assert "This one is for everything else, and always is." in narrowed
    assert night.policy.routes.get().priority == ""


def chain(night: World, *people: Any, **fields: Any) -> dict[str, Any]:
    rows = {f"person-{key}": member.pk for key, member in enumerate(people)}
    edition = edition_of(fallback_state(night.organization, fallback_members(night.organization)))
    return {"people": list(range(len(people))), "minutes": 10, "edition": edition, **rows, **fields}


def names(night: World) -> list[str]:
    return [str(member) for member in fallback_members(night.organization)]


def test_the_fallback_is_saved_in_its_order(carol: Browser, night: World) -> None:
    moved = carol.sends("/fallback/", **chain(night, night.alice, night.carol), do="up-person:1")

    assert moved.html.index('name="person-1"') < moved.html.index('name="person-0"')
    assert names(night) == ["Alice", "Carol"]

    carol.sends("/fallback/", **chain(night, night.carol, night.dave, night.alice, minutes=5))

    night.organization.refresh_from_db()
    assert names(night) == ["Carol", "Dave", "Alice"]
    assert night.organization.fallback_interval_seconds == 300
    assert AuditEvent.objects.get(object_kind="fallback").after["chain"] == ["Carol", "Dave", "Alice"]


def test_a_fallback_that_reaches_nobody_is_refused_once_live(carol: Browser, night: World) -> None:
    ContactMethod.objects.filter(member__in=[night.dave, night.bob]).update(verified_at=None)

    seen = carol.sends("/fallback/", **chain(night, night.dave, night.bob))

    assert seen.status == 422
    assert "Nobody of them has a verified phone" in seen
    assert names(night) == ["Alice", "Carol"]


def test_who_is_alone_says_so_once_and_is_reminded(alice: Browser, night: World) -> None:
    refused = alice.sends("/fallback/", **chain(night, night.alice))
    confirmed = alice.sends("/fallback/", **chain(night, night.alice, alone="on"))
    again = alice.sends("/fallback/", **chain(night, night.alice, edition="", minutes=7))

    assert "Name a second person, or confirm that you are alone." in refused
    assert "You are alone" in confirmed
    assert "You are alone" in alice.opens("/")
    assert again.status == 200

    alice.sends("/fallback/", **chain(night, night.alice, night.bob, edition=""))

    assert "You are alone" not in alice.opens("/")


def test_nobody_elsewhere_and_nobody_twice_stands_behind(
    carol: Browser, night: World, other: Elsewhere
) -> None:
    assert carol.sends("/fallback/", **chain(night, other.mallory)).status == 422
    assert "named twice" in carol.sends("/fallback/", **chain(night, night.alice, night.alice))
    assert carol.sends("/fallback/", people=[0], **{"person-0": "99999999999999999999"}).status == 422
    assert FallbackEntry.objects.filter(organization=night.organization).count() == 2


def test_the_pages_ask_little(carol: Browser, night: World, django_assert_max_num_queries: Any) -> None:
    case = f"client={night.northwind.pk}&service_line=security&priority=P1"

    for address in ("/policies/", page_of(night), "/routes/", f"/routes/?{case}", "/fallback/"):
        with django_assert_max_num_queries(14):
            carol.opens(address)
