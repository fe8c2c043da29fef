"""A private installation on SQLite, whose processes a test may start and kill."""

import os
import sqlite3
import subprocess
import sys
import threading
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
PATIENCE = 30.0
"""Seconds after which a process that says nothing is killed."""

PREAMBLE = """
import django

django.setup()
from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.db import connection

from cms import blobs, jobs, schedule
from cms.models import Blob, Job, ScheduledRun, User

# The tables of the foundation are enough, and quicker to make than all of them.
if not connection.introspection.table_names():
    with connection.schema_editor() as editor:
        for model in (ContentType, Permission, Group, User, Blob, Job, ScheduledRun):
            editor.create_model(model)
blobs._references.clear()
schedule._entries.clear()
"""


class Installation:
    """One data directory and the processes that share it."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self._started: list[subprocess.Popen[str]] = []
        self._timers: list[threading.Timer] = []

    def start(self, code: str, **variables: str) -> subprocess.Popen[str]:
        """Run Python code in a new process, after :data:`PREAMBLE`."""
        ours = ("PASSERELLE_", "DJANGO_", "SECRET_KEY", "DATABASE_", "CELERY_")
        inherited = {k: v for k, v in os.environ.items() if not k.startswith(ours)}
        process = subprocess.Popen(
            [sys.executable, "-c", PREAMBLE + code],
            cwd=ROOT,
            env=inherited
            | {
                "DJANGO_SETTINGS_MODULE": "cms.settings.dev",
                "PASSERELLE_DATA": str(self.directory),
            }
            | variables,
            stdout=subprocess.PIPE,
            text=True,
        )
        timer = threading.Timer(PATIENCE, process.kill)
        timer.start()
        self._started.append(process)
        self._timers.append(timer)
        return process

    def run(self, code: str, **variables: str) -> str:
        """Run Python code to its end and return what it printed; it must succeed."""
        process = self.start(code, **variables)
        output, _errors = process.communicate()
        assert process.returncode == 0
        return output

    def rows(self, query: str) -> list[tuple]:
        """Return the rows of a query on the database of the installation."""
        database = sqlite3.connect(self.directory / "db.sqlite3")
        try:
            return database.execute(query).fetchall()
        finally:
            database.close()

    def close(self) -> None:
        """End what is left of the processes."""
        for timer in self._timers:
            timer.cancel()
        for process in self._started:
            process.kill()
            process.wait()
            if process.stdout is not None:
                process.stdout.close()


def wait_for(process: subprocess.Popen[str], word: str) -> str:
    """Return the next line of a process that begins with ``word``."""
    assert process.stdout is not None
    for line in process.stdout:
        if line.startswith(word):
            return line.strip()
    raise AssertionError(f"the process ended without saying {word!r}")


def wait_for_all(process: subprocess.Popen[str], *words: str) -> None:
    """Return once a process has said lines that begin with each of the words."""
    assert process.stdout is not None
    left = set(words)
    for line in process.stdout:
        left -= {word for word in left if line.startswith(word)}
        if not left:
            return
    raise AssertionError(f"the process ended without saying {sorted(left)}")
