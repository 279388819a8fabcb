"""Changing inbound sources: connect one, set it live or back to listening, rename it, replace its key, retire it."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.edition import edition_of
from accounts.permissions import Act
from routing.actions.integration_edit import edit_integration, end_previous_key, rotate_key
from routing.actions.listening import create_listening, listen_again, retire, set_live, told
from routing.models import Integration
from routing.queries import open_incidents
from web.edit import Crumb, asked, confirm_page, data_of, form_page, result_of, saved, shown_once
from web.once import secret_once
from web.source_forms import EditSourceForm, KeyForm, SourceForm
from web.source_sheet import curl_of
from web.sources import found_source
from web.visit import Visit, members_only


@members_only(Act.MANAGE)
@secret_once
def new(request: HttpRequest, visit: Visit) -> HttpResponse:
    form = SourceForm(data_of(request), organization=visit.organization)
    if made := result_of(
        form,
        lambda: create_listening(
            organization=visit.organization, **form.cleaned_data, actor=visit.actor, now=visit.now
        ),
    ):
        return _key_page(request, visit, *made)
    return form_page(
        request, visit, form, title=_("Connect a source"), leave=reverse("sources"), crumbs=_crumbs(),
        save=_("Make its address"),
        intro=_("It listens first: what it sends is shown to you and wakes nobody until you set it live."),
    )  # fmt: skip


@members_only(Act.MANAGE)
def edit(request: HttpRequest, visit: Visit, source_id: int) -> HttpResponse:
    source = found_source(visit, source_id)
    state = told(source)
    initial = {**state, "client": source.client_id, "edition": edition_of(state)}
    form = EditSourceForm(data_of(request), organization=visit.organization, initial=initial)
    if saved(form, lambda: _change(visit, source, form)):
        messages.success(request, _("Saved. It counts from the next alert on."))
        return redirect("source", source_id=source.pk)
    return form_page(
        request, visit, form, title=_("Change %(name)s") % {"name": source.name}, leave=_page(source),
        crumbs=_crumbs(source),
    )  # fmt: skip


def _change(visit: Visit, source: Integration, form: EditSourceForm) -> None:
    said = form.cleaned_data
    edit_integration(
        integration=source, name=said["name"], client=said["client"], service_line=said["service_line"],
        seen=said["edition"], actor=visit.actor, now=visit.now,
    )  # fmt: skip


@members_only(Act.MANAGE)
@secret_once
def key(request: HttpRequest, visit: Visit, source_id: int) -> HttpResponse:
    """A new key, shown once; the old one works on for as long as chosen."""
    source = found_source(visit, source_id)
    form = KeyForm(data_of(request))
    if made := result_of(
        form, lambda: rotate_key(integration=source, overlap=form.span(), actor=visit.actor, now=visit.now)
    ):
        return _key_page(request, visit, *made)
    breaks = [
        _("A new address is made and shown once. It works at once."),
        _("The address in use now stops working when the time you choose is over."),
    ]
    if source.previous_key_until and source.previous_key_until > visit.now:
        breaks.append(_("The address from before the last change stops working at once."))
    return confirm_page(
        request, visit, title=_("Replace the key of %(name)s") % {"name": source.name}, breaks=breaks,
        deed=_("Replace the key"), leave=_page(source), crumbs=_crumbs(source), form=form,
    )  # fmt: skip


@members_only(Act.MANAGE)
def end_old_key(request: HttpRequest, visit: Visit, source_id: int) -> HttpResponse:
    source = found_source(visit, source_id)
    return _asked(
        request, visit, source, title=_("End the old key of %(name)s"), deed=_("End the old key"), act=end_previous_key,
        breaks=[_("Whatever still sends to the old address is refused from now on: its alerts are lost.")],
        done=_("The old key opens nothing any more."),
    )  # fmt: skip


@members_only(Act.MANAGE)
def go_live(request: HttpRequest, visit: Visit, source_id: int) -> HttpResponse:
    source = found_source(visit, source_id)
    return _asked(
        request, visit, source, title=_("Set %(name)s live"), deed=_("Set live"), act=set_live,
        breaks=[
            _("From now on its alerts become incidents and wake people, as each client's agreement says."),
            _("What came while it listened stays as it is: nobody is paged for it afterwards."),
        ],
        tone="primary",
        done=_("It is live: its next alert counts."),
    )  # fmt: skip


@members_only(Act.MANAGE)
def listen(request: HttpRequest, visit: Visit, source_id: int) -> HttpResponse:
    source = found_source(visit, source_id)
    return _asked(
        request, visit, source, title=_("Set %(name)s back to listening"), deed=_("Back to listening"), act=listen_again,
        breaks=[_("Its alerts wake nobody any more, P1 neither. They are kept and shown here."), *_open_words(source)],
        done=_("It listens. Its alerts wake nobody."),
    )  # fmt: skip


@members_only(Act.MANAGE)
def retire_source(request: HttpRequest, visit: Visit, source_id: int) -> HttpResponse:
    source = found_source(visit, source_id)
    return _asked(
        request, visit, source, title=_("Retire %(name)s"), deed=_("Retire it"), act=retire, back="sources",
        breaks=[
            _("Its address stops working at once: what still sends there is refused, and those alerts are lost."),
            _("It can't be brought back. What it sent stays with the incidents."),
            *_open_words(source),
        ],
        done=_("Retired. Its address opens nothing any more."),
    )  # fmt: skip


def _asked(
    request: HttpRequest, visit: Visit, source: Integration, *, title: str, act: Callable[..., bool],
    back: str = "", **page: Any,
) -> HttpResponse:  # fmt: skip
    return asked(
        request, visit, lambda: act(integration=source, actor=visit.actor, now=visit.now),
        title=title % {"name": source.name}, leave=_page(source), crumbs=_crumbs(source),
        onward=reverse(back) if back else "", **page,
    )  # fmt: skip


def _open_words(source: Integration) -> list[str]:
    count = open_incidents(source.organization).filter(alerts__integration=source).distinct().count()
    if not count:
        return []
    words = ngettext(
        "%(count)s open incident came from it. It goes on, but a recovery that comes now no longer closes it.",
        "%(count)s open incidents came from it. They go on, but a recovery that comes now no longer closes them.",
        count,
    )
    return [words % {"count": count}]


def _key_page(request: HttpRequest, visit: Visit, source: Integration, secret: str) -> HttpResponse:
    address = f"{settings.PUBLIC_BASE_URL}{reverse('inbound', args=[secret])}"
    context = {"room": "setup", "source": source, "address": address, "curl": curl_of(address)}
    return shown_once(request, visit, "sources/key.html", context, about=_page(source))


def _page(source: Integration) -> str:
    return reverse("source", kwargs={"source_id": source.pk})


def _crumbs(source: Integration | None = None) -> list[Crumb]:
    here: list[tuple[str | Promise, str]] = [(_("Sources"), reverse("sources"))]
    if source is not None:
        here.append((source.name, _page(source)))
    return [Crumb(words, address) for words, address in here]
