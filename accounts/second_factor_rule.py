"""Whose login an organization wants a second factor for."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class SecondFactorRule(models.TextChoices):
    """Whose login must have a second factor."""

    NOBODY = "nobody", _("Nobody: it is up to each person")
    MANAGERS = "managers", _("Owners and managers")
    EVERYBODY = "everybody", _("Everybody")

    def binds(self, role: str) -> bool:
        return self == self.EVERYBODY or (self == self.MANAGERS and role in ("owner", "manager"))
