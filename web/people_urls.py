"""Who may come in: members, invitations, API tokens, the audit, the organization itself."""

from django.urls import path

from web import api_tokens, audit, invite_page, leave, organization_edit, people, person_edit

urlpatterns = [
    path("people/", people.people_list, name="people"),
    path("people/invite/", invite_page.invite_people, name="invite_people"),
    path("people/invitations/<int:invitation_id>/resend/", invite_page.resend, name="resend_invitation"),
    path("people/invitations/<int:invitation_id>/revoke/", invite_page.revoke, name="revoke_invitation"),
    path("people/<int:member_id>/", people.person_page, name="person"),
    path("people/<int:member_id>/edit/", person_edit.edit, name="edit_person"),
    path("people/<int:member_id>/deactivate/", leave.deactivate_person, name="deactivate_person"),
    path("tokens/", api_tokens.token_list, name="api_tokens"),
    path("tokens/new/", api_tokens.new, name="new_api_token"),
    path("tokens/<int:token_id>/revoke/", api_tokens.revoke, name="revoke_api_token"),
    path("audit/", audit.audit_page, name="audit"),
    path("audit/export.csv", audit.audit_export, name="audit_export"),
    path("organization/", organization_edit.edit, name="organization"),
]
