"""The provider's callbacks come twice, late, out of order, garbled, forged or never; the night goes on as it should."""

import pytest
from django.db import connection

from delivery.models import Attempt, Message, ProviderAccount
from routing.models import Reply
from tests.journeys.phones import Phones, Simulator
from tests.journeys.story import Clock, Night, Source
from tests.journeys.waiting import until
from tests.world import PAGING_NUMBER, PHONES
from web.demo.outside import Browser

FAULTS = [
    {"fault": "dup", "count": 3, "times": None},
    {"fault": "delay", "seconds": 1, "times": None},
    {"fault": "reorder", "times": 1},
    {"fault": "before_response", "times": None},
]


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault["fault"])
def test_callbacks_are_counted_once_in_whatever_order_they_come(
    alert: Source, phone: Phones, simulator: Simulator, clock: Clock, fault: dict[str, object]
) -> None:
    simulator.fault("callback", **fault)

    switch = alert("Core switch down")

    phone("alice").received("Core switch down")
    switch.says("Text to Alice: delivered.")
    clock.at(seconds=30)
    phone("alice").rings().is_busy()
    switch.says("Call to Alice: busy or declined.")
    lines = switch.words().splitlines()
    assert lines.count("Text to Alice: delivered.") == 1
    assert lines.count("Call to Alice: busy or declined.") == 1
    sms, voice = switch.pages("alice")[:2]
    assert [(each["attempts"][0]["status"], len(each["attempts"])) for each in (sms, voice)] == [
        ("delivered", 1), ("busy", 1),
    ]  # fmt: skip


@pytest.mark.parametrize("fault", ["drop", "wrong_signature", "unknown_status"])
def test_a_page_whose_callbacks_never_count_is_asked_about(
    alert: Source, phone: Phones, simulator: Simulator, clock: Clock, fault: str
) -> None:
    simulator.fault("callback", fault, times=None)
    switch = alert("Core switch down")
    phone("alice").received("Core switch down")
    assert "delivered" not in switch.words()
    until(lambda: phone("alice").texts()[0]["status"] == "delivered", "the carrier has brought it")

    clock.forward(seconds=31)

    switch.says("Text to Alice: delivered.")
    phone("alice").rings().is_busy()


def test_a_forged_webhook_changes_nothing(alert: Source, phone: Phones, night: Night) -> None:
    switch = alert("Core switch down")
    phone("alice").received("Core switch down")
    switch.says("Text to Alice: delivered.")
    account = ProviderAccount.objects.get()
    attempt = Attempt.objects.get()
    says_delivered = {"MessageSid": "SM1", "MessageStatus": "failed", "ErrorCode": "30003"}
    takes_it = {
        "From": PHONES["alice"],
        "To": PAGING_NUMBER,
        "Body": "1",
        "MessageSid": "SM2",
        "NumMedia": "0",
    }
    presses = {"CallSid": "CA1", "Digits": "1", "From": PAGING_NUMBER, "To": PHONES["alice"]}

    answers = [
        Browser(night.web_url).post_form(f"/tw/{account.pk}/{path}", fields).status
        for path, fields in (
            (f"message/{attempt.pk}/status/", says_delivered),
            ("text/", takes_it),
            ("call/", presses),
            (f"call/{attempt.pk}/page/", presses),
            (f"call/{attempt.pk}/keys/1/", presses),
        )
    ]

    assert answers == [403] * 5
    assert not Reply.objects.exists()
    assert switch.row()["status"] == "triggered"
    assert switch.pages("alice")[0]["attempts"][0]["status"] == "delivered"


def test_a_prompt_that_fails_is_replaced_by_the_pages_own_words(
    alert: Source, phone: Phones, clock: Clock
) -> None:
    switch = alert("Core switch down")
    phone("alice").received("Core switch down")
    clock.at(seconds=30)
    phone("alice").rings()

    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE routing_replycode RENAME TO out_of_order")
    try:
        phone("alice").answers().hears("Northwind Dental: Core switch down. Reply 1 to take it")
    finally:
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE out_of_order RENAME TO routing_replycode")

    phone("alice").hears_it_out()
    assert switch.row()["status"] == "triggered"
    assert Message.objects.filter(channel="voice", tries__gt=0).count() == 1
