"""Clients in and out as a table: checked line by line first, then imported as a whole or not at all."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.permissions import Act
from accounts.refusal import Refused
from routing.actions.external_ids import Learning
from sla.actions.import_clients import import_clients, plan_edition, plan_import
from sla.client_file import MOST_BYTES, UnreadableFile, decoded, written
from sla.client_table import client_rows
from sla.client_wishes import ImportPlan
from web.client_columns import COLUMN_WORDS
from web.edit import Crumb, EditForm, data_of, either, form_page, refuse, saved
from web.visit import Visit, members_only

SHOWN = 300  # lines of a plan on one page; what is wrong comes first


class TableText(forms.CharField):
    """A pasted table, as it stands."""

    widget = forms.Textarea(attrs={"rows": 10, "class": "mono", "spellcheck": "false", "wrap": "off"})

    def __init__(self, **options: Any) -> None:
        super().__init__(strip=False, **options)
        self.validators = []  # NUL is taken out when the table is read


class ImportForm(EditForm):
    """`edition` names the plan that was shown."""

    text = TableText(label=gettext_lazy("The table"), required=False)
    file = forms.FileField(
        label=gettext_lazy("Or a file"),
        required=False,
        allow_empty_file=True,
        help_text=gettext_lazy("CSV, at most 2 MB and 2,000 lines."),
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.txt,text/csv"}),
    )

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        either(self.fields["text"], self.fields["file"])

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        if found.get("file"):
            found["text"] = self._read(found["file"])
        if not str(found.get("text") or "").strip() and not self.errors:
            self.add_error("text", _("Paste a table, or choose a file."))
        return found

    def _read(self, file: Any) -> str:
        if file.size > MOST_BYTES:
            self.add_error("file", _("The file is over 2 MB: split it in two."))
            return ""
        try:
            return decoded(file.read())
        except UnreadableFile as error:
            self.add_error("file", str(error))
            return ""


@members_only(Act.MANAGE)
def import_page(request: HttpRequest, visit: Visit) -> HttpResponse:
    """`do=import` imports what was checked; anything else checks, and stores nothing."""
    form = ImportForm(data_of(request), request.FILES or None)
    text = form.cleaned_data["text"] if form.is_valid() else ""
    if text and request.POST.get("do") == "import" and saved(form, lambda: _import(visit, form)):
        messages.success(request, _("Imported."))
        return redirect("clients")
    planned = _plan(visit, form, text) if text else None
    return form_page(
        request, visit, form, title=_("Import clients"), leave=reverse("clients"), room="clients",
        crumbs=[Crumb(_("Clients"), reverse("clients"))], template="clients/import.html", planned=planned,
        lines=_shown(planned), columns=COLUMN_WORDS, save=_("Check it"),
    )  # fmt: skip


def _import(visit: Visit, form: ImportForm) -> ImportPlan:
    return import_clients(
        organization=visit.organization, text=form.cleaned_data["text"], actor=visit.actor, now=visit.now,
        sources=Learning(visit.organization), seen=form.cleaned_data["edition"],
    )  # fmt: skip


def _plan(visit: Visit, form: ImportForm, text: str) -> ImportPlan | None:
    """None, with the reason on the form, where it is no table. The form gets the text of a file, to be mended."""
    planned = None
    try:
        planned = plan_import(
            organization=visit.organization, text=text, now=visit.now, sources=Learning(visit.organization)
        )
    except Refused as refused:
        if not form.has_error("text"):
            refuse(form, refused)
    if isinstance(form.data, QueryDict):
        data = form.data.copy()
        data["text"], data["edition"] = text, plan_edition(planned) if planned else ""
        form.data = data
    return planned


def _shown(planned: ImportPlan | None) -> dict[str, Any]:
    """What is wrong first; lines that change nothing are only counted."""
    if planned is None:
        return {}
    wrong = [each for each in planned.lines if each.wrong]
    does = [each for each in planned.lines if each.does]
    rows = (wrong + does)[:SHOWN]
    return {
        "rows": rows, "wrong": len(wrong), "does": len(does), "more": len(wrong) + len(does) - len(rows),
        "same": len(planned.lines) - len(wrong) - len(does),
    }  # fmt: skip


@members_only(Act.MANAGE)
def export(request: HttpRequest, visit: Visit) -> HttpResponse:
    """The same columns; a spreadsheet opens it and runs nothing in it."""
    text = "\ufeff" + written(client_rows(visit.organization, visit.now, Learning(visit.organization)))
    answer = HttpResponse(text, content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{visit.organization.slug}-clients.csv"'
    return answer
