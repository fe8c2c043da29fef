"""WSGI entry point; starts the embedded worker where it is configured."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings.production")

application = get_wsgi_application()

from cms.embedded_worker import start_if_configured  # noqa: E402 - after django.setup

start_if_configured()
