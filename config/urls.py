"""The addresses of the house: each room brings its own."""

from django.urls import include, path

urlpatterns = [
    path("tw/", include("delivery.urls")),
    path("", include("routing.urls")),
    path("", include("web.urls")),
]
