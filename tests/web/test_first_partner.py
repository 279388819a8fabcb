"""The first evening of a shop whose nights a partner takes: its name, its clock, its phone, and somebody is on call at 3 a.m."""

from datetime import UTC, datetime

import pytest

from accounts.models import Membership, Role
from accounts.queries import partners
from delivery.models import ContactMethod
from oncall.models import Schedule
from oncall.stored_specs import on_call
from tests.web.conftest import Browser
from tests.web.test_first_evening import ROTATION, typed
from tests.web.test_my_phones import code_sent
from tests.world import give_numbers, give_phone, join, new_organization

pytestmark = pytest.mark.django_db
THREE_AT_NIGHT = datetime(2026, 3, 4, 8, 0, tzinfo=UTC)  # in New York
NOON = datetime(2026, 3, 4, 17, 0, tzinfo=UTC)
PARTNER = {
    "partner_name": "Pacific NOC", "partner_zone": "Pacific/Auckland", "partner_phone": "+64 21 555 010",
    "day_starts": "08:00", "day_ends": "20:00",
}  # fmt: skip


@pytest.fixture
def ann() -> Membership:
    """The owner of a shop of one that has its paging number."""
    willow = new_organization("Willow IT", "willow", "WI")
    give_numbers(willow)
    owner = join(willow, "ann", Role.OWNER)
    give_phone(owner, "+12125550111")
    return owner


def test_a_partner_takes_the_nights_from_the_first_evening_on(ann: Membership) -> None:
    owner = Browser(ann)
    looked = owner.sends(f"{ROTATION}sun/", **typed(ann, do="look"), **PARTNER)
    assert "Night: Pacific NOC (once its phone is verified), always." in looked
    assert "The night, 20:00 to 08:00 here, is 14:00 to 02:00 for Pacific NOC." in looked
    assert not partners(ann.organization).exists()

    begun = owner.sends(f"{ROTATION}sun/", **typed(ann), **PARTNER)
    assert "A code is on its way" in begun
    partner = partners(ann.organization).get()
    method = ContactMethod.objects.get(member=partner)
    mute = "Pacific NOC has no verified phone yet: until it has, the next step is paged in its place."
    assert mute in owner.opens("/setup/first-evening/")
    proven = owner.sends(f"/partners/{partner.pk}/phones/{method.pk}/enter/", code=code_sent())

    assert "A code is on its way to Pacific NOC: its desk reads it to you." in begun
    assert mute not in owner.opens("/setup/first-evening/")
    assert "Verified: +64 21 555 010 counts now." in proven
    schedule = Schedule.objects.get(organization=ann.organization)
    assert on_call([schedule], THREE_AT_NIGHT)[schedule.pk].people == (partner.pk,)
    assert on_call([schedule], NOON)[schedule.pk].people == (ann.pk,)


@pytest.mark.parametrize(
    ("left_out", "words"),
    [
        ({"partner_phone": ""}, "Say this of the partner, too."),
        ({"partner_phone": "12"}, "phone"),
        ({"partner_zone": "EST"}, "America/New_York"),
        ({"partner_name": "", "partner_phone": "", "partner_zone": ""}, "Name somebody for the night, too."),
    ],
)
def test_half_a_partner_begins_nothing_and_stays_typed(
    ann: Membership,
    left_out: dict[str, str],
    words: str,
) -> None:
    seen = Browser(ann).sends(f"{ROTATION}sun/", **typed(ann), **{**PARTNER, **left_out})

    assert (seen.status, words in seen) == (422, True), seen.words
    assert left_out.get("partner_name") == "" or "Pacific NOC" in seen.html
    assert not partners(ann.organization).exists()
    assert not Schedule.objects.filter(organization=ann.organization).exists()
