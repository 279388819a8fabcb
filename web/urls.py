"""What people and programs see."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
