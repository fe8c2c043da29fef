"""The site's settings, but SQLite as Django leaves it: what a durable site is compared to."""

from cms.settings.dev import *  # noqa: F403 - the same site
from cms.settings.dev import DATABASES

DATABASES["default"]["OPTIONS"] = {}
DATABASES["default"]["CONN_MAX_AGE"] = 0
