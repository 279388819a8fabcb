"""What nudges do: one row each, harmless twice, lost without harm. Queues are the names' first words."""

import gc
from uuid import UUID

from celery import shared_task, signals

from delivery.actions.cancel import hang_up
from delivery.actions.send import send
from delivery.providers.twilio import load_client
from hours import clock
from routing.actions.advance import advance
from routing.actions.attached_look import look_at_attachment
from routing.actions.clock_look import look_at_clocks
from routing.actions.follow_up import follow_up
from routing.actions.forget import forget_everywhere
from routing.actions.handoff_look import look_for_handoffs
from routing.actions.handoff_turn import take_handoff
from routing.actions.intake import handle
from routing.actions.look import look_for_holes
from routing.actions.make_way import make_way
from routing.actions.reply import apply_reply
from routing.actions.swap_end import look


@signals.worker_init.connect
def get_ready(**_: object) -> None:
    """Before the worker's processes fork: what the first page needs is there, and shared by them."""
    load_client()
    gc.freeze()


@shared_task(name="default.handle_event")
def handle_event(event_id: str) -> None:
    handle(event_id=UUID(event_id), now=clock.now())


@shared_task(name="page.advance")
def advance_incident(incident_id: str) -> None:
    advance(incident_id=int(incident_id), now=clock.now())


@shared_task(name="page.make_way")
def make_way_for_incident(incident_id: str) -> None:
    make_way(incident_id=int(incident_id), now=clock.now())


@shared_task(name="page.send")
def send_message(message_id: str) -> None:
    send(UUID(message_id), now=clock.now())


@shared_task(name="default.send")
def send_mail(message_id: str) -> None:
    send(UUID(message_id), now=clock.now())


@shared_task(name="page.hang_up")
def hang_up_call(message_id: str) -> None:
    hang_up(UUID(message_id))


@shared_task(name="page.follow_up")
def follow_up_message(message_id: str) -> None:
    follow_up(message_id=UUID(message_id), now=clock.now())


@shared_task(name="page.apply_reply")
def apply_stored_reply(reply_id: str) -> None:
    apply_reply(reply_id=int(reply_id), now=clock.now())


@shared_task(name="default.look_at_swap")
def look_at_swap(swap_id: str) -> None:
    look(swap_id=int(swap_id), now=clock.now())


@shared_task(name="default.look_for_handoffs")
def look_who_comes_on(organization_id: str) -> None:
    look_for_handoffs(organization_id=int(organization_id), now=clock.now())


@shared_task(name="default.look_at_clocks")
def look_what_is_promised(organization_id: str) -> None:
    look_at_clocks(organization_id=int(organization_id), now=clock.now())


@shared_task(name="default.take_handoff")
def tell_of_handoff(handoff_id: str) -> None:
    take_handoff(handoff_id=int(handoff_id), now=clock.now())


@shared_task(name="default.look_at_attachment")
def look_at_file(attachment_id: str) -> None:
    look_at_attachment(attachment_id=int(attachment_id), now=clock.now())


@shared_task(name="default.forget")
def forget() -> None:
    forget_everywhere(now=clock.now())


@shared_task(name="default.look_for_holes")
def look_again_for_holes(organization_id: str) -> None:
    look_for_holes(organization_id=int(organization_id), now=clock.now())
