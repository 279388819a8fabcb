"""Django's settings: a handful, and no database. What belongs to a run comes from `options.py`."""

import os
import secrets

HOST = os.environ.get("PHONESIM_HOST") or "127.0.0.1"
SECRET_KEY = secrets.token_hex(32)  # signs nothing: there are no sessions
DEBUG = False
ALLOWED_HOSTS = ["*"]  # phonesim.guard refuses every host but our own
ROOT_URLCONF = "phonesim.urls"
MIDDLEWARE = ["phonesim.guard.guard"]
INSTALLED_APPS: list[str] = []
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [os.path.join(os.path.dirname(__file__), "templates")],
    }
]
USE_TZ = True
TIME_ZONE = "UTC"
APPEND_SLASH = False
DATA_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {"django.request": {"level": "ERROR"}, "django.server": {"level": "ERROR"}},
}
