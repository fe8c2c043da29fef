"""Periodic work, for the embedded worker, Celery beat or ``manage.py run_due``."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone

from cms.models import ScheduledRun

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Entry:
    """A piece of periodic work and its period."""

    name: str
    every: timedelta
    run: Callable[[], object]


_entries: dict[str, Entry] = {}


def register(name: str, *, every_seconds: int, run: Callable[[], object]) -> None:
    """Declare periodic work; ``run`` must bear being interrupted and repeated."""
    _entries[name] = Entry(name, timedelta(seconds=every_seconds), run)


def run_due() -> list[str]:
    """Do what is due and return its names. Safe from several processes at once."""
    now = timezone.now()
    done = []
    for entry in _entries.values():
        ScheduledRun.objects.get_or_create(
            name=entry.name, defaults={"next_run_at": now}
        )
        taken = ScheduledRun.objects.filter(
            name=entry.name, next_run_at__lte=now
        ).update(next_run_at=now + entry.every)
        if not taken:
            continue
        try:
            entry.run()
        except Exception:
            # One piece of work must not keep the others from being done.
            logger.exception("scheduled work %s failed", entry.name)
        else:
            done.append(entry.name)
    return done
