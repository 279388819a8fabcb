"""Ways of reaching somebody, and whether they are switched on."""

from django.db import models


class Channel(models.TextChoices):
    SMS = "sms", "SMS"
    VOICE = "voice", "voice"
    EMAIL = "email", "e-mail"


class ChannelState(models.TextChoices):
    OFF = "off"
    PENDING = "pending"
    ON = "on"
