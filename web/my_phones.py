"""Phones and addresses of a member: seen, added, proven, tried, changed."""

from functools import partial

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.refusal import Refused
from delivery.actions.contact_methods import add_email, add_phone, change_channels, enter_code, send_code
from delivery.actions.trial import try_phone
from delivery.actions.verify import Check
from delivery.models import Channel, ContactMethod
from routing.actions.keep_fallback import keeping_the_fallback
from web.code_words import wrong_code
from web.cover import asks_first_in, covered
from web.edit import Crumb, data_of, form_page, refuse, result_of, saved
from web.live import stamp_of, unless_seen
from web.once import once
from web.phone_facts import channel_words, faults, has_open_code, phones_of, sent_lines
from web.phone_forms import AddEmailForm, AddPhoneForm, ChannelsForm, CodeForm
from web.phones import pretty
from web.visit import Visit, show
from web.whose import Whose, whose_page


@whose_page
def phone_list(request: HttpRequest, visit: Visit, whose: Whose) -> HttpResponse:
    phones = phones_of(whose.member)
    context = {
        "room": room(whose), "whose": whose, "phones": phones,
        "faults": faults(phones, whose.member, mine=whose.mine) if whose.is_paged else [],
        "channel_words": channel_words(phones.sender), "crumbs": whose.crumbs(),
        "rows": [(fact, whose.to("phone", fact.method.pk)) for fact in phones.facts],
        "add_phone": whose.to("add_phone"), "add_email": whose.to("add_email"),
    }  # fmt: skip
    return show(request, visit, "phones/list.html", context)


@whose_page
def phone_page(request: HttpRequest, visit: Visit, whose: Whose, method: ContactMethod) -> HttpResponse:
    return _show(request, visit, whose, method, CodeForm())


def _show(
    request: HttpRequest,
    visit: Visit,
    whose: Whose,
    method: ContactMethod,
    code_form: CodeForm,
    status: int = 200,
) -> HttpResponse:
    phones = phones_of(whose.member)
    fact = next(fact for fact in phones.facts if fact.method.pk == method.pk)
    context = {
        "room": room(whose), "whose": whose, "phones": phones, "fact": fact, "code_form": code_form,
        "crumbs": whose.crumbs(phones_crumb(whose)), "has_code": has_open_code(method, visit.now),
        "channel_words": channel_words(phones.sender) if fact.is_phone else [],
        **_addresses(whose, method), **_sent(visit, method),
    }  # fmt: skip
    return show(request, visit, "phones/page.html", context, status=status)


def _addresses(whose: Whose, method: ContactMethod) -> dict[str, str]:
    deeds = ("send_code", "try_phone", "change_phone", "remove_phone", "phone_sent")
    found = {f"to_{deed}": whose.to(deed, method.pk) for deed in deeds}
    return found | ({"to_enter_code": whose.to("enter_code", method.pk)} if whose.may_enter_code else {})


def _sent(visit: Visit, method: ContactMethod) -> dict[str, object]:
    sent = sent_lines(method, visit.now)
    return {"sent": sent, "stamp": stamp_of(sent, method.verified_at)}


@whose_page
def phone_sent(request: HttpRequest, visit: Visit, whose: Whose, method: ContactMethod) -> HttpResponse:
    """What became of test pages and codes, again, or 304."""
    context = _sent(visit, method) | _addresses(whose, method)
    return unless_seen(
        request, str(context["stamp"]), lambda: show(request, visit, "phones/_sent.html", context)
    )


@whose_page
@once
def add_phone_page(request: HttpRequest, visit: Visit, whose: Whose) -> HttpResponse:
    form = AddPhoneForm(data_of(request), country=visit.organization.country)
    if method := result_of(form, lambda: _add_phone(visit, whose, form)):
        return _code_follows(request, visit, whose, method)
    return _add_page(request, visit, whose, form, _("Add a phone"))


def _add_phone(visit: Visit, whose: Whose, form: AddPhoneForm) -> ContactMethod:
    found = form.cleaned_data
    return add_phone(
        member=whose.member, phone=found["address"], can_text=found["can_text"], can_call=found["can_call"],
        actor=visit.actor, now=visit.now,
    )  # fmt: skip


@whose_page
@once
def add_email_page(request: HttpRequest, visit: Visit, whose: Whose) -> HttpResponse:
    form = AddEmailForm(data_of(request))
    if method := result_of(
        form,
        lambda: add_email(
            member=whose.member, email=form.cleaned_data["address"], actor=visit.actor, now=visit.now
        ),
    ):
        return _code_follows(request, visit, whose, method)
    return _add_page(request, visit, whose, form, _("Add an e-mail address"))


