"""The first evening: the facts are the progress, and a rotation begins as a whole or not at all."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.audit import Actor
from accounts.models import Membership, Organization, Role
from accounts.refusal import Refused
from delivery.actions.trial import try_phone
from delivery.models import Channel, ContactMethod, Message
from hours.clock import now
from oncall.models import EscalationPolicy, FallbackEntry, Schedule
from oncall.queries import fallback_members, policies
from oncall.stored_specs import on_call
from routing.actions.first_rotation import Template, Wish, begin_rotation
from routing.actions.listening import create_listening
from routing.models import Integration, Route
from routing.readiness import readiness
from tests.web.conftest import Browser
from tests.world import World, join, new_organization

pytestmark = pytest.mark.django_db
PAGE = "/setup/first-evening/"
ROTATION = "/setup/first-rotation/"


@pytest.fixture
def willow() -> Organization:
    return new_organization("Willow IT", "willow", "WI")


@pytest.fixture
def ann(willow: Organization) -> Membership:
    return join(willow, "ann", Role.OWNER)


@pytest.fixture
def ben(willow: Organization) -> Membership:
    return join(willow, "ben", Role.TECHNICIAN)


def typed(*people: Membership, behind: Membership | None = None, **more: Any) -> dict[str, Any]:
    rows = {f"people-{key}": member.pk for key, member in enumerate(people)}
    return {
        "people": list(range(len(people))),
        **rows,
        "behind": behind.pk if behind else "nobody",
        "do": "save",
        **more,
    }


def test_all_facts_are_asked_for_in_one_question(night: World, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(1):
        facts = readiness(night.alice)

    assert (facts.number, facts.rotation, facts.route) == (True, True, True)
    assert facts.phone
    assert facts.served == 3
    assert facts.others == 4


def test_the_page_costs_fewer_than_fifteen_questions(alice: Browser) -> None:
    alice.opens(PAGE)

    with CaptureQueriesContext(
        connection,
    ) as asked:
        alice.opens(PAGE)

    assert len(asked) < 15


@pytest.mark.parametrize(
    ("status", "reason", "counts"),
    [("delivered", "", True), ("delivered", "answered", True), ("delivered", "voicemail", False), ("failed", "busy", False)],
)  # fmt: skip
def test_only_a_test_page_that_somebody_got_counts(
    night: World, status: str, reason: str, counts: bool
) -> None:
    phone = ContactMethod.objects.filter(member=night.alice, kind="phone").first()
    assert phone
    sent = try_phone(method=phone, channel=Channel.SMS, actor=Actor.system(), now=now())
    assert not readiness(night.alice).tested
    Message.objects.filter(pk=sent.pk).update(status="sending")
    Message.objects.filter(pk=sent.pk).update(status=status, reason=reason, due_at=None, ended_at=now())

    assert readiness(night.alice).tested is counts


def test_technicians_do_not_set_up(bob: Browser) -> None:
    assert [bob.opens(page).status for page in (PAGE, ROTATION, f"{ROTATION}alone/")] == [403, 403, 403]


def test_two_people_begin_with_schedule_policy_route_and_fallback(ann: Membership, ben: Membership) -> None:
    owner = Browser(ann)
    looked = owner.sends(f"{ROTATION}weekly/", **typed(ben, ann, behind=ben, do="look"))

    assert (
        "Primary: now Ben (no verified phone), then Ann (no verified phone); a week each, from Tuesday 09:00."
        in looked
    )
    assert "Still nobody: Ann and Ben, again and again." in looked
    assert not Schedule.objects.filter(organization=ann.organization).exists()

    seen = owner.sends(f"{ROTATION}weekly/", **typed(ben, ann, behind=ben))

    assert "Somebody is on call from now on." in seen
    schedule = Schedule.objects.get(organization=ann.organization)
    assert on_call([schedule], now())[schedule.pk].people == (ben.pk,)
    assert policies(ann.organization).get() == Route.objects.get(organization=ann.organization).policy
    assert [row.pk for row in fallback_members(ann.organization)] == [ann.pk, ben.pk]


def test_a_second_first_rotation_changes_nothing(ann: Membership, ben: Membership) -> None:
    owner = Browser(ann)
    owner.sends(f"{ROTATION}alone/", **typed(ann))

    seen = owner.sends(f"{ROTATION}backup/", **typed(ann, ben, behind=ben))

    assert "the first rotation is behind you" in seen
    assert EscalationPolicy.objects.filter(organization=ann.organization).count() == 1
    assert Schedule.objects.filter(organization=ann.organization).count() == 1
    assert FallbackEntry.objects.filter(organization=ann.organization).count() == 1


def test_what_is_missing_is_said_and_what_was_typed_stays(ann: Membership, ben: Membership) -> None:
    seen = Browser(ann).sends(
        f"{ROTATION}sun/", **typed(ben, behind=ben, day_starts="07:30", day_ends="19:00")
    )

    assert seen.status == 422
    assert "Name somebody for the night, too." in seen
    assert 'value="07:30"' in seen.html
    assert f'<option value="{ben.pk}" selected>' in seen.html


def test_nobody_of_elsewhere_and_no_schedule_of_that_name_leave_half_a_rotation(
    ann: Membership, ben: Membership, night: World
) -> None:
    owner = Browser(ann)
    Schedule.objects.create(organization=ann.organization, name="Backup", time_zone="America/New_York")

    stranger = owner.sends(f"{ROTATION}weekly/", **typed(ann, night.bob, behind=ben))
    clash = owner.sends(f"{ROTATION}backup/", **typed(ann, ben, behind=ben))

    assert (stranger.status, clash.status) == (422, 422)
    assert Schedule.objects.filter(organization=ann.organization).count() == 1
    assert not Route.objects.filter(organization=ann.organization).exists()


def test_the_rows_work_without_a_script(ann: Membership, ben: Membership) -> None:
    seen = Browser(ann).sends(f"{ROTATION}backup/", **typed(ann, ben, behind=ben, do="up-people:1"))

    places = [seen.html.index(f'name="people-{key}"') for key in (1, 0)]
    assert places == sorted(places)


def test_being_live_with_a_step_left_is_not_praised(alice: Browser, night: World) -> None:
    create_listening(
        organization=night.organization, name="Datto", client=None, service_line="monitoring", actor=Actor.system(), now=now()
    )  # fmt: skip
    Integration.objects.filter(name="Datto").update(state="live")

    seen = alice.opens(PAGE)

    assert "You are live, but not every step is done." in seen
    assert "Waiting for your first alert." in seen


def test_a_fallback_that_is_refused_takes_the_whole_rotation_back(ann: Membership, ben: Membership) -> None:
    """Ben left after the form was opened."""
    wish = Wish(Template.ALONE, (ann.pk,), (), "", "", owner=ann.pk, behind=ben.pk)
    Membership.objects.filter(pk=ben.pk).update(archived_at=now())

    with pytest.raises(Refused, match="has not left"):
        begin_rotation(organization=ann.organization, wish=wish, actor=Actor.system(), now=now())

    assert not Schedule.objects.filter(organization=ann.organization).exists()
    assert not EscalationPolicy.objects.filter(organization=ann.organization).exists()
