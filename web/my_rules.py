"""How pages come to a member: what really happens per priority, and the rows to change it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.refusal import Refused
from oncall.actions.rules import set_rules, use_shipped_rules
from oncall.ways import Way, call_at_once, mark_of
from routing.escalation import default_rules
from routing.models.choices import PRIORITIES
from routing.reach import rules_by_priority
from web.edit import Crumb, data_of, form_page
from web.my_phones import room
from web.phone_facts import Phones, faults, names_of, phones_of
from web.rule_forms import RulesForm
from web.visit import Visit, show
from web.way_words import way_words
from web.whose import Whose, whose_page


@dataclass(frozen=True)
class RulesRow:
    """One priority: what really happens, whether by rules of one's own, what of these can't be done now."""

    priority: str
    lines: list[str]
    own: bool
    idle: list[str]
    address: str


@whose_page
def rule_list(request: HttpRequest, visit: Visit, whose: Whose) -> HttpResponse:
    phones = phones_of(whose.member)
    context = {
        "room": room(whose), "whose": whose, "phones": phones, "crumbs": whose.crumbs(),
        "faults": faults(phones, whose.member, mine=whose.mine), "rows": rules_rows(whose, phones),
    }  # fmt: skip
    return show(request, visit, "rules/list.html", context)


def rules_rows(whose: Whose, phones: Phones) -> list[RulesRow]:
    """Priority by priority, as it would happen now."""
    own, names = phones.own, names_of(phones.verified)
    real = rules_by_priority(phones.verified, phones.channels, own)
    return [
        RulesRow(
            priority,
            [way_words(rule.delay_seconds, rule.channel, names[rule.method_id]) for rule in real[priority]],
            priority in own,
            [
                way_words(way.delay_seconds, way.channel, names.get(way.method_id, ""))
                for way in own.get(priority, ())
                if way.channel not in phones.channels.get(way.method_id, frozenset())
            ],
            whose.to("rules_of", priority),
        )
        for priority in PRIORITIES
    ]


@whose_page
def rules_page(request: HttpRequest, visit: Visit, whose: Whose, priority: str) -> HttpResponse:
    _refuse_unknown(priority)
    phones = phones_of(whose.member)
    own = phones.own.get(priority, ())
    ways = own or _shipped(phones, priority)
    data = data_of(request)
    form = RulesForm(data, ways=ways, phones=phones.verified, seen=mark_of(own))
    if request.method == "POST" and form.is_valid():
        try:
            set_rules(
                member=whose.member, priority=priority, ways=form.ways(), seen=form.cleaned_data["seen"],
                actor=visit.actor, now=visit.now,
            )  # fmt: skip
            messages.success(
                request, _("Saved. So %(priority)s pages come from now on.") % {"priority": priority}
            )
            return redirect(whose.rules)
        except Refused as no:
            form.add_error(None, str(no))
    return _form(request, visit, whose, priority, form, phones, mark_of(own))


def _form(
    request: HttpRequest,
    visit: Visit,
    whose: Whose,
    priority: str,
    form: RulesForm,
    phones: Phones,
    seen: str,
) -> HttpResponse:
    title = _("How %(priority)s pages come") % {"priority": priority}
    return form_page(
        request, visit, form, title=title, leave=whose.rules, room=room(whose), template="rules/form.html",
        crumbs=whose.crumbs(Crumb(rules_title(whose), whose.rules)), has_phones=bool(phones.verified), whose=whose,
        to_preset=whose.to("preset", priority), seen=seen,
        intro=_("Times count from the moment a page is for you. The first way always goes at once."),
    )  # fmt: skip


@require_POST
@whose_page
def preset_page(request: HttpRequest, visit: Visit, whose: Whose, priority: str) -> HttpResponse:
    """As shipped, or calls at once."""
    _refuse_unknown(priority)
    seen = request.POST.get("seen", "")[:40]
    try:
        _apply(request.POST.get("preset", ""), visit, whose, priority, seen)
        messages.success(
            request, _("Saved. So %(priority)s pages come from now on.") % {"priority": priority}
        )
    except Refused as no:
        messages.error(request, str(no))
        return redirect(whose.to("rules_of", priority))
    return redirect(whose.rules)


def _apply(preset: str, visit: Visit, whose: Whose, priority: str, seen: str) -> None:
    """Raises Refused, and Http404 for a preset there is not."""
    rest: dict[str, Any] = {
        "member": whose.member,
        "priority": priority,
        "seen": seen,
        "actor": visit.actor,
        "now": visit.now,
    }
    if preset == "shipped":
        use_shipped_rules(**rest)
    elif preset == "calls":
        phones = phones_of(whose.member)
        takes = {
            phone.pk: frozenset(
                name for name, does in (("sms", phone.can_text), ("voice", phone.can_call)) if does
            )
            for phone in phones.verified
        }
        set_rules(ways=call_at_once(takes), **rest)
    else:
        raise Http404


def _shipped(phones: Phones, priority: str) -> Sequence[Way]:
    """The rows to begin with: what ships, for the phones there are."""
    rules = default_rules(priority, [phone.pk for phone in phones.verified])
    takes = {phone.pk: phone for phone in phones.verified}
    return [
        Way(rule.delay_seconds, rule.channel, rule.method_id)
        for rule in rules
        if (takes[rule.method_id].can_text if rule.channel == "sms" else takes[rule.method_id].can_call)
    ]


def _refuse_unknown(priority: str) -> None:
    if priority not in PRIORITIES:
        raise Http404


def rules_title(whose: Whose) -> str:
    return _("How pages come") if whose.mine else _("How pages come to %(name)s") % {"name": whose.member}
