"""What people and programs see."""

from django.urls import URLPattern, URLResolver, include, path

from web import invitations, organization

urlpatterns: list[URLPattern | URLResolver] = [
    path("account/", include("web.account_urls")),
    path("invitation/<str:secret>/", invitations.accept, name="accept_invitation"),
    path("organization/switch/", organization.switch, name="switch_organization"),
    path("", include("web.client_urls")),
    path("", include("web.page_urls")),
]
