"""What tools call a client in their own records, on one form: a line for each."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.edition import edition_of
from accounts.permissions import Act
from routing.actions.external_ids import set_external_ids
from routing.source_ids import Tools, ids_state
from web.client_edit import back_to_client, crumbs_of, page_of
from web.client_fields import TidyText
from web.clients import found_client
from web.edit import EditForm, data_of, form_page, saved
from web.visit import Visit, members_only


class IdsForm(EditForm):
    external_ids = TidyText(
        label=gettext_lazy("Ids"), required=False, max_length=15_000,
        widget=forms.Textarea(attrs={"rows": 6, "spellcheck": "false"}),
    )  # fmt: skip

    def __init__(self, data: Any = None, *, initial: Any, names: tuple[str, ...]) -> None:
        super().__init__(data, initial=initial)
        if names:
            words = _("One a line: the source, a colon, its id of them. Such as: %(source)s: 1a2b-3c4d.")
            self.fields["external_ids"].help_text = words % {"source": names[0]}


@members_only(Act.MANAGE)
def edit(request: HttpRequest, visit: Visit, code: str) -> HttpResponse:
    client = found_client(visit, code)
    state, names = ids_state(client), Tools(visit.organization).names()
    initial = {"external_ids": "\n".join(state["external_ids"]), "edition": edition_of(state)}
    form = IdsForm(data_of(request), initial=initial, names=names)
    if saved(
        form,
        lambda: set_external_ids(
            client=client, written=form.cleaned_data["external_ids"].splitlines(), actor=visit.actor,
            now=visit.now, seen=form.cleaned_data["edition"],
        ),
    ):  # fmt: skip
        return back_to_client(request, client, _("Saved."))
    return form_page(
        request, visit, form, title=_("What tools call %(name)s") % {"name": client.name}, leave=page_of(client),
        crumbs=crumbs_of(client), room="clients", intro=_intro(names),
    )  # fmt: skip


def _intro(names: tuple[str, ...]) -> str:
    if not names:
        said, lead = _("No tool sends alerts yet, so no id can be written here."), _("Connect a source first")
        return format_html('{} <a href="{}">{}</a>', said, reverse("sources"), lead)
    said = _("An alert with such an id is theirs, whatever name it gives. Your sources: %(names)s.")
    return said % {"names": ", ".join(names)}
