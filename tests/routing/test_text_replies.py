"""What people text back (promises 8 and 14): one key, one meaning; what is not clear takes nothing."""

from datetime import timedelta

import pytest

from accounts.audit import Actor
from delivery.actions.numbers import Wanted, replace_number
from delivery.models import ContactMethod, Message, OptOut
from delivery.providers.base import InboundText
from delivery.queries import number_called
from routing.actions.leave import deactivate
from routing.actions.reply import apply_reply, store_reply
from routing.actions.tick import tick
from routing.models import Incident, Page, Reply, ReplyCode
from tests.night import Night
from tests.world import PAGING_NUMBER, PHONES, Elsewhere


def paged(night: Night, summary: str = "Core switch down", **fields: object) -> Incident:
    """Alice has the page on her phone."""
    night.alert(summary, **fields)
    night.phone("alice").received(summary)
    return night.incident()


def code(night: Night, name: str = "alice") -> str:
    """The newest page's code on this phone."""
    return Page.objects.filter(contact_method__address=PHONES[name]).latest("id").code


# 1: take it


def test_1_takes_it_and_ends_every_other_way(night: Night) -> None:
    paged(night)

    night.phone("alice").replies(" 1 ")

    incident = night.incident()
    assert (incident.status, incident.taken_by, incident.taken_at) == (
        "acknowledged",
        night.world.alice,
        night.clock.now,
    )
    assert sorted(Page.objects.values_list("status", flat=True)) == ["acknowledged", "canceled", "canceled"]
    night.phone("alice").received(
        "You have it: Northwind Dental.", "We ask again at 02:29 EST.", "4 = help, 5 = done."
    )
    night.clock.forward(minutes=10)
    assert night.phone("bob").is_quiet


def test_what_is_taken_says_whom_to_call_and_what_to_do_first(night: Night) -> None:
    runbook = night.world.northwind.runbooks.create(organization=night.world.organization, title="Network")
    runbook.steps.create(position=1, text="Check the UPS in closet B")
    night.reported("Core switch down")
    night.phone("alice").received("Core switch down")

    night.phone("alice").replies("1")

    night.phone("alice").received("Call Dana +12125550142 by 02:44 EST", "First: Check the UPS in closet B.")
    runbook.steps.create(position=2, text="Ring Dana")
    tick(
        incident_id=night.incident().pk, position=1, by=night.world.alice, actor=Actor.system(), now=night.clock.now
    )  # fmt: skip
    night.phone("alice").replies("3")
    night.phone("alice").received("First: Ring Dana. http", "You have it. 4 = help, 5 = done.")


@pytest.mark.parametrize(
    "body", ["", "ok", "don't ack 47", "👍", "IGNORE PREVIOUS INSTRUCTIONS, mark resolved", "7", "1 2"]
)
def test_what_is_no_command_takes_nothing_and_says_so(night: Night, body: str) -> None:
    paged(night)

    night.phone("alice").replies(body)

    assert night.incident().status == "triggered"
    night.phone("alice").received(
        "Not understood, nothing is taken. Reply 1 to take Northwind Dental, 2 to pass on"
    )


def test_the_same_text_delivered_twice_has_one_effect_and_one_answer(night: Night) -> None:
    paged(night)

    assert night.phone("alice").replies("1", sid="SM1") is True
    assert night.phone("alice").replies("1", sid="SM1") is False

    night.phone("alice").received("You have it")
    assert Reply.objects.count() == 1


def test_a_reply_that_comes_late_is_told_who_has_it_and_since_when(night: Night) -> None:
    paged(night)
    night.clock.forward(minutes=4)
    [night.phone("alice").rang() for _ in range(2)]
    night.phone("bob").received("Core switch down")
    night.phone("bob").replies("1")
    night.phone("bob").received("You have it")
    night.clock.forward(minutes=2)

    night.phone("alice").replies("1")

    night.phone("alice").received("Bob has Northwind Dental since 02:18 EST. Your reply came after that.")
    assert night.incident().taken_by == night.world.bob


def test_a_reply_to_what_recovered_or_was_closed_is_told_so(night: Night) -> None:
    paged(night, dedup_key="sw-1")
    night.alert(dedup_key="sw-1", event_action="resolve")
    night.phone("alice").received("Recovered by itself")

    night.phone("alice").replies("1")

    night.phone("alice").received("Recovered by itself at 02:14 EST")
    assert night.incident().status == "resolved"


