"""The peer, wagtail-lms, in a process of its own: started by ``benchmarks/progress.py``.

Reads ``round N`` on its input and writes the CPU milliseconds of one logical commit over
N, or ``devices N`` and writes how many of the answers that N pairs of devices were told
are saved it does not hold.
"""

import json
import os
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent), os.environ["PEER_PACKAGES"]]

import django  # noqa: E402 - found where the line above says
from django.conf import settings  # noqa: E402 - as above
from django.urls import include, path  # noqa: E402 - as above

from benchmarks.wsgi_calls import cpu_of, post  # noqa: E402 - as above
from cms.settings import base  # noqa: E402 - as above

DATA = Path(tempfile.mkdtemp(prefix="passerelle-peer-"))
# As its documentation leaves it, or as this project has it.
AS_OURS = os.environ["PEER_SETTINGS"] == "ours"
# Ours, apart from what belongs to our own apps.
MIDDLEWARE = [
    name for name in base.MIDDLEWARE if not name.startswith(("cms.", "modules."))
]
DATABASE = {"OPTIONS": base.SQLITE_OPTIONS, "CONN_MAX_AGE": None} if AS_OURS else {}

settings.configure(
    SECRET_KEY="benchmark",
    ALLOWED_HOSTS=["127.0.0.1"],
    USE_TZ=True,
    ROOT_URLCONF=__name__,
    DATABASES={
        "default": {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": DATA / "db.sqlite3",
            **DATABASE,
        }
    },
    DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
    MEDIA_ROOT=DATA / "media",
    STATIC_URL="/static/",
    WAGTAIL_SITE_NAME="Peer",
    WAGTAILADMIN_BASE_URL="http://127.0.0.1",
    INSTALLED_APPS=[
        "wagtail_lms",
        "wagtail.contrib.redirects",
        "wagtail.embeds",
        "wagtail.sites",
        "wagtail.users",
        "wagtail.snippets",
        "wagtail.documents",
        "wagtail.images",
        "wagtail.search",
        "wagtail.admin",
        "wagtail",
        "modelcluster",
        "taggit",
        "django.contrib.auth",
        "django.contrib.contenttypes",
        "django.contrib.sessions",
        "django.contrib.messages",
        "django.contrib.staticfiles",
    ],
    CONTENT_SECURITY_POLICY=base.CONTENT_SECURITY_POLICY,
    MIDDLEWARE=MIDDLEWARE
    if AS_OURS
    else [
        "django.middleware.security.SecurityMiddleware",
        "django.contrib.sessions.middleware.SessionMiddleware",
        "django.middleware.common.CommonMiddleware",
        "django.middleware.csrf.CsrfViewMiddleware",
        "django.contrib.auth.middleware.AuthenticationMiddleware",
        "django.contrib.messages.middleware.MessageMiddleware",
        "django.middleware.clickjacking.XFrameOptionsMiddleware",
    ],
    TEMPLATES=[
        {
            "BACKEND": "django.template.backends.django.DjangoTemplates",
            "APP_DIRS": True,
        }
    ],
    LOGGING_CONFIG=None,
)
urlpatterns: list[object] = []


def main() -> None:
    django.setup()
    from django.contrib.auth import get_user_model
    from django.core.management import call_command
    from django.core.wsgi import get_wsgi_application
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext
    from wagtail_lms.models import SCORMAttempt, SCORMPackage

    # Its views import models, which needs the apps above.
    urlpatterns.append(path("lms/", include("wagtail_lms.urls")))
    call_command("migrate", verbosity=0)
    user = get_user_model().objects.create_user("personne", "p@exemple.invalid", "x")
    client = Client()
    client.force_login(user)
    cookie = {"HTTP_COOKIE": f"sessionid={client.cookies['sessionid'].value}"}
    package = SCORMPackage.objects.create(title="Trier")
    application = get_wsgi_application()

    def attempt() -> int:
        return SCORMAttempt.objects.create(user=user, scorm_package=package).pk

    def commit(number: int, state: str, score: str = "66.67") -> None:
        """Send what a package sends when an answer was checked."""
        for element, value in (
            ("cmi.suspend_data", state),
            ("cmi.core.lesson_location", "2"),
            ("cmi.core.score.raw", score),
            ("cmi.core.lesson_status", "incomplete"),
            ("cmi.core.session_time", "0000:01:00.00"),
        ):
            call(number, "SetValue", element, value)
        call(number, "Commit", "")

    def call(number: int, method: str, *parameters: str) -> None:
        body = {"method": method, "parameters": parameters}
        post(application, f"/lms/scorm-api/{number}/", body, cookie)

    def lost(pairs: int) -> int:
        missing = 0
        for _pair in range(pairs):
            number = attempt()
            # Two devices resumed the same attempt; each answers another question.
            for answer in ("first", "second"):
                commit(number, answer)
            held = SCORMAttempt.objects.get(pk=number).suspend_data
            missing += ("first" not in held) + ("second" not in held)
        return missing

    state = os.environ["PEER_STATE"]
    timed = attempt()
    commit(timed, state)
    with CaptureQueriesContext(connection) as captured:
        commit(timed, state)
    say({"statements": len(captured)})
    for line in sys.stdin:
        order, times = line.split()
        if order == "round":
            say(cpu_of(lambda: commit(timed, state), int(times)))
        else:
            say(lost(int(times)))


def say(value: object) -> None:
    print(json.dumps(value), flush=True)


if __name__ == "__main__":
    main()
