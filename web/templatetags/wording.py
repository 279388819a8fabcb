"""Filters that turn stored words into the ones people read: `{{ incident.status|state }}`."""

import re

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from routing.models import Page
from routing.states import PageStatus
from sla.models import ClientContact
from web import wording
from web.phones import pretty

register = template.Library()


def _filter(name: str, words: dict[str, object]) -> None:
    register.filter(name, lambda word: wording.spoken(words, str(word)) if word else "")


_filter("line", dict(wording.LINES))
_filter("band", dict(wording.BANDS))
_filter("outcome", dict(wording.OUTCOMES))
_filter("outcome_short", dict(wording.OUTCOMES_SHORT))
_filter("state", dict(wording.STATES))
_filter("state_tone", dict(wording.STATE_TONES))
_filter("channel", dict(wording.CHANNELS))
_filter("came_by", dict(wording.CAME_BY))
_filter("page_state", dict(wording.PAGE_STATES))
_filter("page_tone", dict(wording.PAGE_TONES))
_filter("attempt_state", dict(wording.ATTEMPT_STATES))
_filter("channel_state", dict(wording.CHANNEL_STATES))
_filter("channel_tone", dict(wording.CHANNEL_TONES))
_filter("delivery_state", dict(wording.DELIVERY_STATES))
_filter("delivery_tone", dict(wording.DELIVERY_TONES))
_filter("event_outcome", dict(wording.EVENT_OUTCOMES))
_filter("charge_state", dict(wording.CHARGE_STATES))
_filter("reason", dict(wording.REASONS))
_filter("step_role", dict(wording.STEP_ROLES))
_filter("pause_reason", dict(wording.PAUSE_REASONS))
_filter("priority_words", dict(wording.PRIORITIES))


register.filter("spaced", pretty)


@register.filter
def may_words(contact: ClientContact) -> str:
    """What somebody at a client may and gets, as one line."""
    said = {
        _("may approve charges"): contact.may_approve_charges, _("has a PIN"): contact.pin_hash,
        _("is told"): contact.is_told, _("gets receipts"): contact.gets_bills, _("may not report"): not contact.may_report,
    }  # fmt: skip
    return ", ".join(words for words, holds in said.items() if holds)


@register.filter
def page_now(page: Page) -> str:
    """The state of a page as people know it: what went out and is still open waits for its answer."""
    went_out = page.ended_at is None and page.message is not None and page.message.tries > 0
    return str(PageStatus.WAITING) if went_out else page.status


@register.filter
def tel(number: str) -> SafeString | str:
    """A number, spaced as people read it, as a link that calls; what can't be dialled stays text."""
    dialled = re.sub(r"[\s().-]", "", number or "")
    if not re.fullmatch(r"\+?[0-9]{3,17}", dialled):
        return number
    return format_html('<a class="call nowrap" href="tel:{}">{}</a>', dialled, pretty(number))
