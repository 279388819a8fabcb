"""A client's agreements: made, changed, ended, renewed, suspended; each page says what that does."""

from datetime import timedelta
from functools import partial

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.edition import edition_of
from accounts.permissions import Act
from sla.actions.agreements import (
    add_agreement,
    agreement_state,
    archive_agreement,
    edit_agreement,
    end_agreement,
    local_today,
    renew_agreement,
    resume_agreement,
    span_words,
    suspend_agreement,
)
from sla.lookups import get_agreement, newest_versions
from sla.models import Agreement, Client
from web.agreement_forms import AgreementForm, DatesForm, EndForm, RenewForm
from web.client_edit import back_to_client, crumbs_of, page_of
from web.clients import found_client
from web.cover import asks_first_in, goes_back, promises_covered
from web.edit import confirm_page, data_of, form_page, saved
from web.found import or_404
from web.once import once
from web.visit import Visit, members_only

DAY = timedelta(days=1)


@members_only(Act.MANAGE)
@asks_first_in("clients")
@once
def new(request: HttpRequest, visit: Visit, code: str) -> HttpResponse:
    client = found_client(visit, code)
    form = AgreementForm(
        data_of(request), client=client, initial={"starts_on": local_today(client, visit.now)}
    )
    if saved(form, lambda: promises_covered(request, visit, lambda: _add(visit, client, form))):
        return back_to_client(request, client, _("The agreement is there. New requests go by it."))
    return form_page(
        request, visit, form, title=_("An agreement for %(name)s") % {"name": client.name},
        leave=page_of(client), crumbs=crumbs_of(client), room="clients",
    )  # fmt: skip


def _add(visit: Visit, client: Client, form: AgreementForm) -> Agreement:
    found = form.cleaned_data
    return add_agreement(
        client=client, version=found["version"], starts_on=found["starts_on"], ends_on=found["ends_on"],
        site=found["site"], service_line=found["service_line"], actor=visit.actor, now=visit.now,
    )  # fmt: skip


@members_only(Act.MANAGE)
@asks_first_in("clients")
def edit(request: HttpRequest, visit: Visit, code: str, agreement_id: int) -> HttpResponse:
    client, row = _found(visit, code, agreement_id)
    form = DatesForm(
        data_of(request),
        initial={
            "starts_on": row.starts_on,
            "ends_on": row.ends_on,
            "edition": edition_of(agreement_state(row)),
        },
    )
    if saved(form, lambda: promises_covered(request, visit, lambda: _edit(visit, row, form))):
        return back_to_client(request, client, _("Saved."))
    return form_page(
        request, visit, form, title=_("The days of %(tier)s") % {"tier": _named(row)}, leave=page_of(client),
        crumbs=crumbs_of(client), room="clients",
        intro=_("What is open stays as it was decided; new requests go by what you save here."),
    )  # fmt: skip


def _edit(visit: Visit, row: Agreement, form: DatesForm) -> Agreement:
    found = form.cleaned_data
    return edit_agreement(
        agreement=row, starts_on=found["starts_on"], ends_on=found["ends_on"], actor=visit.actor, now=visit.now,
        seen=found["edition"],
    )  # fmt: skip


@members_only(Act.MANAGE)
@asks_first_in("clients")
def end(request: HttpRequest, visit: Visit, code: str, agreement_id: int) -> HttpResponse:
    client, row = _found(visit, code, agreement_id)
    form = EndForm(data_of(request), initial={"ends_on": local_today(client, visit.now)})
    if saved(form, lambda: promises_covered(request, visit, lambda: _end(visit, row, form))):
        return back_to_client(request, client, _("It ends then."))
    return confirm_page(
        request, visit, title=_("End %(tier)s?") % {"tier": _named(row)}, deed=_("End it"), form=form,
        leave=page_of(client), crumbs=crumbs_of(client), room="clients",
        breaks=[
            _("After its last day nothing is promised by it."),
            _("Without another agreement only security P1 and P2 wake somebody, to contain only; the rest waits for the desk."),
            _("What is open stays as it was decided."),
        ],
    )  # fmt: skip


def _end(visit: Visit, row: Agreement, form: EndForm) -> Agreement:
    return end_agreement(
        agreement=row, ends_on=form.cleaned_data["ends_on"], actor=visit.actor, now=visit.now
    )


