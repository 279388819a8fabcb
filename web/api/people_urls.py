"""Addresses of people: members, how they are reached, invitations, their organization and its audit."""

from django.urls import path, re_path

from web.api import (
    contact_methods,
    feeds,
    invitations,
    members,
    organization,
    partner_phones,
    partners,
    profile,
    rules,
    time_off,
    trials,
)

MEMBER = r"^members/(?P<email>[^/\s\x00]{1,190}@[^/\s\x00]{1,63})/"
METHODS = MEMBER + "contact-methods/"
FEEDS = MEMBER + "calendar-feeds/"
FEED = FEEDS + "(?P<feed_id>[0-9]{1,18})/"
TIMES_OFF = MEMBER + "time-off/"
PARTNER = r"^partners/(?P<partner_id>[0-9]{1,18})/"
THEIR_METHODS = PARTNER + "contact-methods/"
THEIR_METHOD = THEIR_METHODS + "(?P<method_id>[0-9]{1,18})/"
METHOD = METHODS + "(?P<method_id>[0-9]{1,18})/"

urlpatterns = [
    path("members/", members.Members.as_view(), name="api_members"),
    re_path(MEMBER + "$", members.OneMember.as_view(), name="api_member"),
    re_path(MEMBER + "deactivate/$", members.Deactivation.as_view(), name="api_deactivate"),
    re_path(MEMBER + "profile/$", profile.Profile.as_view(), name="api_profile"),
    re_path(METHODS + "$", contact_methods.ContactMethods.as_view(), name="api_contact_methods"),
    re_path(METHOD + "$", contact_methods.OneContactMethod.as_view(), name="api_contact_method"),
    re_path(METHOD + "code/$", contact_methods.Code.as_view(), name="api_code"),
    re_path(METHOD + "verify/$", contact_methods.Verify.as_view(), name="api_verify"),
    re_path(METHOD + "test-pages/$", trials.TestPages.as_view(), name="api_test_pages"),
    re_path(FEEDS + "$", feeds.Feeds.as_view(), name="api_feeds"),
    re_path(FEED + "$", feeds.OneFeed.as_view(), name="api_feed"),
    re_path(FEED + "rotate/$", feeds.Rotation.as_view(), name="api_feed_rotate"),
    re_path(TIMES_OFF + "$", time_off.TimesOff.as_view(), name="api_times_off"),
    re_path(TIMES_OFF + "(?P<time_off_id>[0-9]{1,18})/$", time_off.OneTimeOff.as_view(), name="api_time_off"),
    re_path(MEMBER + "notification-rules/$", rules.Rules.as_view(), name="api_rules"),
    re_path(
        MEMBER + "notification-rules/(?P<priority>P[1-4])/$",
        rules.RulesOfPriority.as_view(),
        name="api_rules_of",
    ),
    path("partners/", partners.Partners.as_view(), name="api_partners"),
    re_path(PARTNER + "$", partners.OnePartner.as_view(), name="api_partner"),
    re_path(PARTNER + "archive/$", partners.Archiving.as_view(), name="api_partner_archive"),
    re_path(THEIR_METHODS + "$", partner_phones.PartnerMethods.as_view(), name="api_partner_methods"),
    re_path(THEIR_METHOD + "$", partner_phones.OnePartnerMethod.as_view(), name="api_partner_method"),
    re_path(THEIR_METHOD + "code/$", partner_phones.PartnerCode.as_view(), name="api_partner_code"),
    re_path(THEIR_METHOD + "verify/$", partner_phones.PartnerVerify.as_view(), name="api_partner_verify"),
    re_path(
        THEIR_METHOD + "test-pages/$",
        partner_phones.PartnerTestPages.as_view(),
        name="api_partner_test_pages",
    ),
    path("invitations/", invitations.Invitations.as_view(), name="api_invitations"),
    path("invitations/<int:invitation_id>/", invitations.OneInvitation.as_view(), name="api_invitation"),
    path("organization/", organization.OneOrganization.as_view(), name="api_organization"),
    path("audit/", organization.Audit.as_view(), name="api_audit"),
]
