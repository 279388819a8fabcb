"""A night's course: who is asked when, what a dead end moves at once, what silence does not (promises 6 to 9)."""

from datetime import timedelta

from accounts.audit import Actor
from delivery.models import ChannelState, ContactMethod, OptOut, PhoneNumber
from oncall.models import EscalationStep, FallbackEntry, LayerVersion, NotificationRule, StepTarget
from routing.actions.respond import escalate_now
from routing.forecast import would_page
from routing.models import Incident, Page, TimelineEntry
from tests.night import Night
from tests.world import CLIENT_NUMBER, DANA, PHONES

# Steps and rounds


def test_a_night_in_which_nobody_answers_takes_the_course_that_was_forecast(night: Night) -> None:
    told = would_page(
        organization=night.world.organization, client=night.world.northwind, service_line="monitoring", priority="P1",
        at=night.clock.now,
    )  # fmt: skip
    night.rest_is_noise = True
    night.alert()
    started = night.clock.now

    night.clock.forward(minutes=15, seconds=59)

    rang = [
        (page.member, page.channel, page.round, page.step, page.due_at)
        for page in Page.objects.order_by("id")
    ]
    assert rang == [
        (one.member, one.channel, one.round, one.step, started + timedelta(seconds=one.offset_seconds))
        for one in told
    ]
    assert [(one.member, one.channel, one.offset_seconds) for one in told[:6]] == [
        (night.world.alice, "sms", 0), (night.world.alice, "voice", 30), (night.world.alice, "voice", 120),
        (night.world.bob, "sms", 240), (night.world.bob, "voice", 270), (night.world.bob, "voice", 360),
    ]  # fmt: skip


def test_the_policy_is_frozen_when_paging_starts_and_who_is_on_call_is_not(night: Night) -> None:
    night.alert()
    night.phone("alice").received("Core switch down")
    EscalationStep.objects.filter(policy=night.world.policy).delete()
    night.world.policy.archived_at = night.clock.now
    night.world.policy.save()
    LayerVersion.objects.get(layer__schedule=night.world.backup).participants.update(member=night.world.dave)

    night.clock.forward(minutes=4)

    [night.phone("alice").rang() for _ in range(2)]
    night.phone("dave").received("Core switch down")
    assert night.phone("bob").is_quiet


def test_a_member_who_left_is_not_asked_and_the_next_is_asked_at_once(night: Night) -> None:
    night.world.alice.archived_at = night.clock.now
    night.world.alice.save()

    night.alert()

    night.phone("bob").received("Core switch down")
    assert "Round 1, step 1: nobody on call." in night.timeline()


def test_with_nobody_on_call_the_next_step_comes_at_once(night: Night) -> None:
    LayerVersion.objects.get(layer__schedule=night.world.primary).participants.all().delete()

    night.alert()

    night.phone("bob").received("Core switch down")


def test_the_own_rules_of_a_member_are_followed(night: Night) -> None:
    phone = ContactMethod.objects.get(address=PHONES["alice"])
    for channel, delay in (("voice", 0), ("sms", 60)):
        NotificationRule.objects.create(
            member=night.world.alice,
            priority="P1",
            channel=channel,
            contact_method=phone,
            delay_seconds=delay,
        )

    night.alert()

    night.phone("alice").rang()
    assert night.phone("alice").is_quiet
    night.clock.forward(seconds=60)
    night.phone("alice").received("Core switch down")


def test_two_targets_of_a_step_are_paged_together(night: Night) -> None:
    first = EscalationStep.objects.get(policy=night.world.policy, position=1)
    StepTarget.objects.create(step=first, member=night.world.dave)

    night.alert()

    night.phone("alice").received("Core switch down")
    night.phone("dave").received("Core switch down")


def test_a_text_is_valid_as_long_as_its_step(night: Night) -> None:
    night.alert()
    night.phone("alice").received("Core switch down")

    message = Page.objects.earliest("id").message

    assert message.expires_at == night.clock.now + timedelta(minutes=4)


# Dead ends and silence


def test_an_undelivered_text_makes_the_call_come_at_once(night: Night) -> None:
    night.phone("alice").takes_no_texts()

    night.alert()

    night.phone("alice").received("Core switch down")
    night.phone("alice").rang()
    assert "Text to Alice: the phone is off." in night.timeline()


def test_when_every_way_of_everybody_was_a_dead_end_the_next_step_comes_at_once(night: Night) -> None:
    night.phone("alice").is_off()

    night.alert()
    night.clock.forward(seconds=5)

    night.phone("alice").received("Core switch down")
    [night.phone("alice").rang() for _ in range(2)]
    night.phone("bob").received("Core switch down")
    assert night.clock.now < night.incident().paging_started_at + timedelta(seconds=10)


