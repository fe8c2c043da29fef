"""A throw-away PostgreSQL for the tests whose subject is what the database does."""

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

BOTH_DATABASES = (
    "tests/integration/test_database.py",
    "tests/modules/test_search.py",
    "tests/modules/test_cards.py",
    "tests/modules/test_catalogue.py",
    "tests/lms/test_bring_in.py",
    "tests/lms/test_commit.py",
    "tests/lms/test_histories.py",
    "tests/lms/test_open.py",
    "tests/lms/test_refusals.py",
    "tests/lms/test_statements.py",
)
"""Test modules that also run on PostgreSQL: append those that concern a database."""


class NoPostgreSQL(Exception):
    """No cluster can be made here; the message says why."""


@contextmanager
def postgresql() -> Iterator[str]:
    """Start a cluster in a directory of its own; yields its ``DATABASE_URL``.

    Raises :class:`NoPostgreSQL`. PostgreSQL refuses to run as root: the cluster then
    belongs to the ``postgres`` user of the system.
    """
    binaries = _binaries()
    prefix = _as_somebody_else()
    folder = Path(tempfile.mkdtemp(prefix="passerelle-pg-"))
    try:
        if prefix:
            shutil.chown(folder, "postgres")
        port = _free_port()
        data = folder / "data"
        _run(
            *(*prefix, binaries / "initdb", "--auth=trust", "--username=passerelle"),
            *("--encoding=UTF8", "--locale=C.UTF-8", "--no-sync", "-D", data),
        )
        # Nothing here must survive a power cut; a socket would need a shared folder.
        options = (
            f"-c port={port} -c listen_addresses=127.0.0.1 -c fsync=off"
            f" -c full_page_writes=off -c unix_socket_directories={folder}"
        )
        control = (*prefix, binaries / "pg_ctl", "-D", data, "-w", "-t", "30")
        _run(*control, "-o", options, "-l", folder / "log", "start")
        try:
            _wait_for(port)
            yield f"postgres://passerelle@127.0.0.1:{port}/postgres"
        finally:
            _run(*control, "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _binaries() -> Path:
    # Debian keeps them out of the path, one folder per major version.
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    on_path = shutil.which("initdb")
    if not found and on_path is None:
        raise NoPostgreSQL("PostgreSQL is not installed: make system")
    return (found[-1] if found else Path(str(on_path)).resolve()).parent


def _as_somebody_else() -> tuple[str, ...]:
    if os.geteuid() != 0:
        return ()
    try:
        pwd.getpwnam("postgres")
    except KeyError as error:
        raise NoPostgreSQL("root needs a user named postgres") from error
    if shutil.which("runuser") is None:
        raise NoPostgreSQL("root needs runuser to start PostgreSQL")
    return ("runuser", "-u", "postgres", "--")


def _run(*command: object) -> None:
    subprocess.run(
        [str(part) for part in command],
        # The caller's folder may be closed to the other user.
        cwd=tempfile.gettempdir(),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        timeout=60,
        check=True,
    )


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_for(port: int) -> None:
    for _ in range(50):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.2)
    raise NoPostgreSQL("the cluster did not answer")
