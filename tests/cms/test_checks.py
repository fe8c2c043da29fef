"""The apps in a site with its own settings: what is missing is named."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from cms.app_settings import app_settings
from cms.checks import (
    check_blob_storage,
    check_directories,
    check_links_lead_here,
    check_mails_leave,
)

ROOT = Path(__file__).resolve().parent.parent.parent
OTHER_SITE = """
from cms.settings.base import *

SECRET_KEY = "other"
DEBUG = True
del CELERY_BROKER_URL, CMS, STORAGES
"""
CHECK = """
import django
from django.core.management import call_command

django.setup()
from cms.celery import app

print(app.conf.broker_url, flush=True)
call_command("check")
"""


def test_a_site_without_our_settings_is_told_what_is_missing(tmp_path: Path) -> None:
    (tmp_path / "other_site.py").write_text(OTHER_SITE)
    ours = ("PASSERELLE_", "DJANGO_", "SECRET_KEY", "DATABASE_", "CELERY_")
    inherited = {k: v for k, v in os.environ.items() if not k.startswith(ours)}
    result = subprocess.run(
        [sys.executable, "-c", CHECK],
        env=inherited
        | {
            "DJANGO_SETTINGS_MODULE": "other_site",
            "PASSERELLE_DATA": str(tmp_path),
            "PYTHONPATH": f"{tmp_path}:{ROOT}",
        },
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert result.stdout == "memory://\n", result.stderr
    assert "SystemCheckError" in result.stderr
    named = re.findall(r"\((\w+\.E\d+)\)", result.stderr)
    assert sorted(named) == ["cms.E001", "cms.E003", "cms.E004", "cms.E004"]
    assert "HINT" in result.stderr


def test_our_own_settings_are_complete() -> None:
    assert check_blob_storage(None) == []
    assert check_directories(None) == []


def test_a_data_directory_that_does_not_exist_is_named(settings, tmp_path) -> None:
    settings.CMS = {**settings.CMS, "DATA_DIR": tmp_path / "nowhere"}
    [error] = check_directories(None)
    assert error.id == "cms.E004"
    assert "DATA_DIR" in error.msg
    assert error.hint


def test_without_a_broker_the_transport_is_in_memory(settings) -> None:
    del settings.CELERY_BROKER_URL
    assert app_settings.broker_url == "memory://"


@pytest.mark.parametrize(
    ("backend", "sender", "expected"),
    [
        ("smtp", "Passerelle <passerelle@exemple.invalid>", 0),
        ("console", "passerelle@exemple.invalid", 1),
        ("dummy", "Passerelle <passerelle@localhost>", 2),
        ("smtp", "Passerelle <passerelle@localhost>", 1),
    ],
)
def test_mails__a_site_that_cannot_send_any_is_warned(
    settings, backend, sender, expected
):
    settings.EMAIL_BACKEND = f"django.core.mail.backends.{backend}.EmailBackend"
    settings.DEFAULT_FROM_EMAIL = sender
    found = check_mails_leave(None)
    assert [message.id for message in found] == ["cms.W002"] * expected


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("https://passerelle.example", 0),
        ("http://127.0.0.1:8000", 1),
        ("https://localhost", 1),
        ("passerelle.example", 1),
        ("", 1),
        (None, 1),
    ],
)
def test_links__must_lead_to_the_site(settings, address, expected):
    settings.WAGTAILADMIN_BASE_URL = address
    found = check_links_lead_here(None)
    assert [message.id for message in found] == ["cms.W003"] * expected