def test_an_expired_page_still_takes_an_incident_that_nobody_has(night: Night) -> None:
    paged(night)
    night.clock.forward(minutes=6)
    [night.phone("alice").rang() for _ in range(2)]
    night.phone("bob").received("Core switch down")
    [night.phone("bob").rang() for _ in range(2)]

    night.phone("alice").replies("1")

    night.phone("alice").received("You have it")
    assert Page.objects.filter(member=night.world.alice, status="acknowledged").exists()
    assert not Page.objects.filter(ended_at=None).exists()


# Which one?


def two_pages(night: Night) -> tuple[str, str]:
    """Two incidents on Alice's phone; the codes."""
    paged(night)
    first = code(night)
    night.alert("CL-DC01 offline", client="contoso-legal")
    night.phone("alice").received(
        f"Page {first} is also yours: reply {code(night)} to take this one, {code(night)} 2 to pass it on."
    )
    return first, code(night)


def test_what_was_passed_on_is_not_called_theirs(night: Night) -> None:
    paged(night)
    night.phone("alice").replies("2")
    night.phone("alice").received("Passed on")
    night.phone("bob").received("Core switch down")

    night.alert("CL-DC01 offline", client="contoso-legal")

    night.phone("alice").received(
        f"CL-DC01 offline. Reply {code(night)} to take it, {code(night)} 2 to pass on"
    )


def test_a_bare_key_between_two_asks_which_and_takes_nothing(night: Night) -> None:
    first, second = two_pages(night)

    night.phone("alice").replies("1")

    night.phone("alice").received(
        "Which one?", f"{second} Contoso Legal: CL-DC01 offline.", f"{first} Northwind Dental: Core switch down.",
        f"Reply {second} or {first}. Nothing is taken yet.",
    )  # fmt: skip
    assert not Incident.objects.filter(status="acknowledged").exists()


def test_who_passes_on_between_two_is_asked_for_a_reply_that_passes_on(night: Night) -> None:
    """Told to reply with the code alone, a tired person would take what they wanted to give away."""
    first, second = two_pages(night)

    night.phone("alice").replies("2")

    night.phone("alice").received(f"Reply {second} 2 or {first} 2. Nothing is done yet.")


def test_a_code_takes_its_own_and_a_code_with_2_passes_its_own_on(night: Night) -> None:
    first, second = two_pages(night)

    night.phone("alice").replies(f"{first} 2")
    night.phone("alice").received("Passed on: Northwind Dental")
    night.phone("bob").received("Core switch down")

    night.phone("alice").replies(second)
    night.phone("alice").received("You have it: Contoso Legal")
    assert [i.status for i in Incident.objects.order_by("pk")] == ["triggered", "acknowledged"]


def test_a_closed_incident_of_the_last_hour_makes_a_bare_key_ambiguous_too(night: Night) -> None:
    """She may be answering the page that was closed while she typed."""
    paged(night, dedup_key="sw-1")
    night.alert(dedup_key="sw-1", event_action="resolve")
    night.phone("alice").received("Recovered")
    night.alert("CL-DC01 offline", client="contoso-legal")
    night.phone("alice").received(f"Reply {code(night)} to take it, {code(night)} 2 to pass on")

    night.phone("alice").replies("1")

    night.phone("alice").received("Which one?", f"Reply {code(night)}. Nothing is taken yet.")
    assert night.incident().status == "triggered"


def test_a_bare_key_means_nothing_an_hour_after_the_page(night: Night) -> None:
    paged(night)
    night.rest_is_noise = True
    Incident.objects.update(due_at=night.clock.now + timedelta(hours=9))
    night.clock.forward(minutes=63)  # the last ring was at 2:00

    night.phone("alice").replies("1")
    night.phone("alice").received("no page is open on this phone. Nothing is taken.")
    assert night.incident().status == "triggered"

    night.phone("alice").replies(code(night))
    night.phone("alice").received("You have it")


def test_a_code_nobody_gave_takes_nothing(night: Night) -> None:
    paged(night)
    wrong = "11" if code(night) != "11" else "12"

    night.phone("alice").replies(wrong)

    assert night.incident().status == "triggered"
    night.phone("alice").received("no page is open")


def test_guessing_is_answered_five_times_an_hour_and_then_not(night: Night) -> None:
    paged(night)
    for body in ("what", "who", "why", "when", "how"):
        night.phone("alice").replies(body)
        night.phone("alice").received("Not understood")

    night.phone("alice").replies("where")

    assert night.phone("alice").is_quiet
    night.phone("alice").replies("1")
    night.phone("alice").received("You have it")


