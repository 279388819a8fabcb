"""An incident's page: what was decided and why, who was called, what happened, and the verbs as buttons."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.audit import Actor
from delivery.models import Message
from hours import clock
from routing.actions import respond
from routing.actions.merge import merge
from routing.actions.tick import tick
from routing.models import Incident
from routing.status_link import token_for
from sla.models import Runbook, RunbookStep
from tests.web.conftest import Browser, reported
from tests.world import DANA, NIGHT, World

pytestmark = pytest.mark.django_db


def page_of(incident: Incident, rest: str = "") -> str:
    return f"/incidents/{incident.number}/{rest}"


def test_it_tells_the_decision_with_its_reasons(bob: Browser, switch_down: Incident) -> None:
    seen = bob.opens(page_of(switch_down))

    assert "Pages a technician" in seen
    assert "It is Tue 3 March 02:14 EST at Northwind Dental: after hours." in seen
    assert "Gold v1 pages P1 on the help desk after hours." in seen


def test_it_tells_the_deadlines_in_words(bob: Browser, switch_down: Incident) -> None:
    seen = bob.opens(page_of(switch_down))

    assert "To be taken in 9 min, 02:24 EST" in seen
    assert "Answer the client in 29 min, 02:44 EST" in seen


def test_bob_lets_its_time_stand_still_and_run_on(bob: Browser, switch_down: Incident) -> None:
    clock.move(600)
    refused = bob.sends(page_of(switch_down, "pause/"), **{"pause-reason": "client", "pause-evidence": " "})
    assert refused.status == 422
    assert "How do we know?" in refused

    seen = bob.sends(
        page_of(switch_down, "pause/"), **{"pause-reason": "client", "pause-evidence": "Dana looks for it"}
    )

    assert "Solve it 3 h 50 min left stands still" in seen
    assert "Update the client 50 min left stands still" in seen
    assert "To be taken due now, 02:24 EST" in seen
    clock.move(1800)
    seen = bob.sends(page_of(switch_down, "resume/"))
    assert "Solve it in 3 h 49 min, 06:44 EST" in seen
    assert "Answer the client 10 min late, 02:44 EST missed" in seen
    steps = bob.opens(page_of(switch_down, "clock/"))
    assert "30 min given back, we wait for the client (Bob: Dana looks for it)" in steps
    assert "4 h in all, 10 min used, 3 h 50 min left" in steps
    assert bob.sends(page_of(switch_down, "resume/")).status == 409


def test_the_contact_can_be_called_with_one_tap(bob: Browser, switch_down: Incident) -> None:
    seen = bob.opens(page_of(switch_down))

    assert f'href="tel:{DANA}"' in seen.html
    assert "Dana Reyes" in seen


def test_it_tells_whose_phones_are_tried(bob: Browser, switch_down: Incident) -> None:
    seen = bob.opens(page_of(switch_down))

    assert "Alice Text +1 212 555 0101 step 1, round 1 02:14 EST about to go out" in seen


def test_a_page_that_went_out_waits_for_its_answer(bob: Browser, night: World, switch_down: Incident) -> None:
    Message.objects.filter(channel="sms").update(tries=1)

    seen = bob.opens(page_of(switch_down))

    assert "Alice Text +1 212 555 0101 step 1, round 1 02:14 EST no answer yet" in seen


def test_taking_it(bob: Browser, switch_down: Incident) -> None:
    seen = bob.sends(page_of(switch_down, "take/"))

    switch_down.refresh_from_db()
    assert switch_down.taken_by
    assert switch_down.taken_by.user.name == "Bob"
    assert "You have it." in seen
    assert "Send help, I keep it" in seen


def test_who_comes_too_late_reads_who_has_it(bob: Browser, night: World, switch_down: Incident) -> None:
    respond.acknowledge(
        incident_id=switch_down.pk, by=night.carol, actor=Actor.member(night.carol), now=clock.now()
    )

    seen = bob.sends(page_of(switch_down, "take/"))

    assert seen.status == 409
    assert (
        f"Carol has {switch_down.reference} since 02:14 EST. Your answer came after that; nothing was changed."
        in seen
    )


def test_passing_on_what_one_has_calls_the_next(bob: Browser, switch_down: Incident) -> None:
    bob.sends(page_of(switch_down, "take/"))

    seen = bob.sends(page_of(switch_down, "pass-on/"))

    assert "Passed on: the next person is being called." in seen
    assert "Bob passed it on." in seen


def test_calling_the_next_person_now(carol: Browser, switch_down: Incident) -> None:
    seen = carol.sends(page_of(switch_down, "escalate/"))

    assert "Bob Text +1 212 555 0102 step 2, round 1" in seen


def test_giving_it_to_somebody(carol: Browser, night: World, switch_down: Incident) -> None:
    seen = carol.sends(page_of(switch_down, "reassign/"), **{"reassign-to": night.dave.pk})

    assert "Dave is being called." in seen
    assert switch_down.pages.filter(member=night.dave).exists()


def test_nobody_of_another_organization_can_be_given_it(
    carol: Browser, other: object, switch_down: Incident
) -> None:
    seen = carol.sends(page_of(switch_down, "reassign/"), **{"reassign-to": other.mallory.pk})  # type: ignore[attr-defined]

    assert seen.status == 422
    assert "Select a valid choice" in seen


def test_snoozing_for_an_hour(bob: Browser, switch_down: Incident) -> None:
    bob.sends(page_of(switch_down, "take/"))

    seen = bob.sends(page_of(switch_down, "snooze/"), **{"snooze-span": "60"})

    assert "Nobody is paged until 03:14 EST." in seen


def test_snoozing_until_a_time_on_ones_own_clock(bob: Browser, switch_down: Incident) -> None:
    bob.sends(page_of(switch_down, "take/"))

    bob.sends(page_of(switch_down, "snooze/"), **{"snooze-span": "until", "snooze-until": "2026-03-03T07:30"})

    switch_down.refresh_from_db()
    assert switch_down.due_at == NIGHT.replace(hour=12, minute=30)


def test_snoozing_until_yesterday_is_refused_in_words(bob: Browser, switch_down: Incident) -> None:
    seen = bob.sends(
        page_of(switch_down, "snooze/"), **{"snooze-span": "until", "snooze-until": "2026-03-02T07:30"}
    )

    assert seen.status == 409
    assert "A snooze ends in the future." in seen


def test_i_called_stops_the_response_target(bob: Browser, switch_down: Incident) -> None:
    bob.sends(page_of(switch_down, "take/"))

    seen = bob.sends(page_of(switch_down, "responded/"), how="called")

    assert "Noted: you phoned the client." in seen
    assert "Client answered in time 02:14 EST (due 02:44 EST)" in seen


def test_responding_in_no_known_way_is_refused_in_words(bob: Browser, switch_down: Incident) -> None:
    seen = bob.sends(page_of(switch_down, "responded/"), how="sang")

    assert seen.status == 409
    assert "Say how: called or wrote." in seen


def test_a_note_is_for_colleagues(bob: Browser, switch_down: Incident) -> None:
    seen = bob.sends(page_of(switch_down, "note/"), **{"note-text": "Closet B is <b>locked</b>."})

    assert "Bob: Closet B is <b>locked</b>." in seen
    assert "<b>locked</b>" not in seen.html
    assert not switch_down.timeline.get(kind="note").shown_to_client


def test_resolving_asks_for_what_was_done_and_keeps_what_was_typed(
    bob: Browser, switch_down: Incident
) -> None:
    seen = bob.sends(page_of(switch_down, "resolve/"), **{"resolve-minutes": "35"})

    switch_down.refresh_from_db()
    assert seen.status == 422
    assert switch_down.status == "triggered"
    assert "<title>Error:" in seen.html
    assert 'value="35"' in seen.html


def test_resolving(bob: Browser, switch_down: Incident) -> None:
    seen = bob.sends(
        page_of(switch_down, "resolve/"),
        **{"resolve-reason": "Swapped the switch.", "resolve-minutes": "35", "resolve-billable": "true"},
    )

    assert "Resolved. Thank you." in seen
    assert "Bob: Swapped the switch. (35 min, billable)" in seen
    assert "Closed before an answer in time 02:14 EST" in seen, "nobody spoke to the client"
    assert "I take it" not in seen


def test_a_runbook_step_is_ticked_with_who_and_when(bob: Browser, night: World) -> None:
    runbook = Runbook.objects.create(
        organization=night.organization, client=night.northwind, title="Switch down"
    )
    RunbookStep.objects.create(runbook=runbook, position=1, text="Check the UPS", deadline_minutes=10)
    incident = reported(night, "Core switch down", "P1")

    before = bob.opens(page_of(incident))
    after = bob.sends(page_of(incident, "tick/"), position="1")

    assert "Check the UPS within 10 min of taking it" in before
    assert "Done: Check the UPS Bob, 02:14 EST" in after

    open_again = bob.sends(page_of(incident, "untick/"), position="1")
    twice = bob.sends(page_of(incident, "untick/"), position="1")

    assert "Bob: Not done after all: Check the UPS" in open_again
    assert not incident.ticks.exists()
    assert twice.status == 409


@pytest.mark.parametrize("position", ["", "one", "99", "²", "1" * 30])
def test_ticking_a_step_there_is_not_is_refused_in_words(
    bob: Browser, switch_down: Incident, position: str
) -> None:
    seen = bob.sends(page_of(switch_down, "tick/"), position=position)

    assert seen.status == 409


VERBS = [
    "take",
    "pass-on",
    "escalate",
    "help",
    "leave",
    "reassign",
    "snooze",
    "responded",
    "tick",
    "untick",
    "note",
    "resolve",
    "update",
    "update/length",
]


@pytest.mark.parametrize("verb", VERBS)
def test_who_only_looks_may_do_nothing(vera: Browser, switch_down: Incident, verb: str) -> None:
    before = switch_down.timeline.count()

    seen = vera.sends(page_of(switch_down, f"{verb}/"), how="called", position="1")

    assert seen.status == 403
    assert switch_down.timeline.count() == before


@pytest.mark.parametrize("verb", ["", "live/", *(f"{verb}/" for verb in VERBS)])
def test_another_organizations_incident_is_not_there(
    mallory: Browser, switch_down: Incident, verb: str
) -> None:
    open_it = mallory.opens if verb in ("", "live/") else mallory.sends

    assert open_it(page_of(switch_down, verb)).status == 404


@pytest.mark.parametrize("verb", VERBS)
def test_a_verb_is_never_a_link(bob: Browser, switch_down: Incident, verb: str) -> None:
    assert bob.opens(page_of(switch_down, f"{verb}/")).status == 405


def test_the_body_is_not_sent_again_until_something_happens(
    bob: Browser, night: World, switch_down: Incident
) -> None:
    first = bob.opens(page_of(switch_down, "live/"))
    again = bob.opens(page_of(switch_down, "live/"), If_None_Match=first.response["ETag"])
    respond.acknowledge(
        incident_id=switch_down.pk, by=night.carol, actor=Actor.member(night.carol), now=clock.now()
    )
    later = bob.opens(page_of(switch_down, "live/"), If_None_Match=first.response["ETag"])

    assert (first.status, again.status, later.status) == (200, 304, 200)
    assert "Carol has it" in later


def test_a_note_alone_is_news(bob: Browser, night: World, switch_down: Incident) -> None:
    first = bob.opens(page_of(switch_down, "live/"))
    respond.note(
        incident_id=switch_down.pk, text="Closet B is locked.", by=night.carol, actor=Actor.member(night.carol), now=clock.now(),
    )  # fmt: skip
    later = bob.opens(page_of(switch_down, "live/"), If_None_Match=first.response["ETag"])

    assert "Closet B is locked." in later


def test_a_huge_number_is_not_there(bob: Browser) -> None:
    assert bob.opens(f"/incidents/{10**30}/").status == 404


def test_the_list_filters_by_state(bob: Browser, night: World, switch_down: Incident) -> None:
    reported(night, "Printer prints blank pages", "P3")

    everything, desk = bob.opens("/incidents/"), bob.opens("/incidents/?status=desk")

    assert "Core switch down" in everything
    assert "Printer" in everything
    assert "Core switch down" not in desk
    assert "Printer prints blank pages" in desk


def test_a_time_is_shown_in_the_readers_zone(bob: Browser, night: World, switch_down: Incident) -> None:
    night.bob.user.time_zone = "Europe/London"
    night.bob.user.save()

    seen = bob.opens(page_of(switch_down))

    assert "Received Tue 3 March 07:14 GMT Client's time Tue 3 March 02:14 EST" in seen
    assert 'datetime="2026-03-03T07:14:00Z"' in seen.html


def test_what_is_late_says_so(bob: Browser, switch_down: Incident) -> None:
    clock.move(timedelta(minutes=12).total_seconds())

    seen = bob.opens(page_of(switch_down))

    assert "To be taken 2 min late, 02:24 EST" in seen


def test_an_update_to_the_client_is_on_the_timeline_and_on_its_page(
    bob: Browser, switch_down: Incident
) -> None:
    page = bob.opens(page_of(switch_down))
    sending = re.search(r'name="update-sending" value="([^"]+)"', page.html)
    said = {
        "update-text": "We are on <b>our way</b>.",
        "update-ways": f"sms:{DANA}",
        "update-sending": sending[1],
    }

    seen = bob.sends(page_of(switch_down, "update/"), **said)
    shown = bob.opens(f"/t/{switch_down.reference}/{token_for(switch_down)}/")

    assert "The update is on its way to the client" in seen
    assert "Bob to the client: We are on <b>our way</b>." in seen
    assert "What we told you We are on <b>our way</b>." in shown
    assert "We wrote to you" in shown
    assert "Bob to" not in shown


def test_an_update_that_is_too_long_is_kept_and_explained(bob: Browser, switch_down: Incident) -> None:
    said = {"update-text": "word " * 150, "update-ways": f"sms:{DANA}", "update-sending": str(uuid4())}

    seen = bob.sends(page_of(switch_down, "update/"), **said)

    assert seen.status == 422
    assert "at most 3 go out" in seen
    assert "word word" in seen.html


@pytest.mark.parametrize("way", ["sms:+12125550111", "email:mallory@elsewhere.example", "fax:1"])
def test_an_update_goes_to_nobody_who_is_not_offered(bob: Browser, switch_down: Incident, way: str) -> None:
    said = {"update-text": "Hello", "update-ways": way, "update-sending": str(uuid4())}

    seen = bob.sends(page_of(switch_down, "update/"), **said)

    assert seen.status == 422
    assert not switch_down.client_messages.exists()


@pytest.mark.parametrize(
    ("text", "words"),
    [("Hi", "1 text message,"), ("漢" * 200, "4 text messages long"), ("\x00", "1 text")],
)
def test_the_length_is_counted_while_it_is_written(
    bob: Browser, switch_down: Incident, text: str, words: str
) -> None:
    assert words in bob.sends(page_of(switch_down, "update/length/"), **{"update-text": text})


def test_its_queries_do_not_grow(bob: Browser, night: World) -> None:
    runbook = Runbook.objects.create(
        organization=night.organization, client=night.northwind, title="Switch down"
    )
    RunbookStep.objects.bulk_create(RunbookStep(runbook=runbook, position=at, text="Look") for at in range(9))
    incident, *others = (
        reported(night, name, "P1") for name in ("Core switch down", "Mail is slow", "No net")
    )
    said = {"by": night.bob, "actor": Actor.member(night.bob), "now": clock.now()}
    for number in range(9):
        tick(incident_id=incident.pk, position=number, **said)
        night.northwind.contacts.create(
            organization=night.organization, name="E", phone=f"+12125557{number:03}"
        )
    for other in others:
        merge(incident_id=other.pk, into_id=incident.pk, **said)

    for rest in ("", "live/"):
        with CaptureQueriesContext(connection) as made:
            bob.opens(page_of(incident, rest))

        assert len(made) < 15, [each["sql"][:90] for each in made]
