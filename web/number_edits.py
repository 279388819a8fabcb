"""Changing numbers: add or replace one, switch its channels, archive it, point its webhooks here, test it."""

from functools import partial

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.edition import edition_of
from accounts.permissions import Act
from accounts.refusal import Refused
from delivery.actions.numbers import (
    Wanted,
    add_number,
    archive_number,
    look_up,
    register,
    replace_number,
    set_channels,
    told,
)
from delivery.actions.trial import try_phone
from delivery.models import Channel, PhoneNumber, ProviderAccount
from routing.actions.keep_fallback import keeping_the_fallback
from web.cover import asks_first_in, covered
from web.edit import Crumb, confirm_page, data_of, form_page, saved
from web.number_forms import ChannelsForm, NumberForm, OtherNumberForm
from web.numbers import found_number, my_phone, sending_account
from web.phones import pretty
from web.visit import Visit, members_only


@members_only(Act.OWN)
def add(request: HttpRequest, visit: Visit) -> HttpResponse:
    form = NumberForm(data_of(request), initial={"purpose": _purpose(request)})
    if saved(form, lambda: _add(visit, form)):
        messages.success(request, _("Added. Twilio sends here what comes to it. Now try it."))
        return redirect("numbers")
    return form_page(
        request, visit, form, title=_("Add a number"), leave=reverse("numbers"), crumbs=crumbs(),
        intro=_("We look it up at Twilio and point its webhooks here."), save=_("Look it up and add it"),
    )  # fmt: skip


def _add(visit: Visit, form: NumberForm) -> None:
    add_number(
        organization=visit.organization, account=_account(visit), purpose=form.cleaned_data["purpose"],
        wanted=_wanted(form), actor=visit.actor, now=visit.now,
    )  # fmt: skip


@members_only(Act.OWN)
@asks_first_in("setup")
def replace(request: HttpRequest, visit: Visit, number_id: int) -> HttpResponse:
    """Another number for the same purpose, looked up in the account that sends now."""
    number = found_number(visit, number_id)
    form = OtherNumberForm(data_of(request), initial=told(number))
    if saved(form, lambda: _replace(request, visit, number, form)):
        messages.success(request, _("Replaced. Twilio sends here what comes to the new one. Now try it."))
        return redirect("numbers")
    return confirm_page(
        request, visit, title=_("Replace %(number)s") % {"number": pretty(number.number)}, deed=_("Replace it"),
        leave=reverse("numbers"), crumbs=crumbs(), form=form,
        breaks=[
            _("The new number is looked up at Twilio, and its webhooks are pointed here."),
            _("What waits leaves from the new number. Replies to what left from the old one are no longer read."),
            _("Whoever saved the old number, to let it through at night, has to save the new one."),
        ],
    )  # fmt: skip


def _replace(request: HttpRequest, visit: Visit, number: PhoneNumber, form: OtherNumberForm) -> None:
    account, wanted = _account(visit), _wanted(form)
    edit = partial(
        replace_number, number=number, account=account, e164=look_up(visit.organization, account, number.purpose, wanted),
        wanted=wanted, actor=visit.actor, now=visit.now,
    )  # fmt: skip
    covered(request, visit, keeping_the_fallback(visit.organization, field="voice_state")(edit))


def _wanted(form: OtherNumberForm) -> Wanted:
    said = form.cleaned_data
    return Wanted(said["number"], said["sms_state"], said["voice_state"])


def _account(visit: Visit) -> ProviderAccount:
    account = sending_account(visit)
    if account is None:
        raise Refused(number=_("No account sends yet: enter your own Twilio account first."))
    return account


def _purpose(request: HttpRequest) -> str:
    asked = request.GET.get("purpose", "")
    return asked if asked in PhoneNumber.Purpose.values else PhoneNumber.Purpose.PAGING


@members_only(Act.OWN)
@asks_first_in("setup")
def channels(request: HttpRequest, visit: Visit, number_id: int) -> HttpResponse:
    number = found_number(visit, number_id)
    state = told(number)
    form = ChannelsForm(data_of(request), initial={**state, "edition": edition_of(state)})
    if saved(form, lambda: _set(request, visit, number, form)):
        messages.success(request, _("Saved. It counts from the next text and call on."))
        return redirect("numbers")
    return form_page(
        request, visit, form, title=_("Texts and calls from %(number)s") % {"number": pretty(number.number)},
        leave=reverse("numbers"), crumbs=crumbs(),
    )  # fmt: skip


def _set(request: HttpRequest, visit: Visit, number: PhoneNumber, form: ChannelsForm) -> None:
    said = form.cleaned_data
    edit = partial(
        set_channels, number=number, sms_state=said["sms_state"], voice_state=said["voice_state"],
        seen=said["edition"], actor=visit.actor, now=visit.now,
    )  # fmt: skip
    covered(request, visit, keeping_the_fallback(visit.organization, field="voice_state")(edit))


@members_only(Act.OWN)
def archive(request: HttpRequest, visit: Visit, number_id: int) -> HttpResponse:
    number = found_number(visit, number_id)
    form = forms.Form(data_of(request))
    if saved(form, lambda: archive_number(number=number, actor=visit.actor, now=visit.now)):
        messages.success(request, _("Archived."))
        return redirect("numbers")
    breaks = [_("Nothing is sent from it any more, and texts and calls to it are no longer answered.")]
    if number.purpose == PhoneNumber.Purpose.CLIENT:
        breaks.append(_("Clients who text or call it reach nobody, and their pages show no number to ring."))
    else:
        breaks.append(_("Nobody can be paged until another paging number is there."))
    return confirm_page(
        request, visit, title=_("Archive %(number)s") % {"number": pretty(number.number)}, breaks=breaks,
        deed=_("Archive it"), leave=reverse("numbers"), crumbs=crumbs(), form=form,
    )  # fmt: skip


@require_POST
@members_only(Act.OWN)
def register_again(request: HttpRequest, visit: Visit, number_id: int) -> HttpResponse:
    number = found_number(visit, number_id)
    try:
        changed = register(number.account, number.number)
        done = _("Twilio sends here now what comes to it.") if changed else _("Twilio sent here already.")
        messages.success(request, done)
    except Refused as refused:
        messages.error(request, str(refused))
    return redirect("numbers")


@require_POST
@members_only(Act.OWN)
def test(request: HttpRequest, visit: Visit) -> HttpResponse:
    """A test page from the paging number to the visitor's own phone, by `channel`: sms or voice."""
    phone = my_phone(visit)
    channel = Channel.VOICE if request.POST.get("channel") == Channel.VOICE else Channel.SMS
    if phone is None:
        messages.error(request, _("Verify a phone of your own first."))
        return redirect("numbers")
    try:
        try_phone(method=phone, channel=channel, actor=visit.actor, now=visit.now)
        messages.success(request, _("On its way to %(phone)s.") % {"phone": pretty(phone.address)})
    except Refused as refused:
        messages.error(request, str(refused))
    return redirect("numbers")


def crumbs() -> list[Crumb]:
    return [Crumb(_("Numbers"), reverse("numbers"))]
