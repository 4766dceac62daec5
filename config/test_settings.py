"""The same settings for tests: a throw-away home, cheap passwords, no hashed static files."""

import os
import tempfile

os.environ.setdefault("AFTERCARE_TEST_HOME", tempfile.mkdtemp(prefix="aftercare-test-"))
os.environ["AFTERCARE_HOME"] = os.environ["AFTERCARE_TEST_HOME"]
os.environ.setdefault("DATABASE_URL", "postgres://unset@127.0.0.1:1/unset")

from config.settings import *  # noqa: F403

DATABASES["default"]["CONN_MAX_AGE"] = 0  # noqa: F405
DATABASES["default"]["CONN_HEALTH_CHECKS"] = False  # noqa: F405
DEBUG = False
AFTERCARE_DEMO = True
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
STORAGES["staticfiles"] = {"BACKEND": "aftercare.web.assets.Remembered"}  # noqa: F405
WHITENOISE_AUTOREFRESH = True
