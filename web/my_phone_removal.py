"""Taking a phone away: what that breaks is said first, in sentences."""

from datetime import datetime
from functools import partial

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from accounts.refusal import Refused
from delivery.models import ContactMethod
from oncall.actions.phones import retire_contact_method
from oncall.queries import fallback_place
from routing.actions.keep_fallback import keeping_the_fallback
from web.cover import asks_first_in, covered
from web.edit import Crumb, confirm_page
from web.my_duty import my_duties
from web.my_phones import phones_crumb, room
from web.phone_facts import Phones, phones_of
from web.phones import pretty
from web.visit import Visit
from web.way_words import way_words
from web.whose import Whose, whose_page


@whose_page
@asks_first_in("me")
def remove_phone_page(
    request: HttpRequest, visit: Visit, whose: Whose, method: ContactMethod
) -> HttpResponse:
    if request.method == "POST":
        try:
            edit = partial(retire_contact_method, method=method, actor=visit.actor, now=visit.now)
            gone = covered(request, visit, keeping_the_fallback(visit.organization, field="method")(edit))
            messages.success(request, _("Removed.") if gone else _("It was removed before."))
            return redirect(whose.phones)
        except Refused as no:
            messages.error(request, str(no))
            return redirect(whose.to("remove_phone", method.pk))
    name = pretty(method.address)
    return confirm_page(
        request, visit, title=_("Remove %(phone)s?") % {"phone": name}, breaks=_breaks(whose, method, visit.now),
        deed=_("Remove it"), leave=whose.to("phone", method.pk), room=room(whose),
        crumbs=whose.crumbs(phones_crumb(whose), Crumb(name, whose.to("phone", method.pk))),
    )  # fmt: skip


def _breaks(whose: Whose, method: ContactMethod, now: datetime) -> list[str]:
    name = {"phone": pretty(method.address), "name": whose.member}
    if method.kind != ContactMethod.Kind.PHONE:
        return [_("No notices go to %(phone)s any more.") % name]
    found = [_("No page and no code goes to %(phone)s any more.") % name]
    phones = phones_of(whose.member)
    found += _broken_rules(phones, method)
    others = [phone for phone in phones.verified if phone.pk != method.pk]
    if method.verified_at and not others:
        found.append(_("It is the last verified phone of %(name)s, who cannot be paged without it.") % name)
        names = ", ".join(duty.schedule.name for duty in my_duties(whose.member, now))
        if names:
            turns = _("%(name)s has turns in %(schedules)s: pages pass them over for the next person.")
            found.append(turns % {**name, "schedules": names})
        place = fallback_place(whose.member)
        if place is not None:
            found.append(
                _("%(name)s is number %(place)s of the fallback: that place reaches nobody then.")
                % {**name, "place": place}
            )
    return found


def _broken_rules(phones: Phones, method: ContactMethod) -> list[str]:
    found = []
    for priority, ways in sorted(phones.own.items()):
        lost = [way for way in ways if way.method_id == method.pk]
        words = ", ".join(way_words(way.delay_seconds, way.channel, "") for way in lost)
        if lost and len(lost) == len(ways):
            found.append(
                _("All rules for %(priority)s end (%(ways)s): those as shipped hold again.")
                % {"priority": priority, "ways": words}
            )
        elif lost:
            found.append(_("Rules for %(priority)s end: %(ways)s.") % {"priority": priority, "ways": words})
    return found
