"""The pages of members, and the two addresses that tell machines how we are."""

from django.urls import include, path

from web import (
    board,
    demo_mail,
    health,
    incident_list,
    incident_verbs,
    incidents,
    overrides,
    report,
    schedules,
    second_factor_rule,
    setup,
    source_edits,
    sources,
)

incident_patterns = [
    path("", incident_list.incident_list, name="incidents"),
    path("<int:number>/", incidents.incident_page, name="incident"),
    path("<int:number>/live/", incidents.incident_live, name="incident_live"),
    path("<int:number>/take/", incident_verbs.take, name="incident_take"),
    path("<int:number>/pass-on/", incident_verbs.pass_on, name="incident_pass_on"),
    path("<int:number>/escalate/", incident_verbs.escalate, name="incident_escalate"),
    path("<int:number>/help/", incident_verbs.send_help, name="incident_help"),
    path("<int:number>/leave/", incident_verbs.leave, name="incident_leave"),
    path("<int:number>/reassign/", incident_verbs.reassign, name="incident_reassign"),
    path("<int:number>/snooze/", incident_verbs.snooze, name="incident_snooze"),
    path("<int:number>/responded/", incident_verbs.responded, name="incident_responded"),
    path("<int:number>/update/", incident_verbs.update, name="incident_update"),
    path("<int:number>/update/length/", incident_verbs.update_length, name="incident_update_length"),
    path("<int:number>/tick/", incident_verbs.tick, name="incident_tick"),
    path("<int:number>/untick/", incident_verbs.take_tick_back, name="incident_untick"),
    path("<int:number>/note/", incident_verbs.note, name="incident_note"),
    path("<int:number>/resolve/", incident_verbs.resolve, name="incident_resolve"),
]
schedule_patterns = [
    path("", schedules.schedule_list, name="schedules"),
    path("<int:schedule_id>/", schedules.schedule_page, name="schedule"),
    path("<int:schedule_id>/take/", overrides.take_shift, name="take_shift"),
    path("<int:schedule_id>/overrides/", overrides.add, name="add_override"),
    path("<int:schedule_id>/overrides/<int:override_id>/cancel/", overrides.cancel, name="cancel_override"),
]
source_patterns = [
    path("", sources.source_list, name="sources"),
    path("new/", source_edits.new, name="new_source"),
    path("<int:source_id>/", sources.source_page, name="source"),
    path("<int:source_id>/live/", sources.source_live, name="source_live"),
    path("<int:source_id>/events/<uuid:event_id>/", sources.source_event, name="source_event"),
    path("<int:source_id>/edit/", source_edits.edit, name="edit_source"),
    path("<int:source_id>/key/", source_edits.key, name="source_key"),
    path("<int:source_id>/end-old-key/", source_edits.end_old_key, name="source_end_old_key"),
    path("<int:source_id>/set-live/", source_edits.go_live, name="source_set_live"),
    path("<int:source_id>/listen/", source_edits.listen, name="source_listen"),
    path("<int:source_id>/retire/", source_edits.retire_source, name="source_retire"),
]
urlpatterns = [
    path("", include("web.me_urls")),
    path("", board.board, name="board"),
    path("live/", board.board_live, name="board_live"),
    path("incidents/", include(incident_patterns)),
    path("schedules/", include(schedule_patterns)),
    path("", include("web.promise_urls")),
    path("report/", report.report_page, name="report"),
    path("sources/", include(source_patterns)),
    path("setup/", setup.setup_page, name="setup"),
    path("", include("web.people_urls")),
    path("setup/second-factor/", second_factor_rule.rule_page, name="second_factor_rule"),
    path("mail/", demo_mail.mail_list, name="demo_mail"),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
]
