"""A client's sites and people: added, edited and archived from its page."""

from functools import partial

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.edition import edition_of
from accounts.permissions import Act
from routing.queries import open_incidents
from sla.actions.contacts import add_contact, archive_contact, contact_state, edit_contact
from sla.actions.sites import add_site, archive_site, edit_site, site_state
from sla.lookups import get_contact, get_site
from sla.models import Client, ClientContact, Site
from web.client_edit import back_to_client, crumbs_of, page_of
from web.client_edit_forms import ContactForm, NewContactForm, SiteForm, contact_initial, site_initial
from web.clients import found_client
from web.cover import asks_first_in, goes_back, promises_covered
from web.edit import confirm_page, data_of, form_page, saved
from web.found import or_404
from web.once import once
from web.visit import Visit, members_only


@members_only(Act.MANAGE)
@asks_first_in("clients")
@once
def new_site(request: HttpRequest, visit: Visit, code: str) -> HttpResponse:
    client = found_client(visit, code)
    form = SiteForm(data_of(request), organization=visit.organization)
    if saved(form, lambda: promises_covered(request, visit, lambda: _add_site(visit, client, form))):
        return back_to_client(request, client, _("The site is there."))
    return form_page(
        request, visit, form, title=_("A new site"), leave=page_of(client), crumbs=crumbs_of(client),
        room="clients",
    )  # fmt: skip


def _add_site(visit: Visit, client: Client, form: SiteForm) -> Site:
    return add_site(client=client, details=form.details(), actor=visit.actor, now=visit.now)


@members_only(Act.MANAGE)
@asks_first_in("clients")
def site(request: HttpRequest, visit: Visit, code: str, site_id: int) -> HttpResponse:
    client = found_client(visit, code)
    row = _site(client, site_id)
    initial = {**site_initial(row), "edition": edition_of(site_state(row))}
    form = SiteForm(data_of(request), organization=visit.organization, initial=initial)
    if saved(form, lambda: promises_covered(request, visit, lambda: _edit_site(visit, row, form))):
        return back_to_client(request, client, _("Saved."))
    return form_page(
        request, visit, form, title=_("Edit the site %(name)s") % {"name": row.name}, leave=page_of(client),
        crumbs=crumbs_of(client), room="clients",
    )  # fmt: skip


def _edit_site(visit: Visit, row: Site, form: SiteForm) -> Site:
    seen = form.cleaned_data["edition"]
    return edit_site(site=row, details=form.details(), actor=visit.actor, now=visit.now, seen=seen)


@members_only(Act.MANAGE)
@asks_first_in("clients")
def site_archive(request: HttpRequest, visit: Visit, code: str, site_id: int) -> HttpResponse:
    client = found_client(visit, code)
    row = _site(client, site_id)
    if request.method == "POST" and not goes_back(request):
        promises_covered(request, visit, partial(archive_site, site=row, actor=visit.actor, now=visit.now))
        return back_to_client(request, client, _("The site is archived."))
    return confirm_page(
        request, visit, title=_("Archive the site %(name)s?") % {"name": row.name}, breaks=_site_breaks(row),
        deed=_("Archive"), leave=page_of(client), crumbs=crumbs_of(client), room="clients",
    )  # fmt: skip


def _site_breaks(row: Site) -> list[str]:
    number = open_incidents(row.organization).filter(site=row).count()
    said = ngettext(
        "%(count)s open incident there stays open.", "%(count)s open incidents there stay open.", number
    ) % {"count": number}
    return [
        *([said] if number else []),
        _("It is offered no more, in forms and to tools. Requests from there count as the client's."),
        _("Its own hours, if it has any, no longer count."),
    ]


@members_only(Act.MANAGE)
@once
def new_contact(request: HttpRequest, visit: Visit, code: str) -> HttpResponse:
    client = found_client(visit, code)
    form = NewContactForm(data_of(request))
    if saved(
        form,
        lambda: add_contact(client=client, details=form.details(), actor=visit.actor, now=visit.now),
    ):
        return back_to_client(request, client, _("The contact is there."))
    return form_page(
        request, visit, form, title=_("A new contact"), leave=page_of(client), crumbs=crumbs_of(client),
        room="clients",
    )  # fmt: skip


@members_only(Act.MANAGE)
def contact(request: HttpRequest, visit: Visit, code: str, contact_id: int) -> HttpResponse:
    client = found_client(visit, code)
    row = _contact(client, contact_id)
    form = ContactForm(
        data_of(request),
        initial={**contact_initial(row), "edition": edition_of(contact_state(row))},
    )
    if saved(
        form,
        lambda: edit_contact(
            contact=row, details=form.details(), actor=visit.actor, now=visit.now,
            seen=form.cleaned_data["edition"],
        ),
    ):  # fmt: skip
        return back_to_client(request, client, _("Saved."))
    return form_page(
        request, visit, form, title=_("Edit %(name)s") % {"name": row.name}, leave=page_of(client),
        crumbs=crumbs_of(client), room="clients",
    )  # fmt: skip


@members_only(Act.MANAGE)
def contact_archive(request: HttpRequest, visit: Visit, code: str, contact_id: int) -> HttpResponse:
    client = found_client(visit, code)
    row = _contact(client, contact_id)
    if request.method == "POST":
        archive_contact(contact=row, actor=visit.actor, now=visit.now)
        return back_to_client(request, client, _("The contact is archived."))
    return confirm_page(
        request, visit, title=_("Archive %(name)s?") % {"name": row.name},
        breaks=[
            _("They are not offered as a contact any more and are told nothing."),
            _("Open incidents keep the name and the number they have."),
        ],
        deed=_("Archive"), leave=page_of(client), crumbs=crumbs_of(client), room="clients",
    )  # fmt: skip


def _site(client: Client, site_id: int) -> Site:
    """Raises Http404."""
    return or_404(get_site, client, site_id)


def _contact(client: Client, contact_id: int) -> ClientContact:
    """Raises Http404."""
    return or_404(get_contact, client, contact_id)
