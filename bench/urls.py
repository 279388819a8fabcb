"""The product's addresses and the bare probe."""

from django.urls import include, path

from bench.probe import Bare

urlpatterns = [path("bench/bare/", Bare.as_view()), path("", include("config.urls"))]
