"""A code proves an address: six digits, ten minutes, five tries, and nobody's phone becomes a toy."""

import re
from datetime import timedelta

import pytest

from accounts.models import Organization
from accounts.refusal import Refused
from delivery.actions.verify import Check, Checked, check_code, start_verification
from delivery.models import Channel, Message, Verification
from delivery.segments import segments

from .conftest import ALICE, NOW


@pytest.fixture
def start(harbor_pine, number):
    def started(*, channel=Channel.SMS, address=ALICE, after=0.0, organization=harbor_pine):
        return start_verification(
            organization=organization,
            channel=channel,
            address=address,
            purpose=Verification.Purpose.CONTACT_METHOD,
            now=NOW + timedelta(seconds=after),
        )

    return started


def code_in(message):
    return "".join(re.findall(r"\d", re.search(r"code is:? ((?:\d(?:, )?){6})", message.body).group(1)))


def wrong(code):
    return f"{(int(code) + 1) % 1_000_000:06d}"


def test_a_code_by_text_is_one_segment_with_an_end(start):
    verification = start()

    message = Message.objects.get()
    assert re.fullmatch(
        r"Harbor Pine IT: your code is \d{6}, good for 10 minutes. We never ask for it by phone.",
        message.body,
    )
    assert segments(message.body) == 1
    assert message.expires_at == verification.expires_at == NOW + timedelta(minutes=10)


def test_a_long_name_is_cut_and_never_the_code(start, harbor_pine):
    harbor_pine.name = "Harbor Pine Managed Information Technology Services " * 2
    harbor_pine.save()

    start()

    assert segments(Message.objects.get().body) == 1
    assert code_in(Message.objects.get())


def test_a_code_by_call_is_spoken_digit_by_digit(start):
    start(channel=Channel.VOICE)

    message = Message.objects.get()
    assert message.answer_route == "call_words"
    assert re.search(r"code is: \d, \d, \d, \d, \d, \d\.", message.body)


def test_a_code_by_mail_goes_to_the_address(start):
    start(channel=Channel.EMAIL, address="alice@harborpine.example")

    message = Message.objects.get()
    assert (message.channel, message.subject) == ("email", "Your code from Harbor Pine IT")
    assert code_in(message)


def test_the_right_code_counts_once(start):
    verification = start()
    code = code_in(Message.objects.get())

    assert check_code(verification, code=f" {code[:3]}-{code[3:]} ", now=NOW).result is Check.VERIFIED
    assert check_code(verification, code=code, now=NOW).result is Check.EXPIRED


def test_the_code_itself_is_not_kept_beside_its_hash(start):
    verification = start()

    assert code_in(Message.objects.get()) not in verification.code_hash


def test_after_five_wrong_tries_the_right_code_is_too_late(start):
    verification = start()
    code = code_in(Message.objects.get())

    left = [check_code(verification, code=wrong(code), now=NOW) for _ in range(5)]

    assert left[0] == Checked(Check.WRONG, 4)
    assert left[4] == Checked(Check.TOO_MANY_TRIES, 0)
    assert check_code(verification, code=code, now=NOW) == Checked(Check.TOO_MANY_TRIES, 0)


@pytest.mark.parametrize("code", ["", "abc", "\x00", "９９", "1" * 10_000])
def test_what_is_no_code_is_a_wrong_one(start, code):
    assert check_code(start(), code=code, now=NOW).result is Check.WRONG


def test_after_ten_minutes_the_code_is_over(start):
    verification = start()
    code = code_in(Message.objects.get())

    assert check_code(verification, code=code, now=NOW + timedelta(minutes=10)).result is Check.EXPIRED


def test_another_addresss_code_is_wrong(start):
    start(address="+12125550102")
    theirs = code_in(Message.objects.get())
    verification = start()

    assert check_code(verification, code=theirs, now=NOW).result is Check.WRONG


def test_a_phone_gets_five_codes_an_hour_whoever_asks(start):
    mallorys = Organization.objects.create(
        name="Elsewhere", slug="elsewhere", time_zone="UTC", incident_prefix="EL", created_at=NOW
    )
    for n in range(5):
        start(after=n, organization=mallorys)

    with pytest.raises(Refused) as refused:
        start(after=10)

    assert "address" in refused.value.errors
    assert start(after=3605)


def test_an_organization_sends_sixty_codes_an_hour(start):
    for n in range(60):
        start(address=f"+1212555{n:04d}", after=n)

    with pytest.raises(Refused):
        start(address="+12125559999", after=61)
