"""Making, editing and archiving tiers, and moving agreements to a new version."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from accounts.edition import edition_of
from accounts.permissions import Act
from accounts.refusal import Refused
from sla.actions.agreements import move_agreements, span_words
from sla.actions.tiers import (
    Promise,
    archive_tier,
    create_tier,
    newest_promise,
    restore_tier,
    save_tier,
    tier_edition,
)
from sla.grid import SOLD
from sla.lookups import agreements_on, get_archived_tier, tiers_in_use
from sla.models import Agreement, SlaTier, SlaTierVersion
from web.client_fields import OneLine
from web.cover import asks_first_in, promises_covered
from web.edit import Crumb, confirm_page, data_of, form_page, result_of
from web.found import or_404
from web.local_times import day
from web.once import once
from web.tier_form import TierForm, tier_initial
from web.tiers import found_tier, listed
from web.visit import Visit, members_only

SHIPPED = {f"shipped-{number}": tier for number, tier in enumerate(SOLD)}


class NewTierForm(forms.Form):
    """A name, and what the new tier begins as."""

    name = OneLine(label=gettext_lazy("Name"), max_length=80)
    like = forms.ChoiceField(
        label=gettext_lazy("Begins as"), help_text=gettext_lazy("Everything can be changed on the next page.")
    )

    def __init__(self, data: Any = None, *, tiers: list[SlaTier]) -> None:
        super().__init__(data)
        shipped = [(key, tier.name) for key, tier in SHIPPED.items()]
        own = [(str(tier.pk), tier.name) for tier in tiers]
        self.fields["like"].choices = [  # type: ignore[attr-defined]
            (_("As it ships"), shipped), (_("A copy of yours"), own),
        ]  # fmt: skip
        self.tiers = {str(tier.pk): tier for tier in tiers}

    def promise(self) -> Promise:
        like = self.cleaned_data["like"]
        if like in SHIPPED:
            tier = SHIPPED[like]
            return Promise(tier.rules, tier.targets, tier.call_out)
        return newest_promise(self.tiers[like])


@members_only(Act.MANAGE)
@once
def new(request: HttpRequest, visit: Visit) -> HttpResponse:
    form = NewTierForm(data_of(request), tiers=list(tiers_in_use(visit.organization, visit.now)))
    if made := result_of(form, lambda: _create(visit, form)):
        messages.success(request, _("The tier is there. Make it yours."))
        return redirect("tier_edit", tier_id=made.pk)
    return form_page(
        request, visit, form, title=_("A new tier"), leave=reverse("tiers"), crumbs=[_list_crumb()],
        save=_("Go on"),
    )  # fmt: skip


def _create(visit: Visit, form: NewTierForm) -> SlaTier:
    return create_tier(
        organization=visit.organization, name=form.cleaned_data["name"], promise=form.promise(),
        actor=visit.actor, now=visit.now,
    )  # fmt: skip


@members_only(Act.MANAGE)
@asks_first_in("setup")
def edit(request: HttpRequest, visit: Visit, tier_id: int) -> HttpResponse:
    tier = found_tier(visit, tier_id)
    initial = tier_initial(tier.name, newest_promise(tier)) | {"edition": edition_of(tier_edition(tier))}
    form = TierForm(data_of(request), initial=initial)
    version = result_of(form, lambda: promises_covered(request, visit, lambda: _save(visit, tier, form)))
    if form.is_valid():
        return _after_saving(request, visit, tier, version)
    row = listed(tier)
    return form_page(
        request, visit, form, title=_("Edit %(name)s") % {"name": tier.name}, leave=_page(tier),
        crumbs=[_list_crumb(), Crumb(tier.name, _page(tier))], template="tiers/edit.html", row=row,
        save=_("Save as version %(number)s") % {"number": row.newest.number + 1},
    )  # fmt: skip


def _save(visit: Visit, tier: SlaTier, form: TierForm) -> SlaTierVersion | None:
    return save_tier(
        tier=tier, name=form.cleaned_data["name"], promise=form.promise(), actor=visit.actor, now=visit.now,
        seen=form.cleaned_data["edition"],
    )  # fmt: skip


def _after_saving(
    request: HttpRequest, visit: Visit, tier: SlaTier, version: SlaTierVersion | None
) -> HttpResponse:
    if version is None:
        messages.success(request, _("Saved. What it promises is as before, so there is no new version."))
        return redirect(_page(tier))
    messages.success(request, _("Version %(number)s is saved.") % {"number": version.number})
    if tier.kind == SlaTier.Kind.ORDINARY and agreements_on(tier, visit.now).exists():
        return redirect("tier_move", tier_id=tier.pk)
    return redirect(_page(tier))


class MoveForm(forms.Form):
    """Which agreements, and from which local date on."""

    agreements = forms.MultipleChoiceField(
        label=gettext_lazy("Which agreements"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Tick at least one.")},
    )
    starts_on = day(
        gettext_lazy("From which day on"), help_text=gettext_lazy("Begins at midnight where the client is.")
    )

    def __init__(self, data: Any = None, *, rows: list[Agreement], initial: Any = None) -> None:
        super().__init__(data, initial=initial)
        self.rows = {str(row.pk): row for row in rows}
        choices = [(key, _agreement_words(row)) for key, row in self.rows.items()]
        self.fields["agreements"].choices = choices  # type: ignore[attr-defined]

    def chosen(self) -> list[Agreement]:
        return [self.rows[key] for key in self.cleaned_data["agreements"]]


def _agreement_words(row: Agreement) -> str:
    where = f", {row.site.name}" if row.site else ""
    version = _("version %(number)s") % {"number": row.version.number}
    return f"{row.client.name}{where}: {version}, {span_words(row.starts_on, row.ends_on)}"


@members_only(Act.MANAGE)
@asks_first_in("setup")
def move(request: HttpRequest, visit: Visit, tier_id: int) -> HttpResponse:
    tier = found_tier(visit, tier_id)
    newest = tier.versions.all()[0]
    today = visit.now.astimezone(visit.zone).date()
    rows = list(agreements_on(tier, visit.now).exclude(version=newest))
    form = MoveForm(data_of(request), rows=rows, initial={"starts_on": today})
    moved = result_of(form, lambda: promises_covered(request, visit, lambda: _move(visit, form, newest)))
    if moved is not None:
        words = ngettext("%(count)s agreement goes", "%(count)s agreements go", moved) % {"count": moved}
        on = {"words": words, "number": newest.number}
        messages.success(request, _("%(words)s by version %(number)s.") % on)
        return redirect(_page(tier))
    return form_page(
        request, visit, form, leave=_page(tier), crumbs=[_list_crumb(), Crumb(tier.name, _page(tier))],
        title=_("Move agreements to version %(number)s") % {"number": newest.number},
        intro=_(
            "Agreements stay on the version they were made with until you move them. What is decided stays decided."
        ),
        save=_("Move them"), template="tiers/move.html", rows=rows, tier=tier,
    )  # fmt: skip


def _move(visit: Visit, form: MoveForm, newest: SlaTierVersion) -> int:
    return move_agreements(
        agreements=form.chosen(), version=newest, starts_on=form.cleaned_data["starts_on"], actor=visit.actor,
        now=visit.now,
    )  # fmt: skip


@members_only(Act.MANAGE)
def archive(request: HttpRequest, visit: Visit, tier_id: int) -> HttpResponse:
    tier = found_tier(visit, tier_id)
    if request.method == "POST":
        return _archived(request, visit, tier)
    number = agreements_on(tier, visit.now).count()
    on_it = ngettext(
        "%(count)s agreement on it goes on as it is.", "%(count)s agreements on it go on as they are.", number
    ) % {"count": number}
    return confirm_page(
        request, visit, title=_("Archive %(name)s?") % {"name": tier.name}, deed=_("Archive"), leave=_page(tier),
        crumbs=[_list_crumb(), Crumb(tier.name, _page(tier))],
        breaks=[
            _("It is offered no more for new agreements."), *([on_it] if number else []),
            _("You can bring it back from the list of tiers."),
        ],
    )  # fmt: skip


def _archived(request: HttpRequest, visit: Visit, tier: SlaTier) -> HttpResponse:
    try:
        archive_tier(tier=tier, actor=visit.actor, now=visit.now)
        messages.success(request, _("%(name)s is archived.") % {"name": tier.name})
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect(_page(tier))
    return redirect("tiers")


@require_POST
@members_only(Act.MANAGE)
def restore(request: HttpRequest, visit: Visit, tier_id: int) -> HttpResponse:
    tier = or_404(get_archived_tier, visit.organization, tier_id)
    restore_tier(tier=tier, actor=visit.actor, now=visit.now)
    messages.success(request, _("%(name)s is back.") % {"name": tier.name})
    return redirect(_page(tier))


def _page(tier: SlaTier) -> str:
    return reverse("tier", args=[tier.pk])


def _list_crumb() -> Crumb:
    return Crumb(_("Tiers"), reverse("tiers"))
