"""ASGI entry point, for servers that offer nothing else; WSGI is the supported one."""

import os

from django.conf import settings
from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings.production")

# Threads come and go here: each would keep a connection that nobody uses again.
for database in settings.DATABASES.values():
    database["CONN_MAX_AGE"] = 0

application = get_asgi_application()
