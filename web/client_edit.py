"""Making, editing and archiving clients."""

from functools import partial

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from accounts.edition import edition_of
from accounts.permissions import Act
from routing.queries import open_incidents, sources_of
from sla.actions.clients import (
    archive_client,
    client_state,
    create_client,
    edit_client,
    renew_form_address,
    restore_client,
)
from sla.lookups import get_archived_client
from sla.models import Client
from web.client_edit_forms import ClientDetailsForm, client_initial
from web.clients import found_client
from web.cover import asks_first_in, goes_back, promises_covered
from web.edit import Crumb, confirm_page, data_of, form_page, result_of
from web.found import or_404
from web.once import once
from web.visit import Visit, members_only


def crumbs_of(client: Client) -> list[Crumb]:
    """The way back from what is edited of a client."""
    return [Crumb(_("Clients"), reverse("clients")), Crumb(client.name, page_of(client))]


def page_of(client: Client) -> str:
    return reverse("client", args=[client.code])


def back_to_client(request: HttpRequest, client: Client, words: str) -> HttpResponse:
    """To its page, which says what was done."""
    messages.success(request, words)
    return redirect(page_of(client))


@members_only(Act.MANAGE)
@asks_first_in("clients")
@once
def new(request: HttpRequest, visit: Visit) -> HttpResponse:
    form = ClientDetailsForm(data_of(request), organization=visit.organization)
    if made := result_of(form, lambda: promises_covered(request, visit, lambda: _create(visit, form))):
        return back_to_client(
            request, made, _("%(name)s is there. Next: what was promised.") % {"name": made.name}
        )
    return form_page(
        request, visit, form, title=_("A new client"), leave=reverse("clients"), room="clients",
        crumbs=[Crumb(_("Clients"), reverse("clients"))],
        intro=_("Several at once? Paste them under Import instead."),
    )  # fmt: skip


def _create(visit: Visit, form: ClientDetailsForm) -> Client:
    return create_client(
        organization=visit.organization, details=form.details(), actor=visit.actor, now=visit.now
    )


@members_only(Act.MANAGE)
@asks_first_in("clients")
def edit(request: HttpRequest, visit: Visit, code: str) -> HttpResponse:
    client = found_client(visit, code)
    initial = {**client_initial(client), "edition": edition_of(client_state(client))}
    form = ClientDetailsForm(data_of(request), organization=visit.organization, initial=initial)
    if edited := result_of(
        form, lambda: promises_covered(request, visit, lambda: _edit(visit, client, form))
    ):
        return back_to_client(request, edited, _("Saved."))
    return form_page(
        request, visit, form, title=_("Edit %(name)s") % {"name": client.name}, leave=page_of(client),
        crumbs=crumbs_of(client), room="clients",
        intro=_("What is open stays as it was decided; new requests go by what you save here."),
    )  # fmt: skip


def _edit(visit: Visit, client: Client, form: ClientDetailsForm) -> Client:
    return edit_client(
        client=client, details=form.details(), actor=visit.actor, now=visit.now,
        seen=form.cleaned_data["edition"],
    )  # fmt: skip


@members_only(Act.MANAGE)
def archive(request: HttpRequest, visit: Visit, code: str) -> HttpResponse:
    client = found_client(visit, code)
    if request.method == "POST":
        archive_client(client=client, actor=visit.actor, now=visit.now)
        messages.success(request, _("%(name)s is archived.") % {"name": client.name})
        return redirect("clients")
    return confirm_page(
        request, visit, title=_("Archive %(name)s?") % {"name": client.name}, breaks=_breaks(client),
        deed=_("Archive"), leave=page_of(client), crumbs=crumbs_of(client), room="clients",
    )  # fmt: skip


def _breaks(client: Client) -> list[str]:
    """What ends with a client, a sentence each."""
    number = open_incidents(client.organization).filter(client=client).count()
    said = []
    if number:
        said.append(
            ngettext(
                "%(count)s open incident stays open and goes on as it was decided.",
                "%(count)s open incidents stay open and go on as they were decided.",
                number,
            )
            % {"count": number}
        )
    for agreement in client.agreements.all():
        named = {"tier": agreement.version.tier.name, "number": agreement.version.number}
        said.append(_("The agreement on %(tier)s, version %(number)s, ends at once.") % named)
    said += [
        _("The source “%(name)s” sends for them alone. Its alerts count as without an agreement from now on.")
        % {"name": source.name}
        for source in sources_of(client)
    ]
    return [
        *said,
        _("Their form closes at once: whoever opens its address reads that it is not there."),
        _("Alerts that name them count as from an unknown client: P1 and P2 wake somebody."),
        _("Nothing is deleted. You can bring them back from the list of clients, without an agreement."),
    ]


@require_POST
@members_only(Act.MANAGE)
@asks_first_in("clients")
def restore(request: HttpRequest, visit: Visit, code: str) -> HttpResponse:
    client = or_404(get_archived_client, visit.organization, code)
    if goes_back(request):
        return redirect("clients")
    promises_covered(request, visit, partial(restore_client, client=client, actor=visit.actor, now=visit.now))
    return back_to_client(
        request, client, _("%(name)s is back, without an agreement: add one.") % {"name": client.name}
    )


@members_only(Act.MANAGE)
def form_address(request: HttpRequest, visit: Visit, code: str) -> HttpResponse:
    client = found_client(visit, code)
    if request.method == "POST":
        renew_form_address(client=client, actor=visit.actor, now=visit.now)
        return back_to_client(request, client, _("Their form has a new address. Send it to them."))
    return confirm_page(
        request, visit, title=_("A new address for the form of %(name)s?") % {"name": client.name},
        breaks=[
            _("The address they have now stops working at once, also where they saved it or put it on a wall."),
            _("Nobody tells them the new one: that is left to you."),
            _("The pages of requests already made keep their addresses."),
        ],
        deed=_("Make a new address"), leave=page_of(client), crumbs=crumbs_of(client), room="clients",
    )  # fmt: skip
