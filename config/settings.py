"""All settings of Nightbell. Every one comes from the environment, see .env.example."""

import zoneinfo
from datetime import timedelta
from pathlib import Path

import environ
from csp.constants import NONE, SELF

from config.api_schema import SPECTACULAR_SETTINGS as SPECTACULAR_SETTINGS
from config.attached import FILE_UPLOAD_HANDLERS as FILE_UPLOAD_HANDLERS
from config.attached import attachments
from config.env import ROOT, BadSetting, reader, refuse_incomplete
from config.logs import to_console
from hours.clock import use_offset_file

zoneinfo.reset_tzpath(to=())  # zone rules come from the pinned tzdata wheel, not from the host

env = reader()
BASE_DIR = ROOT
ENVIRONMENT = env.choice("NIGHTBELL_ENV", ("production", "demo", "test"), "production")
PRODUCTION = ENVIRONMENT == "production"
DEBUG = False
VAR_DIR = Path(env.text("VAR_DIR") or ROOT / "var")
SECRET_KEY = (
    env.required_secret("SECRET_KEY") if PRODUCTION else env.secret("SECRET_KEY", "only-for-demo-and-tests")
)
SECRET_KEY_FALLBACKS = [key for key in (env.secret("SECRET_KEY_PREVIOUS"),) if key]
PUBLIC_BASE_URL = env.text("PUBLIC_BASE_URL", "" if PRODUCTION else "http://127.0.0.1:8000").rstrip("/")
ALLOWED_HOSTS = env.words("ALLOWED_HOSTS", "" if PRODUCTION else "localhost,127.0.0.1,[::1]")
CSRF_TRUSTED_ORIGINS = [PUBLIC_BASE_URL] if PUBLIC_BASE_URL else []

DATABASE_URL = env.secret("DATABASE_URL")
REDIS_URL = env.secret("REDIS_URL")
TWILIO_ACCOUNT_SID = env.text("TWILIO_ACCOUNT_SID", "" if PRODUCTION else "AC" + "0" * 31 + "1")
TWILIO_AUTH_TOKEN = env.secret("TWILIO_AUTH_TOKEN", "" if PRODUCTION else "demo-auth-token")
TWILIO_AUTH_TOKEN_SECONDARY = env.secret("TWILIO_AUTH_TOKEN_SECONDARY")
TWILIO_API_BASE_URL = env.text("TWILIO_API_BASE_URL", "https://api.twilio.com").rstrip("/")
PROVIDER_TIMEOUT_SECONDS = env.integer("PROVIDER_TIMEOUT_SECONDS", 10)
PHONESIM_URL = env.text("PHONESIM_URL")  # shown as a link on the demo's board; empty elsewhere
HEARTBEAT_URL = env.text("HEARTBEAT_URL")
SIGN_UP = env.flag("SIGN_UP", not PRODUCTION)  # whether anybody may make an organization of their own
TRUSTED_PROXY_COUNT = env.integer("TRUSTED_PROXY_COUNT", 0)  # our own proxies in front of us
ATTACHMENTS = attachments(env, VAR_DIR)
CLOCK_OFFSET_FILE = env.text("CLOCK_OFFSET_FILE")
REST_HOURS = env.integer("REST_HOURS", 10)  # between two shifts of one person, where somebody is suggested
use_offset_file(CLOCK_OFFSET_FILE)

if PRODUCTION:
    needed = ("PUBLIC_BASE_URL", "ALLOWED_HOSTS", "DATABASE_URL", "REDIS_URL", "TWILIO_ACCOUNT_SID", "TWILIO_AUTH_TOKEN")  # fmt: skip
    refuse_incomplete({name: globals()[name] for name in needed}, clock_offset_file=CLOCK_OFFSET_FILE)
if ENVIRONMENT == "demo" and not DATABASE_URL:
    raise BadSetting(
        "The demo does not run, so there is no database: start it with `make run`, or set DATABASE_URL."
    )

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.postgres",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "rest_framework",
    "drf_spectacular",
    "django_htmx",
    "accounts",
    "delivery",
    "sla",
    "oncall",
    "routing",
    "web",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [ROOT / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]

DATABASES = {"default": environ.Env.db_url_config(DATABASE_URL or "postgres://localhost/nightbell")}
DATABASES["default"]["CONN_MAX_AGE"] = env.integer("CONN_MAX_AGE", 60)
DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
DATABASES["default"]["OPTIONS"] = {"connect_timeout": 3, **DATABASES["default"].get("OPTIONS", {})}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORDS = "django.contrib.auth.password_validation."
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": PASSWORDS + "UserAttributeSimilarityValidator"},
    {"NAME": PASSWORDS + "MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": PASSWORDS + "CommonPasswordValidator"},
]
if ENVIRONMENT == "test":
    PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # quick; made-up passwords only
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "board"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_ADAPTER = "web.door.Door"
ACCOUNT_FORMS = {"login": "web.login_forms.ComeIn", "change_password": "web.login_forms.NewPassword"}
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False  # who is no member gets no mail
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_EMAIL_NOTIFICATIONS = True  # a changed password or second factor is told to its owner
MFA_ADAPTER, MFA_SUPPORTED_TYPES = "web.second_factor.SecondFactor", ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = MFA_ALLOW_UNVERIFIED_EMAIL = True  # addresses are proven by the invitation's link
MFA_FORMS = {
    f"{name}_webauthn": f"web.passkey_forms.{name.title()}" for name in ("add", "authenticate", "login", "reauthenticate")
}  # fmt: skip
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not PRODUCTION

LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English")]
LOCALE_PATHS = [ROOT / "locale"]
TIME_ZONE = "UTC"
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = ROOT / "staticfiles"
STATICFILES_DIRS = [ROOT / "static"]
WHITENOISE_USE_FINDERS = env.flag("WHITENOISE_USE_FINDERS", False)  # a test's web: nothing is collected
STATIC_STORAGES = {
    "production": "whitenoise.storage.CompressedManifestStaticFilesStorage",
    "demo": "django.contrib.staticfiles.storage.ManifestStaticFilesStorage",  # compressing takes 25 s
    "test": "django.contrib.staticfiles.storage.StaticFilesStorage",
}
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": STATIC_STORAGES[ENVIRONMENT]},
}

CACHES = {
    "default": {
        "BACKEND": "config.cache.RedisOrMemory",
        "LOCATION": REDIS_URL,
        "OPTIONS": {"socket_connect_timeout": 0.25, "socket_timeout": 0.25},
    }
    if REDIS_URL
    else {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
}

EMAIL_BACKEND = env.text(
    "EMAIL_BACKEND",
    "django.core.mail.backends.smtp.EmailBackend"
    if PRODUCTION
    else "django.core.mail.backends.filebased.EmailBackend",
)
EMAIL_FILE_PATH = VAR_DIR / "mail"
EMAIL_HOST = env.text("EMAIL_HOST", "localhost")
EMAIL_PORT = env.integer("EMAIL_PORT", 25)
EMAIL_HOST_USER = env.text("EMAIL_HOST_USER")
EMAIL_HOST_PASSWORD = env.secret("EMAIL_HOST_PASSWORD")
EMAIL_USE_TLS = env.flag("EMAIL_USE_TLS", False)
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = env.text("DEFAULT_FROM_EMAIL", "Nightbell <bell@nightbell.example>")

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["web.api.authentication.TokenAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["web.api.authentication.HasScope"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "web.api.errors.answer",
    "UNAUTHENTICATED_USER": None,
}
CELERY_BROKER_URL = REDIS_URL
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_SOFT_TIME_LIMIT = 20
CELERY_TASK_TIME_LIMIT = 30
CELERY_TASK_DEFAULT_QUEUE = "default"
CELERY_TASK_ROUTES = {"page.*": {"queue": "page"}}
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 60,
    "unacked_restore_interval": 5,
    "unacked_restore_throttle": 1,
    "socket_timeout": 10,
    "socket_connect_timeout": 1,
    "socket_keepalive": True,
}
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None
CELERY_WORKER_SOFT_SHUTDOWN_TIMEOUT = 15
CELERY_WORKER_CANCEL_LONG_RUNNING_TASKS_ON_CONNECTION_LOSS = False
CELERY_TASK_PUBLISH_RETRY_POLICY = dict(max_retries=1, interval_start=0, interval_step=0.1, interval_max=0.1)  # noqa: C408
CELERY_DB_REUSE_MAX = 200
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BEAT_SCHEDULE = {"forget": {"task": "default.forget", "schedule": timedelta(hours=24)}}
CELERY_BEAT_SCHEDULE_FILENAME = str(VAR_DIR / "beat-schedule")

OURS = ("script-src", "style-src", "font-src", "connect-src", "form-action", "manifest-src")
NOBODYS = ("default-src", "base-uri", "frame-ancestors")
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        **dict.fromkeys(NOBODYS, [NONE]),
        **dict.fromkeys(OURS, [SELF]),
        "img-src": [SELF, "data:"],
    }
}
HTTPS = PUBLIC_BASE_URL.startswith("https://")
SESSION_ENGINE = "accounts.session_store"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = True
BEHIND_PROXY = env.flag("BEHIND_TLS_PROXY", PRODUCTION)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_PROXY else None
SECURE_SSL_REDIRECT = env.flag("SECURE_SSL_REDIRECT", HTTPS)
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
SECURE_REFERRER_POLICY, X_FRAME_OPTIONS = "same-origin", "DENY"
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_621_440  # a pasted table of clients has at most 2 MB

LOGGING = to_console(env.choice("LOG_LEVEL", ("DEBUG", "INFO", "WARNING", "ERROR"), "INFO"))
