"""What people and programs see."""

from django.urls import URLPattern, URLResolver, include, path, re_path

from web import calendar_file, invitations, organization, sign_up
from web.api.nothing import Nothing

urlpatterns: list[URLPattern | URLResolver] = [
    path("api/v1/", include("web.api.urls")),
    re_path(r"^api/", Nothing.as_view(), name="api_elsewhere"),
    path("account/", include("web.account_urls")),
    path("start/", sign_up.sign_up, name="sign_up"),
    path("start/sent/", sign_up.signed_up, name="signed_up"),
    path("invitation/<str:secret>/", invitations.accept, name="accept_invitation"),
    path("feeds/<str:secret>.ics", calendar_file.calendar_file, name="calendar_file"),
    path("organization/switch/", organization.switch, name="switch_organization"),
    path("", include("web.client_urls")),
    path("", include("web.page_urls")),
]
