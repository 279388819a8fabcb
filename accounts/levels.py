"""How far somebody is: a client says who may come alone, whoever is below that comes together with somebody who may."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Level(models.TextChoices):
    """In order. Everybody is senior until somebody says otherwise."""

    JUNIOR = "junior", _("Junior")
    REGULAR = "regular", _("Regular")
    SENIOR = "senior", _("Senior")


def rank(level: str) -> int:
    """The higher the further; a word nobody knows holds nobody back and asks for nobody."""
    return Level.values.index(level) if level in Level.values else 0
