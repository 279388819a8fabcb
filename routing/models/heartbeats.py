"""Which process was last seen alive."""

from django.db import models


class Heartbeat(models.Model):
    """When a process was last seen alive (the database's clock)."""

    name = models.CharField(max_length=40, primary_key=True)
    at = models.DateTimeField()