@members_only(Act.MANAGE)
@asks_first_in("clients")
@once
def renew(request: HttpRequest, visit: Visit, code: str, agreement_id: int) -> HttpResponse:
    client, row = _found(visit, code, agreement_id)
    form = RenewForm(data_of(request), client=client, initial=_next(visit, client, row))
    if saved(form, lambda: promises_covered(request, visit, lambda: _renew(visit, row, form))):
        return back_to_client(request, client, _("The next agreement is there."))
    return form_page(
        request, visit, form, title=_("Renew %(tier)s") % {"tier": _named(row)}, leave=page_of(client),
        crumbs=crumbs_of(client), room="clients", save=_("Renew"),
        intro=_("One without an end ends the day before the next one starts.") if row.ends_on is None else "",
    )  # fmt: skip


def _next(visit: Visit, client: Client, row: Agreement) -> dict[str, object]:
    """The day after the last one, or today; the newest version of the same tier."""
    newest = newest_versions(client.organization).filter(tier=row.version.tier_id).first()
    starts_on = row.ends_on + DAY if row.ends_on else local_today(client, visit.now)
    return {"starts_on": starts_on, "version": newest.pk if newest else None}


def _renew(visit: Visit, row: Agreement, form: RenewForm) -> Agreement:
    found = form.cleaned_data
    return renew_agreement(
        agreement=row, version=found["version"], starts_on=found["starts_on"], ends_on=found["ends_on"],
        actor=visit.actor, now=visit.now,
    )  # fmt: skip


@members_only(Act.MANAGE)
@asks_first_in("clients")
def suspend(request: HttpRequest, visit: Visit, code: str, agreement_id: int) -> HttpResponse:
    client, row = _found(visit, code, agreement_id)
    if request.method == "POST" and not goes_back(request):
        promises_covered(
            request, visit, partial(suspend_agreement, agreement=row, actor=visit.actor, now=visit.now)
        )
        return back_to_client(request, client, _("It is suspended."))
    return confirm_page(
        request, visit, title=_("Suspend %(tier)s?") % {"tier": _named(row)}, deed=_("Suspend"),
        leave=page_of(client), crumbs=crumbs_of(client), room="clients",
        breaks=[
            _("It promises nothing until you resume it, as if it had not been made."),
            _("Their form says that after-hours support is not active for this account."),
            _("What is open stays as it was decided."),
        ],
    )  # fmt: skip


@require_POST
@members_only(Act.MANAGE)
@asks_first_in("clients")
def resume(request: HttpRequest, visit: Visit, code: str, agreement_id: int) -> HttpResponse:
    client, row = _found(visit, code, agreement_id)
    if goes_back(request):
        return redirect(page_of(client))
    promises_covered(
        request, visit, partial(resume_agreement, agreement=row, actor=visit.actor, now=visit.now)
    )
    return back_to_client(request, client, _("It holds again."))


@members_only(Act.MANAGE)
@asks_first_in("clients")
def archive(request: HttpRequest, visit: Visit, code: str, agreement_id: int) -> HttpResponse:
    client, row = _found(visit, code, agreement_id)
    if request.method == "POST" and not goes_back(request):
        promises_covered(
            request, visit, partial(archive_agreement, agreement=row, actor=visit.actor, now=visit.now)
        )
        return back_to_client(request, client, _("The agreement is archived."))
    return confirm_page(
        request, visit, title=_("Archive %(tier)s?") % {"tier": _named(row)}, deed=_("Archive"),
        leave=page_of(client), crumbs=crumbs_of(client), room="clients",
        breaks=[
            _("For one made by mistake, or over for long. It promises nothing any more, at once."),
            _("To let it run out on a day, end it instead."),
            _("What was decided by it stays decided, and says so."),
        ],
    )  # fmt: skip


def _found(visit: Visit, code: str, agreement_id: int) -> tuple[Client, Agreement]:
    """Raises Http404."""
    client = found_client(visit, code)
    return client, or_404(get_agreement, client, agreement_id)


def _named(row: Agreement) -> str:
    dates = span_words(row.starts_on, row.ends_on)
    return _("%(tier)s, %(dates)s") % {"tier": row.version.tier.name, "dates": dates}
