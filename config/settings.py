"""Settings of one installation; every value an operator may change comes from the environment."""

from pathlib import Path

from csp.constants import NONCE, NONE, SELF
from django.utils.translation import gettext_lazy as _

import aftercare
from config.database import database
from config.env import env_bool, env_int, env_text, home
from config.secrets import secret

BASE = Path(aftercare.__file__).parent
AFTERCARE_HOME = home()
AFTERCARE_DEMO = env_bool("AFTERCARE_DEMO")
PORT = env_int("PORT", 8000)

DEBUG = env_bool("AFTERCARE_DEBUG")
SECRET_KEY = secret(AFTERCARE_HOME, "django_key")
# Secrets of others that must be read again, like a payout gateway's, are encrypted with it.
SEALING_KEY = secret(AFTERCARE_HOME, "sealing_key")
ALLOWED_HOSTS = env_text("AFTERCARE_HOSTS", "localhost,127.0.0.1,[::1]").split(",")
SITE_ADDRESS = env_text("AFTERCARE_ADDRESS", f"http://localhost:{PORT}")
CSRF_TRUSTED_ORIGINS = [SITE_ADDRESS]
HTTPS = SITE_ADDRESS.startswith("https://")

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django_htmx",
    "template_partials",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "procrastinate.contrib.django",
    "aftercare.journal",
    "aftercare.files",
    "aftercare.org",
    "aftercare.lists",
    "aftercare.clocks",
    "aftercare.moves",
    "aftercare.customers",
    "aftercare.catalog",
    "aftercare.orders",
    "aftercare.cases",
    "aftercare.duties",
    "aftercare.parcels",
    "aftercare.returns",
    "aftercare.billing",
    "aftercare.quality",
    "aftercare.reporting",
    "aftercare.notifications",
    "aftercare.jobs",
    "aftercare.web",
    "aftercare.api",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "aftercare.web.middleware.request_id.RequestId",
    "aftercare.api.health.Health",
    "aftercare.api.middleware.Problems",
    "aftercare.web.middleware.smaller.SmallerPages",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "aftercare.web.middleware.actor.WithActor",
    "aftercare.web.middleware.refusals.Refusals",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE / "web" / "templates"],
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "aftercare.web.context.frame",
            ],
            "loaders": [
                (
                    "template_partials.loader.Loader",
                    [
                        (
                            "django.template.loaders.cached.Loader",
                            [
                                "django.template.loaders.filesystem.Loader",
                                "django.template.loaders.app_directories.Loader",
                            ],
                        )
                    ],
                )
            ],
            "builtins": ["template_partials.templatetags.partials", "aftercare.web.templatetags.kit"],
        },
    }
]

DATABASES = {"default": database(AFTERCARE_HOME)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "shared_cache",
    }
}

AUTH_USER_MODEL = "org.Member"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
ACCOUNT_LOGOUT_REDIRECT_URL = "home"
ACCOUNT_ADAPTER = "aftercare.web.account.adapter.Adapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_RATE_LIMITS = {"login_failed": "10/m/ip,5/5m/key", "reset_password": "10/m/ip,5/m/key"}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Aftercare"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not HTTPS

# What the sign-in library writes goes out as every message does.
EMAIL_BACKEND = "aftercare.notifications.commands.own_mail.OutgoingMail"

SESSION_ENGINE = "aftercare.web.account.sessions"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = HTTPS
# Two installations on one host share the cookie jar, since a cookie knows no port.
SESSION_COOKIE_NAME = f"aftercare_session_{PORT}"
CSRF_COOKIE_NAME = f"aftercare_csrf_{PORT}"
SECURE_HSTS_SECONDS = 31536000 if HTTPS else 0
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if env_bool("AFTERCARE_BEHIND_PROXY") else None
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF],
        "img-src": [SELF, "data:", "blob:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "object-src": [NONE],
    }
}

LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("zh-hans", "简体中文"), ("zh-hant", "繁體中文"), ("es", "español")]
LOCALE_PATHS = [BASE / "locale"]
LANGUAGE_COOKIE_NAME = "aftercare_language"
LANGUAGE_COOKIE_AGE = 31536000
USE_TZ = True
TIME_ZONE = env_text("AFTERCARE_TIME_ZONE", "UTC")
COMPANY_NAME = env_text("AFTERCARE_COMPANY") or (_("Demo company") if AFTERCARE_DEMO else "Aftercare")
PHONE_REGION = env_text("AFTERCARE_PHONE_REGION", "GB")

STATIC_URL = "static/"
_STATICS = Path(env_text("AFTERCARE_STATICS", str(AFTERCARE_HOME / "generated"))).expanduser().absolute()
STATIC_ROOT = _STATICS / "static"
WHITENOISE_KEEP_ONLY_HASHED_FILES = True  # compressed once; no page names a file without its hash
CHARTS_SCRIPT = _STATICS / "packages" / "charts" / "vega-embed.js"
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "aftercare.web.charts.PackagedScripts",
]
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": AFTERCARE_HOME / "files", "file_permissions_mode": 0o600},
    },
    "staticfiles": {"BACKEND": "aftercare.web.assets.Storage"},
}

EXPORTS_ROOT = AFTERCARE_HOME / "generated" / "exports"
# Whether a payout gateway may stand inside our own network, and on this machine without TLS.
GATEWAY_MAY_BE_PRIVATE = env_bool("AFTERCARE_GATEWAY_PRIVATE")
# Keep every message here instead of sending it; a test installation begins so.
NOTHING_LEAVES = env_bool("AFTERCARE_NOTHING_LEAVES", AFTERCARE_DEMO)
# A mail server while the settings page names none: smtp://name:password@host:587, smtps://… for TLS from the start.
SMTP_ADDRESS = env_text("AFTERCARE_SMTP")
MAIL_SENDER = env_text("AFTERCARE_MAIL_FROM")
# How many days old what happened may be and still be told: after that it would only confuse.
MESSAGES_FRESH_DAYS = env_int("AFTERCARE_MESSAGES_FRESH_DAYS", 7)
# The name under which our own mail server writes its verdict about senders (Authentication-Results); empty: none does.
MAIL_AUTHSERV = env_text("AFTERCARE_MAIL_AUTHSERV")
MAX_MAIL_BYTES = env_int("AFTERCARE_MAX_MAIL_MB", 25) * 1024 * 1024
# How many days after its end a case can be rated by its buyer.
RATING_DAYS = env_int("AFTERCARE_RATING_DAYS", 30)
# How many days after a payout the bank's statement should show it.
STATEMENT_DAYS = env_int("AFTERCARE_STATEMENT_DAYS", 5)
STATEMENT_FOLDER = AFTERCARE_HOME / "statements"
MAX_STATEMENT_BYTES = env_int("AFTERCARE_MAX_STATEMENT_MB", 20) * 1024 * 1024
# How often one carrier may post scans; 0 switches the limit off.
CARRIER_POSTS_PER_MINUTE = env_int("AFTERCARE_CARRIER_PER_MINUTE", 600)
MAX_SCAN_FILE_BYTES = env_int("AFTERCARE_MAX_SCAN_FILE_MB", 20) * 1024 * 1024

MAX_PHOTO_BYTES = env_int("AFTERCARE_MAX_PHOTO_MB", 10) * 1024 * 1024
# Documents and videos that come in by mail.
MAX_FILE_BYTES = env_int("AFTERCARE_MAX_FILE_MB", 20) * 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000
# Per key; 0 switches the limit off.
API_REQUESTS_PER_MINUTE = env_int("AFTERCARE_API_PER_MINUTE", 12_000)

# Tasks are queued by name; only who carries them out needs the modules, and imports them when it begins.
PROCRASTINATE_AUTODISCOVER_MODULE_NAME = None
PROCRASTINATE_IMPORT_PATHS = ["aftercare.jobs.tasks"]

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": env_text("AFTERCARE_LOG", "WARNING")},
    "loggers": {"django.request": {"level": "ERROR"}},
}