def _add_page(
    request: HttpRequest, visit: Visit, whose: Whose, form: AddPhoneForm | AddEmailForm, title: str
) -> HttpResponse:
    intro = _("We send a code to it. Whoever holds it enters the code; then it counts.")
    return form_page(
        request, visit, form, title=title, leave=whose.phones, crumbs=whose.crumbs(phones_crumb(whose)), intro=intro,
        save=_("Add it and send a code"), room=room(whose),
    )  # fmt: skip


def _code_follows(request: HttpRequest, visit: Visit, whose: Whose, method: ContactMethod) -> HttpResponse:
    """It is there whether or not a code can go out now; the page offers to send one again."""
    _send(request, visit, method, None)
    return redirect(whose.to("phone", method.pk))


@require_POST
@whose_page
def send_code_page(request: HttpRequest, visit: Visit, whose: Whose, method: ContactMethod) -> HttpResponse:
    if method.verified_at is None:
        _send(request, visit, method, _channel(request))
    return redirect(whose.to("phone", method.pk))


def _send(request: HttpRequest, visit: Visit, method: ContactMethod, channel: Channel | None) -> None:
    try:
        sent = send_code(method=method, channel=channel, now=visit.now)
    except Refused as no:
        messages.error(request, str(no))
        return
    words = {
        Channel.SMS: _("A code is on its way by text. It is good for 10 minutes."),
        Channel.VOICE: _("We call with a code now. It is good for 10 minutes."),
        Channel.EMAIL: _("A code is on its way by mail. It is good for 10 minutes."),
    }
    messages.success(request, words[Channel(sent.channel)])


@require_POST
@whose_page
def enter_code_page(request: HttpRequest, visit: Visit, whose: Whose, method: ContactMethod) -> HttpResponse:
    """At one's own address, or a partner's: a code proves that its owner holds the phone."""
    form = CodeForm(request.POST)
    if not form.is_valid():
        return _show(request, visit, whose, method, form, status=422)
    try:
        checked = enter_code(method=method, code=form.cleaned_data["code"], actor=visit.actor, now=visit.now)
    except Refused as no:
        refuse(form, no)
        return _show(request, visit, whose, method, form, status=422)
    if checked.result is Check.VERIFIED:
        messages.success(request, _("Verified: %(phone)s counts now.") % {"phone": pretty(method.address)})
        return redirect(whose.to("phone", method.pk))
    form.add_error("code", wrong_code(checked))
    fresh = ContactMethod.objects.select_related("verification").get(pk=method.pk)
    return _show(request, visit, whose, fresh, form, status=422)


@require_POST
@whose_page
def try_phone_page(request: HttpRequest, visit: Visit, whose: Whose, method: ContactMethod) -> HttpResponse:
    """Text me now, call me now."""
    channel = _channel(request)
    try:
        try_phone(method=method, channel=channel, actor=visit.actor, now=visit.now)
        messages.success(request, _("It is on its way. Below you see what becomes of it."))
    except Refused as no:
        messages.error(request, str(no))
    return redirect(whose.to("phone", method.pk) + "#sent")


@whose_page
@asks_first_in("me")
def change_phone_page(
    request: HttpRequest, visit: Visit, whose: Whose, method: ContactMethod
) -> HttpResponse:
    if method.kind != ContactMethod.Kind.PHONE:
        raise Http404
    form = ChannelsForm(
        data_of(request),
        initial={"can_text": method.can_text, "can_call": method.can_call},
    )
    if saved(form, lambda: _change(request, visit, method, form)):
        messages.success(request, _("Saved."))
        return redirect(whose.to("phone", method.pk))
    crumb = Crumb(pretty(method.address), whose.to("phone", method.pk))
    return form_page(
        request, visit, form, title=_("What this phone takes"), leave=whose.to("phone", method.pk),
        crumbs=whose.crumbs(phones_crumb(whose), crumb), room=room(whose),
    )  # fmt: skip


def _change(request: HttpRequest, visit: Visit, method: ContactMethod, form: ChannelsForm) -> None:
    edit = partial(change_channels, method=method, **form.cleaned_data, actor=visit.actor, now=visit.now)
    covered(request, visit, keeping_the_fallback(visit.organization, field="can_call")(edit))


def _channel(request: HttpRequest) -> Channel:
    """Raises Http404 for a channel there is not."""
    try:
        return Channel(request.POST.get("channel", ""))
    except ValueError:
        raise Http404(_("Say how: by text, by call or by mail.")) from None


def phones_crumb(whose: Whose) -> Crumb:
    words = _("My phones") if whose.mine else _("Phones of %(name)s") % {"name": whose.member}
    return Crumb(words, whose.phones)


def room(whose: Whose) -> str:
    """Which room of the navigation it is in."""
    return "me" if whose.mine else "setup"