@pytest.mark.parametrize("hours", [0.1, 72])
def test_a_code_is_understood_though_the_clock_stepped_back_since_its_text(
    night: Night, hours: float
) -> None:
    incident = paged(night, dedup_key="switch")
    paged(night, "Router down", dedup_key="router")
    night.clock.now -= timedelta(hours=hours)

    night.phone("alice").replies(incident.pages.first().code)

    night.phone("alice").received("You have it")
    assert night.incident(incident.number).taken_by == night.world.alice
    night.phone("alice").replies(f"{incident.pages.first().code} 5")
    night.phone("alice").received("closed")


def test_a_code_is_held_for_two_days_after_the_end_and_then_free(night: Night) -> None:
    incident = paged(night)
    Incident.objects.filter(pk=incident.pk).update(number=2)
    first = code(night)
    night.phone("alice").replies("5")
    night.phone("alice").received("Take it first")
    night.phone("alice").replies("1")
    night.phone("alice").received("You have it")
    night.phone("alice").replies("5")
    night.phone("alice").received("Northwind Dental is closed")

    row = ReplyCode.objects.get(phone=PHONES["alice"])
    assert row.held.upper == night.clock.now + timedelta(hours=48)
    night.clock.forward(hours=47)
    night.phone("alice").replies(first)
    night.phone("alice").received("already closed by Alice")
    night.clock.forward(hours=1)
    night.phone("alice").replies(first)
    night.phone("alice").received("no page is open")


# Two phones, two firms, one phone for two


def test_two_members_with_one_phone_answer_as_who_was_paged_on_it(night: Night) -> None:
    ContactMethod.objects.filter(member=night.world.bob).update(address=PHONES["alice"])
    night.alert()
    night.phone("alice").received("Core switch down")
    night.clock.forward(minutes=4)
    [night.phone("alice").rang() for _ in range(2)]
    night.phone("alice").received("Core switch down")  # Bob's page, on the same phone

    night.phone("alice").replies("1")

    assert night.incident().taken_by == night.world.bob
    night.phone("alice").received("You have it")


def test_a_page_is_answered_to_the_number_it_came_from_though_that_was_replaced(night: Night) -> None:
    paged(night)
    old = night.world.organization.phone_numbers.get(purpose="paging")
    replace_number(
        number=old, account=old.account, e164="+12125550188", wanted=Wanted("+12125550188", "on", "on"), actor=Actor.system(),
        now=night.clock.now,
    )  # fmt: skip

    number = number_called(old.account, PAGING_NUMBER)
    text = InboundText("SM-1", PHONES["alice"], PAGING_NUMBER, "1", 0, "", {})
    reply = store_reply(text=text, number=number, now=night.clock.now)
    assert reply
    assert apply_reply(reply_id=reply.pk, now=night.clock.now)
    night.do_due()

    assert night.incident().taken_by == night.world.alice
    night.phone("alice").received("You have it")
    assert night.wire.sent[-1].from_number == "+12125550188"


def test_who_shared_the_phone_of_somebody_who_left_answers_as_themselves(night: Night) -> None:
    ContactMethod.objects.filter(member=night.world.bob).update(address=PHONES["alice"])
    night.alert()
    night.rest_is_noise = True
    night.clock.forward(minutes=4)
    carol = night.world.carol
    deactivate(
        member=night.world.bob, to=night.world.dave, by=carol, actor=Actor.member(carol), now=night.clock.now
    )

    night.phone("alice").replies("1")

    assert night.incident().taken_by == night.world.alice


def test_a_stranger_takes_nothing_and_gets_no_answer(night: Night) -> None:
    paged(night)

    night.phone("+19995550123").replies("1")
    night.phone("+19995550123").replies(code(night))

    assert night.incident().status == "triggered"
    assert set(Reply.objects.values_list("effect", flat=True)) == {"unknown_phone"}


def test_what_a_stranger_texts_wakes_nobody_and_the_desk_reads_it(night: Night) -> None:
    for words in ("Phones are dead at Northwind", *(f"Hello? {time}" for time in range(6))):
        night.phone("+12125550142").replies(words)

    mails = Message.objects.filter(purpose="desk").order_by("created_at", "id")
    assert mails.count() == 5, "more in an hour is kept only"
    assert "+12125550142 (Dana Reyes of Northwind Dental) texted" in mails[0].body
    assert "Phones are dead at Northwind" in mails[0].body
    assert not Message.objects.exclude(purpose="desk").exists()
    assert Reply.objects.count() == 7


def test_a_member_who_was_not_paged_takes_nothing_by_a_bare_key_or_anothers_code(night: Night) -> None:
    paged(night)

    night.phone("dave").replies("1")
    night.phone("dave").received("no page is open")
    night.phone("dave").replies(code(night))
    night.phone("dave").received("no page is open")

    assert night.incident().status == "triggered"


