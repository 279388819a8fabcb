"""Addresses of people: members, invitations, their organization and its audit."""

from django.urls import path, re_path

from web.api import invitations, members, organization

MEMBER = r"^members/(?P<email>[^/\s\x00]{1,190}@[^/\s\x00]{1,63})/"

urlpatterns = [
    path("members/", members.Members.as_view(), name="api_members"),
    re_path(MEMBER + "$", members.OneMember.as_view(), name="api_member"),
    re_path(MEMBER + "deactivate/$", members.Deactivation.as_view(), name="api_deactivate"),
    path("invitations/", invitations.Invitations.as_view(), name="api_invitations"),
    path("invitations/<int:invitation_id>/", invitations.OneInvitation.as_view(), name="api_invitation"),
    path("organization/", organization.OneOrganization.as_view(), name="api_organization"),
    path("audit/", organization.Audit.as_view(), name="api_audit"),
]
