"""The worker inside the web process, for installations without a broker.

One thread of ours does the jobs and the periodic work, in one process per data
directory: the one that holds an operating-system lock. The others try for the lock each
second, so that one takes over when the holder leaves or dies. A Celery consumer on the
in-memory transport hears doorbells and wakes that thread. Started from ``wsgi.py``, so
never by migrate, shell or tests.
"""

import atexit
import fcntl
import logging
import os
import signal
import threading
from types import FrameType
from typing import IO
from uuid import UUID

from celery import shared_task
from django.db import close_old_connections, connections

from cms import jobs, schedule, tasks
from cms.app_settings import app_settings
from cms.celery import app

logger = logging.getLogger(__name__)

POLL_SECONDS = 1.0
LEAVE_SECONDS = 2.0
"""How long the end of the process may wait for a database that somebody holds."""

_lock: IO[str] | None = None
_bell = threading.Event()
_stop = threading.Event()


def start_if_configured() -> bool:
    """Start the worker's thread unless the settings switch it off."""
    if not app_settings.embedded_worker:
        return False
    threading.Thread(target=_work, name="embedded-worker", daemon=True).start()
    atexit.register(_leave)
    _leave_when_terminated()
    return True


@shared_task(name="cms.wake")
def wake() -> None:
    """Tell the worker's thread to look for work now."""
    _bell.set()


def _work() -> None:
    while not _stop.is_set():
        try:
            if _has_lock():
                schedule.run_due()
                jobs.run_waiting(until=_stop)
        except Exception:
            # The database may be away for a moment; the worker must outlive that.
            logger.exception("the embedded worker could not look for work")
        finally:
            close_old_connections()
        _bell.wait(POLL_SECONDS)
        _bell.clear()


def _has_lock() -> bool:
    global _lock
    if _lock is not None:
        return True
    file = (app_settings.data_dir / "worker.lock").open("w")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        file.close()
        return False
    _lock = file
    threading.Thread(target=_consume, name="embedded-doorbell", daemon=True).start()
    jobs.register_doorbell(_ring)
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


def _ring(job_id: UUID) -> None:
    tasks.publish(wake)


def _leave_when_terminated() -> None:
    if threading.current_thread() is not threading.main_thread():
        # Under the autoreloader, SIGTERM already ends the process the usual way.
        return
    previous = signal.getsignal(signal.SIGTERM)

    def leave(number: int, frame: FrameType | None) -> None:
        _leave()
        if callable(previous):
            previous(number, frame)
        else:
            signal.signal(number, signal.SIG_DFL)
            os.kill(os.getpid(), number)

    if callable(previous) or previous == signal.SIG_DFL:
        signal.signal(signal.SIGTERM, leave)


def _leave() -> None:
    """Take no more work, give back what is begun, let another process have the lock."""
    _stop.set()
    _bell.set()
    if _lock is None:
        return
    # In a thread, hence over another connection: a signal may come in the middle of a
    # query or of a transaction of the main thread.
    release = threading.Thread(target=_release, daemon=True)
    release.start()
    release.join(LEAVE_SECONDS)
    if not release.is_alive():
        _lock.close()


def _release() -> None:
    try:
        jobs.release_mine()
    except Exception:
        # Then the lease lapses and the work is taken again.
        logger.exception("the embedded worker could not give its work back")
    finally:
        connections.close_all()
