"""The wire's own addresses alone: these tests need no other room."""

from django.urls import include, path

urlpatterns = [path("tw/", include("delivery.urls"))]