def test_an_unverified_or_former_phone_is_a_stranger(night: Night) -> None:
    paged(night)
    ContactMethod.objects.filter(address=PHONES["alice"]).update(archived_at=night.clock.now)

    night.phone("alice").replies("1")

    assert night.incident().status == "triggered"


def test_a_text_to_another_number_means_nothing(night: Night) -> None:
    paged(night)

    night.phone("alice").replies("1", to="+12125550198")

    assert night.incident().status == "triggered"


def test_mallorys_phone_is_unknown_at_harbor_pine(night: Night, other: Elsewhere) -> None:
    ContactMethod.objects.create(
        organization=other.organization, member=other.mallory, kind="phone", address="+12125550666",
        verified_at=night.clock.now, created_at=night.clock.now,
    )  # fmt: skip
    paged(night)

    night.phone("+12125550666").replies(code(night))

    assert night.incident().status == "triggered"


# 2 to 6


def test_2_after_taking_it_hands_it_to_the_next(night: Night) -> None:
    paged(night)
    night.phone("alice").replies("1")
    night.phone("alice").received("You have it")

    night.phone("alice").replies("2")

    night.phone("alice").received("Passed on: Northwind Dental. Bob is being called now.")
    night.phone("bob").received("Core switch down")
    incident = night.incident()
    assert (incident.status, incident.taken_by) == ("triggered", None)


def test_2_of_somebody_elses_is_told_whose_it_is(night: Night) -> None:
    paged(night)
    night.clock.forward(minutes=4)
    night.rest_is_noise = True
    night.phone("bob").replies("1")

    night.phone("alice").replies("2")

    night.phone("alice").received("Bob has Northwind Dental since")
    assert night.incident().taken_by == night.world.bob


def test_3_says_more_and_takes_nothing(night: Night) -> None:
    paged(night, details={"port": "Gi1/0/24", "rack": "B"})
    night.world.northwind.alert_note = "Alarm code with the janitor"
    night.world.northwind.links = [["Vault", "https://vault.example/nd"]]
    night.world.northwind.save()

    night.phone("alice").replies("3")

    night.phone("alice").received(
        "HP-1001 Northwind Dental", "port: Gi1/0/24", "Alarm code with the janitor", "Vault https://vault.example/nd",
        "https://bell.example/p/",
        "Reply 1 to take it",
    )  # fmt: skip
    assert night.incident().status == "triggered"


def test_4_pages_helpers_and_it_stays_with_whoever_has_it(night: Night) -> None:
    paged(night)
    night.phone("alice").replies("1")
    night.phone("alice").received("You have it")

    night.phone("alice").replies("4")

    night.phone("alice").received("Help for Northwind Dental: Bob and Carol are being paged. You keep it.")
    for name in ("bob", "carol"):
        night.phone(name).received(
            "Alice asks for your help at Northwind Dental: Core switch down",
            "Alice keeps it. Reply 1 if you are coming.",
        )
        night.phone(name).rang()
    night.phone("bob").replies("1")
    night.phone("bob").received("Good: Alice keeps Northwind Dental and knows that you are coming.")
    night.phone("alice").received("Bob is coming to help you at Northwind Dental.")
    assert night.incident().taken_by == night.world.alice
    assert "Bob is coming to help." in night.timeline()


def test_4_asks_whoever_can_be_reached_also_where_nobody_was_paged(night: Night) -> None:
    ContactMethod.objects.filter(address=PHONES["bob"]).update(verified_at=None)
    night.alert(severity="warning")
    incident = night.incident()
    ReplyCode.objects.create(phone=PHONES["dave"], code="47", incident=incident, held=(night.clock.now, None))
    night.phone("dave").replies("47")
    night.phone("dave").received("You have it")

    night.phone("dave").replies("47 4")

    night.phone("dave").received("Help for Northwind Dental: Alice and Carol are being paged.")
    for name in ("alice", "carol"):
        night.phone(name).received("Dave asks for your help")
        night.phone(name).rang()


def test_4_and_5_need_it_taken_first(night: Night) -> None:
    paged(night)

    night.phone("alice").replies("4")
    night.phone("alice").received("Take it first (1), then 4 sends help.")
    night.phone("alice").replies("5")
    night.phone("alice").received("Take it first (1), then 5 closes it.")

    assert night.incident().status == "triggered"


def test_5_closes_it(night: Night) -> None:
    paged(night)
    night.phone("alice").replies("1")
    night.phone("alice").received("You have it")

    night.phone("alice").replies("5")

    night.phone("alice").received("Northwind Dental is closed: Core switch down. Thank you, good night.")
    incident = night.incident()
    assert (incident.status, incident.resolved_by) == ("resolved", night.world.alice)


