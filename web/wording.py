"""The words for states, lines, bands, outcomes and reasons, and the tone each is shown in. One place, translated.

A tone is a class of `components.css` (`tag-<tone>`); the words say the same without the colour.
"""

from django.utils.translation import gettext_lazy as _

LINES = {"help_desk": _("Help desk"), "monitoring": _("Monitoring"), "security": _("Security")}
BANDS = {
    "business_hours": _("Business hours"),
    "after_hours": _("After hours"),
    "weekend": _("Weekend"),
    "holiday": _("Holiday"),
}
OUTCOMES = {
    "page": _("Pages a technician"),
    "queue": _("Waits for the desk"),
    "consent": _("Not covered, the desk is told"),
}
OUTCOMES_SHORT = {"page": _("Page"), "queue": _("Desk"), "consent": _("Not covered")}
PRIORITIES = {
    "P1": _("P1, everyone stopped"),
    "P2": _("P2, a team stopped"),
    "P3": _("P3, one person stopped"),
    "P4": _("P4, not urgent"),
}
DELIVERY_STATES = {
    "queued": _("waiting"),
    "sending": _("on its way"),
    "delivered": _("delivered"),
    "failed": _("not delivered"),
}
DELIVERY_TONES = {"queued": "lamp", "sending": "lamp", "delivered": "good", "failed": "bad"}
EVENT_OUTCOMES = {
    "opened": _("opened an incident"),
    "repeated": _("counted as a repeat"),
    "acknowledged": _("noted on its incident"),
    "resolved": _("closed its alert"),
    "reopened": _("reopened its incident"),
    "ignored": _("nothing to do"),
    "control": _("a test, kept"),
    "replayed": _("the same again, ignored"),
    "unparseable": _("not readable, paged as such"),
    "listened": _("only listened to"),
}
STATES = {
    "held": _("Held"),
    "queued": _("Waiting for the desk"),
    "at_desk": _("At the desk"),
    "awaiting_consent": _("Waiting for a yes to the charge"),
    "triggered": _("Calling people"),
    "acknowledged": _("Taken"),
    "snoozed": _("Snoozed"),
    "resolved": _("Resolved"),
}
STATE_TONES = {
    "held": "info",
    "queued": "info",
    "at_desk": "lamp",
    "awaiting_consent": "lamp",
    "triggered": "bad",
    "acknowledged": "good",
    "snoozed": "lamp",
    "resolved": "plain",
}
CHARGE_STATES = {
    "open": _("Nobody has answered yet"),
    "accepted": _("Accepted"),
    "refused": _("Refused: no charge"),
    "lapsed": _("No answer in time: no charge"),
    "overtaken": _("Taken or over before an answer: no charge"),
    "withdrawn": _("Accepted, then withdrawn: no charge"),
}
CHANNELS = {"sms": _("Text"), "voice": _("Call"), "email": _("E-mail")}
CAME_BY = {
    "alert": _("an alert"),
    "webhook": _("an alert"),
    "form": _("the client's form"),
    "member": _("a member"),
    "api": _("the API"),
    "phone": _("phone"),
    "text": _("a text"),
    "email": _("e-mail"),
}
PAGE_STATES = {
    "queued": _("about to go out"),
    "sending": _("going out"),
    "waiting": _("no answer yet"),
    "acknowledged": _("taken"),
    "rejected": _("passed on"),
    "failed": _("not reached"),
    "expired": _("no reply in time"),
    "canceled": _("not needed any more"),
}
PAGE_TONES = {
    "waiting": "lamp",
    "sending": "lamp",
    "acknowledged": "good",
    "rejected": "warn",
    "failed": "bad",
    "expired": "warn",
}
ATTEMPT_STATES = {
    "sending": _("sending"),
    "unknown": _("nobody knows yet whether it went out"),
    "accepted": _("accepted by the provider"),
    "sent": _("sent"),
    "ringing": _("ringing"),
    "answered": _("answered"),
    "delivered": _("delivered"),
    "completed": _("call ended"),
    "undelivered": _("not delivered"),
    "busy": _("busy or declined"),
    "no_answer": _("no answer"),
    "voicemail": _("voicemail"),
    "failed": _("failed"),
    "canceled": _("canceled"),
    "refused": _("refused by the provider"),
}
REASONS = {
    "answered": _("a key was pressed"),
    "no_receipt": _("the carrier never said whether it arrived"),
    "no_answer": _("no answer"),
    "busy": _("busy or declined"),
    "voicemail": _("voicemail answered"),
    "no_key": _("answered, no key pressed"),
    "picked_up_at_once": _("a machine picked up at once"),
    "undelivered": _("not delivered"),
    "phone_off": _("the phone is off"),
    "filtered": _("filtered by the carrier"),
    "opted_out": _("the phone said STOP"),
    "landline": _("a landline takes no texts"),
    "invalid_number": _("not a number that can be reached"),
    "blocked": _("blocked by the provider"),
    "country_blocked": _("this country is not switched on at the provider"),
    "not_registered": _("our number is not registered for texts yet"),
    "channel_off": _("this channel is off"),
    "no_sender": _("we have no number to send from"),
    "bad_text": _("the provider refused the text"),
    "bad_callback": _("the provider refused our address"),
    "credentials": _("the provider does not know our account"),
    "too_many_requests": _("the provider asked us to slow down"),
    "provider_unreachable": _("the provider could not be reached"),
    "provider_busy": _("the provider had a fault"),
    "provider_refused": _("the provider refused it"),
    "provider_unclear": _("nobody knows whether it was sent"),
    "canceled": _("not needed any more"),
    "expired": _("too old to send"),
    "no_number": _("no verified phone with a channel that works"),
    "nobody_on_call": _("nobody on call"),
    "taken": _("somebody took it"),
    "passed_on": _("passed on"),
    "reassigned": _("given to somebody else"),
    "made_way": _("they took another client's P1"),
    "snoozed": _("snoozed"),
    "resolved": _("resolved"),
    "left": _("left until the desk opens"),
    "withdrawn": _("the client withdrew the paid help"),
    "seen": _("a sign of life came"),
    "no_sign_of_life": _("no sign of life"),
    "step_over": _("the step was over"),
    "no_reply": _("no reply"),
}
STEP_ROLES = {
    "on_call": _("Technician on call"),
    "senior": _("Senior technician"),
    "backup": _("Backup"),
    "desk": _("The desk"),
    "manager": _("Manager"),
    "owner": _("Owner"),
    "partner": _("Partner"),
    "contact": _("Client's contact"),
}
PAUSE_REASONS = {
    "client": _("we wait for the client"),
    "others": _("we wait for a supplier"),
    "agreed": _("the client wants it later"),
}
CHANNEL_STATES = {"on": _("on"), "pending": _("being registered"), "off": _("off")}
CHANNEL_TONES = {"on": "good", "pending": "warn", "off": "bad"}


def spoken(words: dict[str, object], word: str) -> str:
    """The words for a stored word; one nobody has words for is shown with its underscores opened."""
    return str(words.get(word) or word.replace("_", " "))
