"""The Celery application. Its messages are nudges: losing one costs seconds, never a page."""

import os

from celery import Celery, signals
from django.db import close_old_connections

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
app = Celery("nightbell")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks(["routing"])


@signals.task_prerun.connect
def look_at_the_connection(**_: object) -> None:
    """As Django does before each request: a connection that a restarted database has cut is made anew."""
    close_old_connections()
