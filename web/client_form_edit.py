"""How a client's form is shown: its language, and the pages of theirs that may show it."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.edition import edition_of
from accounts.permissions import Act
from sla.actions.form_settings import edit_form_settings, form_state
from sla.models import FormSettings
from sla.queries import form_settings_of, get_client
from web.client_edit import back_to_client, crumbs_of, page_of
from web.client_fields import TidyText
from web.client_language import LANGUAGES
from web.edit import EditForm, data_of, form_page, saved
from web.found import or_404
from web.visit import Visit, members_only


class FormSettingsForm(EditForm):
    language = forms.ChoiceField(
        label=gettext_lazy("Language"), required=False,
        choices=[("", gettext_lazy("The same as ours")), *LANGUAGES.items()],
        help_text=gettext_lazy("Of their form, the pages of their requests and what we send from there. Whoever reads it may choose another."),
    )  # fmt: skip
    framed_by = TidyText(
        label=gettext_lazy("Shown inside"), required=False, max_length=1500,
        widget=forms.Textarea(attrs={"rows": 3, "autocapitalize": "none", "spellcheck": "false"}),
        help_text=gettext_lazy("Pages of theirs that may show the form inside them, such as https://intranet.example.com, one a line. Nobody else's may."),
    )  # fmt: skip


@members_only(Act.MANAGE)
def form_settings(request: HttpRequest, visit: Visit, code: str) -> HttpResponse:
    client = or_404(get_client, visit.organization, code)
    row = form_settings_of(client) or FormSettings(client=client)
    state = form_state(row)
    initial: dict[str, Any] = {
        "language": row.language, "framed_by": "\n".join(row.framed_by), "edition": edition_of(state)
    }  # fmt: skip
    form = FormSettingsForm(data_of(request), initial=initial)

    def save() -> None:
        found = form.cleaned_data
        edit_form_settings(
            client=client, language=found["language"], framed_by=found["framed_by"].splitlines(),
            actor=visit.actor, now=visit.now, seen=found["edition"],
        )  # fmt: skip

    if saved(form, save):
        return back_to_client(request, client, _("Saved."))
    return form_page(
        request, visit, form, title=_("The form of %(name)s") % {"name": client.name}, leave=page_of(client),
        crumbs=crumbs_of(client), room="clients",
    )  # fmt: skip