def test_silence_never_ends_a_step_early(night: Night) -> None:
    """No answer, a voicemail, declined: that person's next ring comes when their rules say, the next person's not before."""
    for how in ("no-answer", "machine", "busy"):
        night.wire.of(PHONES["alice"]).calls = how
        night.alert(f"Server {how} down")
        night.phone("alice").received(f"Server {how} down")

        night.clock.forward(minutes=3, seconds=59)

        assert [night.phone("alice").rang().rang_after(night.incident()) for _ in range(2)] == [30, 120]
        assert night.phone("bob").is_quiet
        night.phone("alice").replies("1") if how == "no-answer" else night.phone("alice").replies(code(night))
        night.phone("alice").received("You have it")
        night.clock.forward(seconds=1)
        Incident.objects.update(status="resolved", due_at=None, resolved_at=night.clock.now)


def code(night: Night) -> str:
    return night.incident().pages.latest("id").code


def test_a_phone_picked_up_at_once_without_a_key_is_a_machine_and_a_dead_end(night: Night) -> None:
    night.alert()
    night.phone("alice").received("Core switch down")
    night.clock.forward(seconds=30)

    night.phone("alice").rang().picked_up(after=1).hangs_up()

    night.phone("alice").rang()  # the second ring is pulled forward from 2:00
    assert "Call to Alice: picked up at once without a key: a machine." in night.timeline()
    assert night.clock.now < night.incident().paging_started_at + timedelta(seconds=60)


def test_a_call_that_was_answered_and_heard_without_a_key_is_silence(night: Night) -> None:
    night.alert()
    night.phone("alice").received("Core switch down")
    night.clock.forward(seconds=30)

    night.phone("alice").rang().picked_up(after=9).hangs_up()

    assert night.phone("alice").is_quiet
    assert "Call to Alice: answered, but no key was pressed." in night.timeline()
    assert night.incident().status == "triggered"


def test_a_step_does_not_end_while_somebody_is_listening(night: Night) -> None:
    night.alert()
    night.phone("alice").received("Core switch down")
    night.clock.forward(minutes=2)
    night.phone("alice").rang()
    listening = night.phone("alice").rang().picked_up(after=20)

    night.clock.forward(minutes=2)

    assert night.phone("bob").is_quiet
    listening.presses("1")
    assert night.incident().taken_by == night.world.alice
    night.phone("alice").received("You have it")


def test_a_phone_that_said_stop_is_called_at_once(night: Night) -> None:
    number = PhoneNumber.objects.get(organization=night.world.organization, purpose="paging")
    OptOut.objects.create(account=number.account, phone=PHONES["alice"], started_at=night.clock.now)

    night.alert()

    night.phone("alice").rang()
    assert "Paging Alice: call now, call after 2:00." in night.timeline()


def test_while_texts_are_not_registered_pages_go_by_voice_at_once(night: Night) -> None:
    PhoneNumber.objects.filter(purpose="paging").update(sms_state=ChannelState.PENDING)

    night.alert()

    night.phone("alice").rang()


def test_whoever_has_no_verified_phone_is_passed_over_at_once_and_the_timeline_says_why(night: Night) -> None:
    ContactMethod.objects.filter(address=PHONES["alice"]).update(verified_at=None)

    night.alert()

    night.phone("bob").received("Core switch down")
    assert "Alice cannot be paged: no verified phone with a channel that works." in night.timeline()
    assert Page.objects.filter(member=night.world.alice, status="failed", reason="no_number").count() == 1


def test_a_page_that_is_passed_on_moves_at_once(night: Night) -> None:
    night.alert()
    night.phone("alice").received("Core switch down")

    night.phone("alice").replies("2")

    night.phone("alice").received("Passed on: Northwind Dental. Bob is being called now.")
    night.phone("bob").received("Core switch down")
    assert Page.objects.filter(member=night.world.alice, status="rejected").count() == 3


def test_of_two_paged_together_one_passing_on_leaves_it_with_the_other(night: Night) -> None:
    first = EscalationStep.objects.get(policy=night.world.policy, position=1)
    StepTarget.objects.create(step=first, member=night.world.dave)
    night.alert()
    night.phone("alice").received("Core switch down")
    night.phone("dave").received("Core switch down")

    night.phone("alice").replies("2")

    night.phone("alice").received("Passed on", "Dave is being called now")
    assert night.phone("bob").is_quiet


# Unreachable


def silent_for_a_step(night: Night) -> None:
    """Alice lets a first incident ring out; Bob takes it."""
    night.alert("Printer down")
    night.phone("alice").received("Printer down")
    night.clock.forward(minutes=4)
    [night.phone("alice").rang() for _ in range(2)]
    night.phone("bob").received("Printer down")
    night.phone("bob").replies("1")
    night.phone("bob").received("You have it")


def test_a_phone_silent_for_the_last_hour_is_paged_together_with_the_next(night: Night) -> None:
    silent_for_a_step(night)

    night.alert("Core switch down")

    night.phone("alice").received("Core switch down")
    night.phone("bob").received("Core switch down")
    assert any(
        "Silent for the last hour, so the next person is paged as well." in line for line in night.timeline()
    )


def test_anything_heard_from_a_phone_ends_that(night: Night) -> None:
    silent_for_a_step(night)
    night.phone("alice").replies("thanks Bob")
    night.phone("alice").received("Not understood")

    night.alert("Core switch down")

    night.phone("alice").received("Core switch down")
    assert night.phone("bob").is_quiet


