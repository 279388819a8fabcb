"""Files of an incident, for its organization's members: added, shown small, fetched by a link that soon ends."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.permissions import Act
from routing.actions.attach import attach_from_member
from routing.file_link import link_to
from routing.models import Attachment
from routing.queries import get_attachment
from routing.states import FileState
from web.edit import Crumb, form_page
from web.file_serve import look_at
from web.file_words import standing_of
from web.incidents import found_incident
from web.upload import given_in
from web.visit import Visit, members_only


class ManyFiles(forms.ClearableFileInput):
    allow_multiple_selected = True


class ManyFilesField(forms.FileField):
    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        return [super(ManyFilesField, self).clean(each, initial) for each in data or [None]]


class FilesForm(forms.Form):
    attached = ManyFilesField(
        label=gettext_lazy("Photos or files"),
        help_text=gettext_lazy("Up to 5, of 10 MB each and 25 MB together: pictures, pdf, txt, log, csv, docx, xlsx, eml, msg, or an mp4 of up to 20 seconds."),
        allow_empty_file=True,
        max_length=None,
        widget=ManyFiles,
        error_messages={"required": gettext_lazy("Choose a photo or a file first.")},
    )  # fmt: skip


@members_only(Act.RESPOND)
def incident_files(request: HttpRequest, visit: Visit, number: int) -> HttpResponse:
    """Add some. What was not taken is said, and listed with the reason."""
    incident = found_incident(visit, number)
    form = FilesForm(*((request.POST, request.FILES) if request.method == "POST" else ()))
    if form.is_valid():
        rows = attach_from_member(
            incident_id=incident.pk, given=given_in(form.cleaned_data["attached"]), by=visit.membership,
            actor=visit.actor, now=visit.now,
        )  # fmt: skip
        _tell(request, rows)
        return redirect("incident", number=number)
    here = reverse("incident", args=[number])
    return form_page(
        request, visit, form, title=_("Add photos or files"), leave=here, room="incidents", save=_("Add them"),
        crumbs=[Crumb(incident.reference, here)], intro=_("Colleagues see them. The client does not."),
    )  # fmt: skip


def _tell(request: HttpRequest, rows: list[Attachment]) -> None:
    bad = [row for row in rows if row.state == FileState.REFUSED]
    for row in bad:
        messages.warning(request, f"{row.name}: {standing_of(row)}")
    if not rows:
        messages.info(request, _("That lies here already: nothing was added."))
    elif len(bad) < len(rows):
        messages.success(request, _("Added."))


def found_attachment(visit: Visit, number: int, file_id: int) -> Attachment:
    try:
        return get_attachment(found_incident(visit, number), file_id)
    except Attachment.DoesNotExist:
        raise Http404(_("There is no such file.")) from None


@members_only(Act.VIEW)
def incident_file(request: HttpRequest, visit: Visit, number: int, file_id: int) -> HttpResponse:
    """To where its bytes are handed out."""
    row = found_attachment(visit, number, file_id)
    if not row.is_readable:
        messages.warning(request, f"{row.name}: {standing_of(row)}")
        return redirect("incident", number=number)
    answer = redirect(link_to(row, now=visit.now))
    answer["Cache-Control"] = "no-store"
    return answer


@members_only(Act.VIEW)
def incident_file_look(request: HttpRequest, visit: Visit, number: int, file_id: int) -> HttpResponse:
    answer = look_at(found_attachment(visit, number, file_id))
    if answer is None:
        raise Http404(_("There is no such picture."))
    return answer
