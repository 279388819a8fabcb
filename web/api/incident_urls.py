"""Addresses of what happens tonight: incidents, what is done to them, what belongs to them."""

from django.urls import path, re_path

from web.api import (
    incident_bulk,
    incident_deeds,
    incident_files,
    incident_parts,
    incident_targets,
    incident_undo,
    incident_update,
    incidents,
    verbs,
    work,
)

NUMBER = r"^incidents/(?P<number>(?:[A-Za-z]{1,6}-)?[0-9]{1,9})/"

urlpatterns = [
    path("incidents/", incidents.Incidents.as_view(), name="api_incidents"),
    path("incidents/bulk/", incident_bulk.Bulk.as_view(), name="api_bulk"),
    re_path(NUMBER + "$", incidents.OneIncident.as_view(), name="api_incident"),
    re_path(NUMBER + "acknowledge/$", verbs.Acknowledge.as_view(), name="api_acknowledge"),
    re_path(NUMBER + "resolve/$", verbs.Resolve.as_view(), name="api_resolve"),
    re_path(NUMBER + "escalate/$", verbs.Escalate.as_view(), name="api_escalate"),
    re_path(NUMBER + "reassign/$", verbs.Reassign.as_view(), name="api_reassign"),
    re_path(NUMBER + "snooze/$", verbs.Snooze.as_view(), name="api_snooze"),
    re_path(NUMBER + "responded/$", verbs.Responded.as_view(), name="api_responded"),
    re_path(NUMBER + "undo/$", incident_undo.Undo.as_view(), name="api_undo"),
    re_path(NUMBER + "pass-on/$", incident_deeds.PassOn.as_view(), name="api_pass_on"),
    re_path(NUMBER + "help/$", incident_deeds.Help.as_view(), name="api_help"),
    re_path(NUMBER + "leave/$", incident_deeds.Leave.as_view(), name="api_leave"),
    re_path(NUMBER + "let-through/$", incident_deeds.LetThrough.as_view(), name="api_let_through"),
    re_path(NUMBER + "spam/$", incident_deeds.Spam.as_view(), name="api_spam"),
    re_path(NUMBER + "note/$", incident_deeds.Note.as_view(), name="api_note"),
    re_path(NUMBER + "update/$", incident_update.Update.as_view(), name="api_update"),
    re_path(NUMBER + "update/preview/$", incident_update.UpdatePreview.as_view(), name="api_update_preview"),
    re_path(NUMBER + "merge/$", incident_deeds.Merge.as_view(), name="api_merge"),
    re_path(
        NUMBER + "merge-candidates/$", incident_parts.MergeCandidates.as_view(), name="api_merge_candidates"
    ),
    re_path(NUMBER + "next/$", incident_parts.Next.as_view(), name="api_incident_next"),
    re_path(NUMBER + "targets/$", incident_targets.Targets.as_view(), name="api_incident_targets"),
    re_path(NUMBER + "files/$", incident_files.Files.as_view(), name="api_incident_files"),
    re_path(NUMBER + "work/$", work.Works.as_view(), name="api_work"),
    re_path(NUMBER + r"work/(?P<entry_id>[0-9]{1,18})/$", work.OneWork.as_view(), name="api_one_work"),
    re_path(NUMBER + "pause/$", incident_targets.Pause.as_view(), name="api_pause"),
    re_path(NUMBER + "resume/$", incident_targets.Resume.as_view(), name="api_resume"),
    re_path(NUMBER + "runbook/$", incident_parts.Runbook.as_view(), name="api_incident_runbook"),
    re_path(NUMBER + "tick/$", incident_deeds.Tick.as_view(), name="api_tick"),
    re_path(NUMBER + "check-pin/$", incident_deeds.CheckPin.as_view(), name="api_check_pin"),
    re_path(NUMBER + "untick/$", incident_deeds.Untick.as_view(), name="api_untick"),
]
