"""The Celery application. Its messages are nudges: losing one costs seconds, never a page."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
app = Celery("nightbell")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks(["routing"])
