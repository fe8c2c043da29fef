"""The worker inside the web process, for installations without a broker.

A Celery consumer on the in-memory transport hears doorbells; a poller finds what a
doorbell missed and does the periodic work. One consumer per data directory, held by
an operating-system lock. Started from ``wsgi.py``, so never by migrate, shell or tests.
"""

import atexit
import fcntl
import logging
import threading
from datetime import timedelta
from typing import IO

from django.db import close_old_connections

from cms import jobs, schedule, tasks
from cms.app_settings import app_settings
from cms.celery import app

logger = logging.getLogger(__name__)

POLL_SECONDS = 1.0
MISSED_AFTER = timedelta(seconds=3)

_lock: IO[str] | None = None
_stop = threading.Event()


def start_if_configured() -> bool:
    """Start the worker unless it is switched off or another process has it."""
    if not app_settings.embedded_worker or not _take_lock():
        return False
    jobs.register_doorbell(tasks.ring)
    threading.Thread(target=_consume, name="embedded-worker", daemon=True).start()
    threading.Thread(target=_poll, name="embedded-poller", daemon=True).start()
    atexit.register(_leave)
    return True


def _take_lock() -> bool:
    global _lock
    file = (app_settings.data_dir / "worker.lock").open("w")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        file.close()
        return False
    _lock = file
    return True


def _consume() -> None:
    controller = app.WorkController(
        pool="threads",
        concurrency=1,
        without_mingle=True,
        without_gossip=True,
        without_heartbeat=True,
        loglevel="WARNING",
    )
    controller.start()


def _poll() -> None:
    while not _stop.wait(POLL_SECONDS):
        try:
            schedule.run_due()
            jobs.run_waiting(older_than=MISSED_AFTER)
        except Exception:
            # The database may be away for a moment; the poller must outlive that.
            logger.exception("the embedded worker could not look for work")
        finally:
            close_old_connections()


def _leave() -> None:
    _stop.set()
    jobs.release_mine()