def test_an_hour_later_the_silence_is_forgotten(night: Night) -> None:
    silent_for_a_step(night)
    night.rest_is_noise = True
    Incident.objects.update(status="resolved", due_at=None, resolved_at=night.clock.now)
    night.clock.forward(minutes=61)

    night.alert("Core switch down")

    assert not Page.objects.filter(member=night.world.bob, incident=night.incident()).exists()


def test_with_everybody_silent_nobody_is_paged_twice_at_once(night: Night) -> None:
    night.rest_is_noise = True
    night.alert("Printer down")
    night.clock.forward(minutes=20)  # nobody took it in all rounds, nor in the fallback

    night.alert("Core switch down")

    now = Page.objects.filter(incident=night.incident(), due_at__lte=night.clock.now)
    texted = [page.member for page in now.order_by("id")]
    assert texted == [night.world.alice, night.world.bob, night.world.carol]


def test_the_silence_of_this_incident_takes_nobodys_second_round(night: Night) -> None:
    night.rest_is_noise = True
    night.alert()

    night.clock.forward(minutes=9)

    assert night.incident().round == 2
    assert night.incident().step == 1
    assert night.incident().fallback_round == 0


# The fallback: never nobody


def test_without_a_policy_the_fallback_is_paged_at_once_and_told_that_nobody_is_behind(night: Night) -> None:
    night.world.organization.routes.all().delete()

    night.alert()

    for name in ("alice", "carol"):
        night.phone(name).received(
            "Nobody else is left. Reply 1 to take it, or 6 to leave it until 08:00 EST."
        )


def test_with_nobody_in_the_policy_who_can_be_reached_the_fallback_is_paged_at_once(night: Night) -> None:
    ContactMethod.objects.filter(address__in=[PHONES["alice"], PHONES["bob"]]).update(verified_at=None)

    night.alert()

    night.phone("carol").received("Nobody else is left")


def test_a_p1_nobody_takes_wakes_everybody_after_twenty_six_minutes_and_the_client_is_told_once(
    night: Night,
) -> None:
    night.rest_is_noise = True
    night.reported("Core switch down", contact=night.world.northwind.contacts.get())

    night.clock.forward(minutes=25, seconds=59)
    assert not Page.objects.filter(member=night.world.dave).exists()

    night.clock.forward(seconds=1)
    night.phone("dave").received("Core switch down", "Nobody else is left")
    night.phone("dana").received("we promised a call by 02:44 EST", "Please ring +12125550199")
    assert [sent.from_number for sent in night.wire.sent if sent.to == DANA] == [CLIENT_NUMBER]

    night.clock.forward(minutes=40)
    told = [sent for sent in night.wire.sent if sent.to == DANA]
    assert len(told) == 1
    assert Page.objects.filter(member=night.world.dave, channel="sms").count() > 2


def test_an_unproven_number_is_told_nothing_but_its_page_says_so(night: Night) -> None:
    night.rest_is_noise = True
    night.reported("Core switch down", contact_phone="+19005550100")

    night.clock.forward(minutes=30)

    assert not [sent for sent in night.wire.sent if sent.to == "+19005550100"]
    assert night.incident().client_told_late_at is not None
    assert "The client is told on its page that nobody has been reached yet." in night.timeline()


def test_a_client_that_knows_nothing_of_an_alert_is_not_said_to_be_told(night: Night) -> None:
    night.rest_is_noise = True
    night.alert()

    night.clock.forward(minutes=30)

    assert not [line for line in night.timeline() if "The client is told" in line]


def test_a_p2_goes_on_with_the_fallback_every_half_hour_until_somebody_takes_it(night: Night) -> None:
    night.rest_is_noise = True
    night.alert(severity="error")
    night.clock.forward(hours=2)

    rounds = TimelineEntry.objects.filter(kind="fallback").order_by("id").values_list("at", "text")

    assert [round((at - night.incident().paging_started_at).total_seconds() / 60) for at, _ in rounds] == [
        16,
        46,
        76,
        106,
    ]
    assert {text.split(": ")[1] for _, text in rounds} == {"Alice, Carol."}


def test_a_fallback_that_cannot_be_reached_wakes_everybody_at_once(night: Night) -> None:
    FallbackEntry.objects.filter(organization=night.world.organization).delete()
    ContactMethod.objects.filter(address__in=[PHONES["alice"], PHONES["bob"]]).update(verified_at=None)

    night.alert()

    night.phone("carol").received("Core switch down")
    night.phone("dave").received("Core switch down")


def test_a_p3_that_is_paged_joins_the_desk_after_its_rounds(night: Night) -> None:
    night.alert(severity="warning")
    escalate_now(incident_id=night.incident().pk, by=None, actor=Actor.system(), now=night.clock.now)
    night.do_due()
    night.rest_is_noise = True

    night.clock.forward(minutes=17)

    assert night.incident().status == "queued"
    assert not Page.objects.filter(ended_at=None).exists()
