"""The addresses of the house: each room brings its own."""

from django.urls import include, path

urlpatterns = [
    path("tw/", include("delivery.urls")),
    path("", include("routing.urls")),
    path("", include("web.urls")),
]
handler400 = "web.failures.bad_request"
handler500 = "web.failures.server_error"
