"""Harbor Pine, its number and Alice's phone, and a provider on loopback that does what the test says."""

from datetime import UTC, datetime, timedelta

import pytest

from accounts.models import Membership, Organization, Role, User
from delivery.actions.send import send
from delivery.actions.write import write_message
from delivery.models import Channel, ContactMethod, Message, PhoneNumber, ProviderAccount

from .script_server import provider_on_loopback

NOW = datetime(2026, 3, 3, 7, 14, tzinfo=UTC)
PAGING = "+12125550199"
ALICE = "+12125550101"
SID = "SM" + "a" * 32
CALL = "CA" + "b" * 32


@pytest.fixture(autouse=True)
def _only_our_addresses(settings):
    settings.ROOT_URLCONF = "tests.delivery.urls"


@pytest.fixture
def script(settings):
    with provider_on_loopback() as provider:
        settings.TWILIO_API_BASE_URL = provider.url
        settings.PROVIDER_TIMEOUT_SECONDS = 0.5
        settings.PUBLIC_BASE_URL = "https://bell.example"
        yield provider


@pytest.fixture
def harbor_pine(db):
    return Organization.objects.create(
        name="Harbor Pine IT",
        slug="harbor-pine",
        time_zone="America/New_York",
        incident_prefix="HP",
        created_at=NOW,
    )


@pytest.fixture
def account(db):
    return ProviderAccount.objects.create(created_at=NOW)


@pytest.fixture
def number(harbor_pine, account):
    return PhoneNumber.objects.create(
        organization=harbor_pine, account=account, number=PAGING, purpose="paging", created_at=NOW
    )


@pytest.fixture
def alice(harbor_pine):
    user = User.objects.create(email="alice@harborpine.example", name="Alice")
    return Membership.objects.create(
        organization=harbor_pine, user=user, role=Role.TECHNICIAN, created_at=NOW
    )


@pytest.fixture
def phone(alice, number):
    """Alice's verified phone."""
    return ContactMethod.objects.create(
        organization=alice.organization,
        member=alice,
        kind="phone",
        address=ALICE,
        verified_at=NOW,
        created_at=NOW,
    )


@pytest.fixture
def wire(harbor_pine, number, script):
    """What a test does with the outbox: write, send at a moment, look."""
    return Wire(harbor_pine, script)


class Wire:
    """The outbox of Harbor Pine, `after` so many seconds."""

    def __init__(self, organization, script):
        self.organization = organization
        self.script = script

    def text(self, body="Core switch down. Reply 1 to take it. (47)", **fields):
        return self._write(Channel.SMS, ALICE, body, fields)

    def call(self, **fields):
        return self._write(
            Channel.VOICE, ALICE, "Core switch down.", {"answer_route": "call_status", **fields}
        )

    def mail(self, **fields):
        return self._write(Channel.EMAIL, "desk@harborpine.example", "Good morning.", fields)

    def _write(self, channel, address, body, fields):
        given = {"purpose": "page", "expires_at": NOW + timedelta(minutes=4), "now": NOW, **fields}
        return write_message(
            organization=self.organization, channel=channel, address=address, body=body, **given
        )

    def send(self, message, *, after=0.0):
        return send(message.pk, now=NOW + timedelta(seconds=after))

    def now(self, message):
        return Message.objects.get(pk=message.pk)

    def attempts(self, message):
        return list(message.attempts.order_by("number"))

    def lose_lease(self, message):
        """As if the worker that holds it had been killed long ago."""
        Message.objects.filter(pk=message.pk).update(lease_until=datetime(2020, 1, 1, tzinfo=UTC))
