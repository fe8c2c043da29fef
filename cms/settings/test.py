"""Settings of the test suite: everything in a private temporary directory."""

import atexit
import os
import shutil
import tempfile

# Never the data of the developer's own installation, whatever the shell exports.
_DATA = tempfile.mkdtemp(prefix="passerelle-")
atexit.register(shutil.rmtree, _DATA, ignore_errors=True)
os.environ["PASSERELLE_DATA"] = _DATA

from cms.settings.base import *  # noqa: E402, F403 - the directory is set first
from cms.settings.base import BUILD_DIR, CMS, STORAGES  # noqa: E402 - as above

DEBUG = False
SECRET_KEY = "test"  # noqa: S105 - nothing real is signed with it
ALLOWED_HOSTS = ["testserver", "127.0.0.1", "localhost"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
STORAGES["staticfiles"] = {
    "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
}
STATICFILES_DIRS = [BUILD_DIR]
BUILD_DIR.mkdir(parents=True, exist_ok=True)
CMS["EMBEDDED_WORKER"] = False
CMS["ALLOW_DEMO_KEY"] = True
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "root": {"handlers": [], "level": "WARNING"},
}
