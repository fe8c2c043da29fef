"""Development and demonstration on one machine, over loopback."""

import secrets

from cms.private_files import read_or_create
from cms.settings.base import *  # noqa: F403 - an environment extends the base
from cms.settings.base import BUILD_DIR, CMS, DATA_DIR, STORAGES, env

DEBUG = env.bool("DEBUG", default=True)
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]"]
if not env("EMAIL_URL", default=""):
    EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
STATICFILES_DIRS = [BUILD_DIR]
BUILD_DIR.mkdir(parents=True, exist_ok=True)
STORAGES["staticfiles"] = {
    "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
}
CMS["ALLOW_DEMO_KEY"] = True

SECRET_KEY = env("SECRET_KEY", default="") or read_or_create(
    DATA_DIR / "secret-key", lambda: secrets.token_urlsafe(50)
)
