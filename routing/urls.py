"""What machines post to: alerts, and the provider's texts, answered calls and keys."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
