"""What happens tonight: what came in, what it became, who was paged and what they answered."""

from routing.models.attachments import Attachment
from routing.models.choices import LINES, PRIORITIES
from routing.models.clocks import ClockPause, ClockWatch, NightMail, TargetClock
from routing.models.consents import Consent, ConsentAsked, ConsentReceipt
from routing.models.events import Handling, InboundEvent
from routing.models.handoffs import Handoff, HandoffWatch, WeekMail
from routing.models.heartbeats import Heartbeat
from routing.models.held import HeldRequest
from routing.models.holes import HoleMark, HoleSnapshot, KeptHole
from routing.models.incidents import Alert, Decision, Incident
from routing.models.pages import Page, Reply, ReplyCode
from routing.models.sources import ExternalId, Integration, Route
from routing.models.timeline import RunbookTick, TimelineEntry
from routing.models.told import ClientMessage
from routing.models.webhooks import Webhook, WebhookDelivery
from routing.models.work import PayRate, WorkEntry

__all__ = [
    "Alert",
    "Attachment",
    "ClientMessage",
    "ClockPause",
    "ClockWatch",
    "Consent",
    "ConsentAsked",
    "ConsentReceipt",
    "Decision",
    "ExternalId",
    "Handling",
    "Handoff",
    "HandoffWatch",
    "Heartbeat",
    "HeldRequest",
    "HoleMark",
    "HoleSnapshot",
    "InboundEvent",
    "Incident",
    "Integration",
    "KeptHole",
    "LINES",
    "PRIORITIES",
    "NightMail",
    "Page",
    "PayRate",
    "Reply",
    "ReplyCode",
    "Route",
    "RunbookTick",
    "TargetClock",
    "TimelineEntry",
    "Webhook",
    "WebhookDelivery",
    "WeekMail",
    "WorkEntry",
]
