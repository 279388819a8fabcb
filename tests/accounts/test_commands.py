"""The commands that make organizations, tokens and sources; the last two print only the secret."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from accounts.models import ApiToken, Invitation, Organization
from accounts.queries import live_token
from accounts.tokens import digest
from delivery.models import ContactMethod, Message
from oncall.actions.fallback import stand_behind_everyone
from routing.models import Integration
from sla.facts import TierKind
from sla.models import Desk
from sla.stored_facts import facts_for
from tests import world as people


def run(*words):
    out = StringIO()
    call_command(*words, stdout=out)
    return out.getvalue()


FOUNDED = (
    "create_organization", "--name", "Harbor Pine IT", "--owner", "alice@harbor-pine.example",
    "--time-zone", "America/New_York",
)  # fmt: skip


def test_an_organization_comes_with_all_that_a_night_needs(db):
    run(*FOUNDED)

    harbor_pine = Organization.objects.get()
    assert (harbor_pine.slug, harbor_pine.incident_prefix, harbor_pine.time_zone) == (
        "harbor-pine-it", "HPI", "America/New_York",
    )  # fmt: skip
    assert {one.kind for one in harbor_pine.integrations.all()} == {"form", "member", "phone"}
    facts = facts_for(harbor_pine, None, None, people.NIGHT)
    assert facts.default_tier.kind is TierKind.DEFAULT
    assert facts.no_agreement_tier.kind is TierKind.NO_AGREEMENT
    for tier in (facts.default_tier, facts.no_agreement_tier):
        assert len(tier.rules) == 48
        assert len(tier.targets) == 4
    assert Desk.objects.get().email == "alice@harbor-pine.example"


def test_its_owner_is_invited_by_mail_and_the_link_is_printed(db):
    printed = run(*FOUNDED)

    assert Invitation.objects.get().role == "owner"
    link = printed.split()[-1]
    assert link.startswith("http")
    assert link in Message.objects.get(purpose="invitation").body


@pytest.mark.parametrize(
    ("option", "value", "hint"),
    [
        ("--time-zone", "EST", "America/New_York"),
        ("--time-zone", "../etc/passwd", "America/New_York"),
        ("--owner", "alice", "@example.com"),
        ("--slug", "Harbor Pine", "harbor-pine"),
        ("--slug", "x" * 61, "harbor-pine"),
        ("--prefix", "HP1", "HP"),
        ("--prefix", "TOOLONGX", "HP"),
        ("--country", "USA", "US"),
        ("--name", " ", "1 to 120"),
        ("--desk", "desk", "@"),
    ],
)
def test_what_makes_no_organization_is_refused_with_what_would(db, option, value, hint):
    words = [*FOUNDED, option, value]

    with pytest.raises(CommandError) as refused:
        run(*words)

    assert hint in str(refused.value)
    assert not Organization.objects.exists()
    assert not Message.objects.exists()


def test_a_second_organization_of_the_same_slug_is_refused(db):
    run(*FOUNDED)

    with pytest.raises(CommandError, match="harbor-pine-it"):
        run(*FOUNDED)


def test_a_country_without_known_holidays_does_not_stop_the_desk(db):
    run(*FOUNDED, "--country", "AQ")

    assert Desk.objects.get().calendar.country in ("", "AQ")


def test_a_token_is_printed_and_nothing_else(alice):
    printed = run("create_token", "--organization", "harbor-pine", "--name", "PSA", "--scope", "write")

    token = live_token(printed.strip())
    assert printed == printed.strip() + "\n"
    assert (token.scope, token.membership, token.name) == ("write", None, "PSA")


def test_a_token_is_bound_to_a_member(alice):
    printed = run(
        "create_token", "--organization", "harbor-pine", "--name", "Alice's", "--scope", "read", "--member",
        "Alice@harbor-pine.example",
    )  # fmt: skip

    assert live_token(printed.strip()).membership == alice


@pytest.mark.parametrize(
    ("words", "hint"),
    [
        (["--organization", "nowhere", "--name", "x", "--scope", "read"], "harbor-pine"),
        (["--organization", "harbor-pine", "--name", "x", "--scope", "all"], "write"),
        (["--organization", "harbor-pine", "--name", "x"], "--scope"),
        (["--organization", "harbor-pine", "--name", "", "--scope", "read"], "1 to 80"),
        (
            [
                "--organization",
                "harbor-pine",
                "--name",
                "x",
                "--scope",
                "read",
                "--member",
                "mallory@x.example",
            ],
            "alice@harbor-pine.example",
        ),
    ],
)
def test_what_makes_no_token_is_refused_with_what_would(alice, words, hint):
    with pytest.raises(CommandError) as refused:
        run("create_token", *words)

    assert hint in str(refused.value)
    assert not ApiToken.objects.exists()


@pytest.fixture
def reachable(alice):
    """Harbor Pine, where Alice stands behind everyone with a verified phone."""
    people.give_phone(alice, "+12125550101")
    stand_behind_everyone(member=alice)
    return alice.organization


def make_source():
    return run("create_integration", "--organization", "harbor-pine", "--name", "RMM", "--kind", "generic")


def test_nobody_goes_live_with_nobody_to_reach(alice):
    stand_behind_everyone(member=alice)

    with pytest.raises(CommandError, match="verified phone"):
        make_source()

    assert not Integration.objects.filter(kind="generic").exists()


def test_the_first_source_is_going_live(reachable):
    make_source()
    reachable.refresh_from_db()
    first = reachable.went_live_at
    ContactMethod.objects.update(verified_at=None)
    make_source()  # a phone that is lost later stops no source

    reachable.refresh_from_db()
    assert first is not None
    assert reachable.went_live_at == first


def test_the_key_of_a_source_is_printed_and_nothing_else(reachable):
    printed = make_source()

    key = printed.strip()
    source = Integration.objects.get(kind="generic")
    assert printed == key + "\n"
    assert len(key) >= 32
    assert (source.key_hash, source.state, source.client) == (digest(key), "live", None)


def test_a_source_is_one_clients(reachable):
    hours = people.office_hours(reachable)
    client = people.client(reachable, "Northwind Dental", "northwind-dental", hours, tier="Gold")

    run(
        "create_integration", "--organization", "harbor-pine", "--name", "RMM", "--kind", "generic", "--client",
        "northwind-dental",
    )  # fmt: skip

    assert Integration.objects.get(kind="generic").client == client


@pytest.mark.parametrize(
    ("words", "hint"),
    [
        (["--organization", "nowhere", "--name", "x", "--kind", "generic"], "harbor-pine"),
        (["--organization", "harbor-pine", "--name", "x", "--kind", "datto"], "generic"),
        (["--organization", "harbor-pine", "--name", " ", "--kind", "generic"], "1 to 80"),
        (["--organization", "harbor-pine", "--name", "x", "--kind", "generic", "--client", "y"], "none yet"),
    ],
)
def test_what_makes_no_source_is_refused_with_what_would(harbor_pine, words, hint):
    with pytest.raises(CommandError) as refused:
        run("create_integration", *words)

    assert hint in str(refused.value)
    assert not Integration.objects.filter(kind="generic").exists()
