"""Settings that must hold: one data directory, secrets, private documents, mails."""

import base64
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core import mail

from cms.roles import INSPECTORS
from modules.actions import decide
from tests.architecture.sources import ROOT
from tests.factories.site import (
    UserFactory,
    decision_form,
    make_inspector,
    make_submission,
    make_unit_page,
)

PLACES = """
import json
from cms.settings import base
print(json.dumps([
    str(base.DATABASES["default"]["NAME"]),
    str(base.MEDIA_ROOT),
    str(base.CMS["DATA_DIR"]),
    *[str(s["OPTIONS"]["location"]) for s in base.STORAGES.values() if "OPTIONS" in s],
]))
"""
SECRETS = {
    "SECRET_KEY": "a-long-enough-secret-that-nobody-uses-0123456789-abcdefghijkl",
    "ALLOWED_HOSTS": "passerelle.example",
    "PASSERELLE_SIGNING_KEY": base64.b64encode(bytes(range(32))).decode("ascii"),
}


def python(code: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run Python with nothing of ours in its environment but these variables."""
    ours = ("PASSERELLE_", "DJANGO_", "SECRET_KEY", "ALLOWED_", "DATABASE_", "CELERY_")
    environment = {k: v for k, v in os.environ.items() if not k.startswith(ours)}
    return subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env=environment | variables,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_data__one_directory_with_nothing_set() -> None:
    result = python(PLACES)
    assert result.returncode == 0, result.stderr
    places = json.loads(result.stdout)
    assert len(places) == 4  # data, database, media, blobs
    assert [p for p in places if not Path(p).is_relative_to(ROOT / "var")] == []


def test_data__one_directory_wherever_it_is_put(tmp_path: Path) -> None:
    result = python(PLACES, PASSERELLE_DATA=str(tmp_path))
    assert result.returncode == 0, result.stderr
    places = json.loads(result.stdout)
    assert [p for p in places if not Path(p).is_relative_to(tmp_path)] == []


def start_production(
    tmp_path: Path, **variables: str
) -> subprocess.CompletedProcess[str]:
    return python(
        "from cms.wsgi import application; print('started')",
        DJANGO_SETTINGS_MODULE="cms.settings.production",
        PASSERELLE_DATA=str(tmp_path),
        CELERY_BROKER_URL="redis://127.0.0.1:1/0",
        **variables,
    )


def test_production__starts_with_its_secrets(tmp_path: Path) -> None:
    result = start_production(tmp_path, **SECRETS)
    assert result.stdout == "started\n", result.stderr


def test_production__django_finds_nothing_to_say_before_deploying(
    tmp_path: Path,
) -> None:
    result = python(
        "import django; django.setup()\n"
        "from django.core.management import call_command\n"
        "call_command('check', deploy=True, fail_level='WARNING')",
        DJANGO_SETTINGS_MODULE="cms.settings.production",
        PASSERELLE_DATA=str(tmp_path),
        PASSERELLE_URL="https://passerelle.example",
        EMAIL_URL="smtp://mail.example:25",
        MAIL_FROM="Passerelle <passerelle@passerelle.example>",
        CELERY_BROKER_URL="redis://127.0.0.1:1/0",
        **SECRETS,
    )
    assert result.returncode == 0, result.stderr


@pytest.mark.parametrize("missing", SECRETS)
def test_production__does_not_start_without(tmp_path: Path, missing: str) -> None:
    given = {name: value for name, value in SECRETS.items() if name != missing}
    result = start_production(tmp_path, **given)
    assert result.returncode != 0
    assert missing in result.stderr


@pytest.mark.parametrize("wrong", ["", "too-short", "AAAA"])
def test_production__does_not_start_with_a_key_that_is_none(
    tmp_path: Path, wrong: str
) -> None:
    result = start_production(tmp_path, **SECRETS | {"PASSERELLE_SIGNING_KEY": wrong})
    assert result.returncode != 0
    assert "PASSERELLE_SIGNING_KEY" in result.stderr


def test_documents__are_served_by_the_view_that_checks_permissions() -> None:
    assert settings.WAGTAILDOCS_SERVE_METHOD == "serve_view"


@pytest.mark.django_db
@pytest.mark.parametrize("decision", ["approve", "reject"])
def test_workflow__wagtail_sends_no_mail_about_a_unit(
    decision: str, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        page = make_unit_page()
        UserFactory(roles=[INSPECTORS])
        submission = make_submission(page=page)
        form = decision_form(submission, decision)
        decide(submission_id=submission.pk, user=make_inspector(submission), form=form)
    assert [message.subject for message in mail.outbox] == []


KEPT = """
from io import BytesIO
from django.db import connection
from cms.wsgi import application

def ask():
    environ = {"REQUEST_METHOD": "GET", "PATH_INFO": "/sante/", "HTTP_HOST": "localhost",
        "SERVER_NAME": "localhost", "SERVER_PORT": "80", "wsgi.input": BytesIO(),
        "wsgi.url_scheme": "http"}
    answer = application(environ, lambda status, headers: print(status))
    list(answer)
    answer.close()
    return connection.connection

print(ask() is ask() is not None)
"""
ASGI = """
import cms.asgi
from django.db import connection
print(connection.settings_dict["CONN_MAX_AGE"])
"""
IN_DEVELOPMENT = {
    "DJANGO_SETTINGS_MODULE": "cms.settings.dev",
    # No embedded worker: only the requests count.
    "CELERY_BROKER_URL": "redis://127.0.0.1:1/0",
}


def test_connection__is_kept_by_a_thread_of_a_wsgi_server(tmp_path: Path) -> None:
    result = python(KEPT, PASSERELLE_DATA=str(tmp_path), **IN_DEVELOPMENT)
    assert result.stdout.splitlines() == ["200 OK", "200 OK", "True"], result.stderr


def test_connection__is_closed_after_each_request_under_asgi(tmp_path: Path) -> None:
    # Threads come and go there: on PostgreSQL, those kept would soon be too many.
    result = python(ASGI, PASSERELLE_DATA=str(tmp_path), **IN_DEVELOPMENT)
    assert result.stdout == "0\n", result.stderr