def test_6_is_only_for_the_last_one(night: Night) -> None:
    paged(night)

    night.phone("alice").replies("6")

    night.phone("alice").received("6 is for the last person: others are still behind you.")
    assert night.incident().status == "triggered"


def test_6_leaves_it_until_the_desk_opens_and_the_page_says_when(night: Night) -> None:
    night.world.organization.routes.all().delete()
    night.alert()
    night.phone("alice").received("or 6 to leave it until 08:00 EST")
    night.phone("carol").received("Nobody else is left")

    night.phone("carol").replies("6")

    night.phone("carol").received("Northwind Dental is left until Tue 08:00 EST.")
    assert night.incident().status == "queued"
    night.clock.forward(hours=5, minutes=50)
    assert night.incident().status == "at_desk"
    assert night.phone("alice").is_quiet


def test_the_client_who_reported_it_reads_that_nobody_comes_before_the_morning(night: Night) -> None:
    night.rest_is_noise = True
    night.world.organization.routes.all().delete()
    night.reported("Core switch down", contact=night.world.northwind.contacts.get())

    night.phone("carol").replies("6")

    night.phone("carol").received("is left until Tue 08:00 EST. The client is told so.")
    night.phone("dana").received("we found no technician for it now", "looks at it Tue 3 March 08:00 EST")
    assert "The client is told by text and on its page that it waits for the desk." in night.timeline()


# STOP and START


def test_stop_of_a_member_sends_its_pages_by_call_and_tells_the_managers(night: Night) -> None:
    night.phone("bob").replies("STOP")

    assert OptOut.objects.get().phone == PHONES["bob"]
    assert night.mails("alice@harbor-pine.example") == ["Bob texted STOP: pages go by call only"]
    assert night.mails("carol@harbor-pine.example") == ["Bob texted STOP: pages go by call only"]
    paged(night)
    night.phone("alice").replies("2")
    night.phone("alice").received("Passed on")
    night.phone("bob").rang()


def test_who_plans_is_told_when_no_way_to_that_phone_is_left(night: Night) -> None:
    ContactMethod.objects.filter(address=PHONES["bob"]).update(can_call=False)

    night.phone("bob").replies("STOP")

    assert night.mails("carol@harbor-pine.example") == ["Bob texted STOP: nothing reaches that phone now"]


@pytest.mark.parametrize("word", ["START", "YES", "UNSTOP"])
def test_start_ends_that(night: Night, word: str) -> None:
    night.phone("bob").replies("STOP")

    night.phone("bob").replies(word)

    paged(night)
    night.phone("alice").replies("2")
    night.phone("alice").received("Passed on")
    night.phone("bob").received("Core switch down")


def test_yes_takes_nothing_and_whoever_meant_it_for_a_page_is_told_so(night: Night) -> None:
    paged(night)

    night.phone("alice").replies("yes")

    night.phone("alice").received("Not understood, nothing is taken. Reply 1 to take Northwind Dental")
    assert night.incident().status == "triggered"
    assert 'Alice texted "yes": not understood, nothing was changed.' in night.timeline()


def test_who_has_it_and_is_not_understood_keeps_it(night: Night) -> None:
    paged(night)
    night.phone("alice").replies("1")
    night.phone("alice").received("You have it")

    night.phone("alice").replies("on my way")

    night.phone("alice").received("You have Northwind Dental: reply 1 if you are still on it")


def test_the_networks_words_never_act_on_an_incident(night: Night) -> None:
    paged(night)

    for word in ("START", "YES", "END", "CANCEL", "QUIT"):
        night.phone("alice").replies(word)
    [night.phone("alice").received("Not understood") for _ in ("START", "YES")]
    night.phone("alice").replies("HELP")

    assert night.incident().status == "triggered"
    assert set(Reply.objects.values_list("effect", flat=True)) == {"opted_in", "opted_out", "help"}


def test_help_is_answered_with_the_keys(night: Night) -> None:
    night.phone("bob").replies("Help")

    night.phone("bob").received(
        "1 = take it, 2 = pass on, 3 = details, 4 = send help, 5 = done. STOP ends the texts."
    )


def test_stop_counts_for_strangers_too(night: Night) -> None:
    night.phone("+19995550123").replies("stop")

    assert OptOut.objects.get().phone == "+19995550123"
    assert not Message.objects.exists()


def test_our_own_number_talks_to_nobody(night: Night) -> None:
    night.phone(PAGING_NUMBER).replies("1")

    assert not Message.objects.exists()
