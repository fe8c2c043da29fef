"""Jobs: claim, run, finish, sweep. The row is the truth.

An app registers a handler for its kind of job; ``enqueue`` is called in the user's
transaction. A job interrupted anywhere is taken again when its lease lapses, up to its
``max_attempts``, then fails with a reason. What it was told is forgotten when it ends,
the row itself after :data:`KEPT`.
"""

import logging
import math
import os
import socket
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import F, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from cms.models import Job
from cms.models.jobs import MAX_ATTEMPTS, JobState

logger = logging.getLogger(__name__)

LEASE = timedelta(seconds=60)
KEPT = timedelta(days=30)
"""How long the row of a finished job is kept."""
PROGRESS_EVERY = 1.0
"""Seconds between two writes of progress, each of which renews the lease."""
WAIT = 0.2
"""Seconds between two looks at a job that somebody else has."""


class JobFailure(Exception):
    """The work cannot be done and trying again would not help.

    The message is shown to the person who asked, in their language.
    """


class TryLater(Exception):
    """The work could not be done now; it is worth another attempt from ``due_at`` on.

    The message says why: it is kept with the job while it waits, and stays its reason
    when no attempt is left.
    """

    def __init__(self, reason: str, *, due_at: datetime) -> None:
        super().__init__(reason)
        self.due_at = due_at


class NotYet(Exception):
    """It is too early for the work; this does not count as an attempt."""

    def __init__(self, *, due_at: datetime) -> None:
        super().__init__()
        self.due_at = due_at


class LeaseLost(Exception):
    """Another worker took the job; this one must stop without leaving a trace."""


class Handler(Protocol):
    """What an app registers: the work, and what to do once it has failed for good."""

    def run(self, job: Job, report: "Report") -> None: ...

    def failed(self, job: Job) -> None: ...


_handlers: dict[str, Handler] = {}
_doorbells: list[Callable[[UUID], None]] = []


def register(kind: str, handler: Handler) -> None:
    """Register the handler of a kind of job."""
    _handlers[kind] = handler


def register_doorbell(ring: Callable[[UUID], None]) -> None:
    """Register what tells workers at once that a job waits; it may be lost."""
    _doorbells.append(ring)


@dataclass
class Report:
    """Lets a handler tell how far it is; writes at once, then once a second."""

    job: Job
    _last: float = -math.inf

    def progress(self, percent: int) -> None:
        """Note progress and renew the lease. Raises :class:`LeaseLost`."""
        now = time.monotonic()
        if now - self._last < PROGRESS_EVERY:
            return
        self._last = now
        if not _mine(self.job).update(
            progress=max(0, min(percent, 100)),
            lease_expires_at=timezone.now() + LEASE,
        ):
            raise LeaseLost


def enqueue(
    kind: str,
    payload: dict[str, Any],
    *,
    dedupe_key: str = "",
    by: Any = None,
    due_at: datetime | None = None,
    max_attempts: int = MAX_ATTEMPTS,
) -> Job:
    """Record a job; asking again while an equal one is unfinished returns that one.

    Nobody begins it before ``due_at``.
    """
    job = Job(
        kind=kind,
        dedupe_key=dedupe_key,
        payload=payload,
        created_by=by,
        due_at=due_at or timezone.now(),
        max_attempts=max_attempts,
    )
    try:
        _insert(job)
    except IntegrityError:
        equal = Job.objects.unfinished().filter(kind=kind, dedupe_key=dedupe_key)
        waiting = equal.first()
        if waiting is not None:
            return waiting
        # It ended meanwhile: nothing is in the way any more.
        _insert(job)
    if due_at is None:
        transaction.on_commit(lambda: _ring(job.pk))
    return job


def run(job_id: UUID) -> Job | None:
    """Claim a job and do it here; None when it is not due, taken or over."""
    job = _claim(job_id)
    if job is None:
        return None
    handler = _handlers.get(job.kind)
    try:
        if handler is None:
            raise JobFailure(_("Nobody here knows how to do this job."))
        handler.run(job, Report(job))
    except LeaseLost:
        logger.warning("job %s was taken by another worker", job.pk)
        return None
    except JobFailure as failure:
        _fail(_mine(job), job, str(failure))
    except NotYet as early:
        _put_back(job, due_at=early.due_at, attempt=F("attempt") - 1)
    except TryLater as later:
        _try_again(job, reason=str(later), due_at=later.due_at)
    except Exception:
        # Whatever a handler raises must end in a visible state, never in silence.
        logger.exception("job %s (%s), attempt %s", job.pk, job.kind, job.attempt)
        _try_again(
            job, reason=_("Something unexpected stopped this job; it was recorded.")
        )
    else:
        _mine(job).update(
            state=JobState.DONE,
            progress=100,
            reason="",
            payload={},
            finished_at=timezone.now(),
        )
    job.refresh_from_db()
    return job


def run_to_end(job: Job, *, patience: float = 120.0) -> Job:
    """Do a job in this process, or wait for the worker that has it; return it ended.

    ``patience`` is in seconds and counts only waiting for another worker. When it is
    over, the job is returned as it is. A job that is not due is not waited for.
    """
    waited = 0.0
    while True:
        mine = run(job.pk)
        sweep()
        job.refresh_from_db()
        early = job.state == JobState.QUEUED and job.due_at > timezone.now()
        if job.is_finished or early or (mine is None and waited >= patience):
            return job
        if mine is None:
            time.sleep(WAIT)
            waited += WAIT


def run_waiting(
    *, older_than: timedelta = timedelta(0), until: threading.Event | None = None
) -> int:
    """Do the jobs that nobody does, left by dead workers included; return how many.

    Only those made longer than ``older_than`` ago. No other is begun once ``until`` is
    set.
    """
    now = timezone.now()
    waiting = Job.objects.claimable(now).filter(created_at__lte=now - older_than)
    done = 0
    for job_id in list(waiting.values_list("pk", flat=True)):
        if until is not None and until.is_set():
            break
        done += run(job_id) is not None
    return done


def sweep() -> None:
    """Fail the jobs whose worker died once too often.

    The others are claimed again by :func:`run_waiting`, which whatever does the
    periodic work calls too.
    """
    now = timezone.now()
    spent = Job.objects.filter(
        state=JobState.RUNNING,
        lease_expires_at__lt=now,
        attempt__gte=F("max_attempts"),
    )
    for job in spent:
        # Its worker may be slow rather than dead, and renew its lease at this moment.
        lapsed = _mine(job).filter(lease_expires_at__lt=now)
        _fail(lapsed, job, _("The work was interrupted several times."))


def release_mine() -> None:
    """Give back what this process holds, on its way out."""
    Job.objects.filter(
        state=JobState.RUNNING, worker__startswith=f"{_process_name()}:"
    ).update(state=JobState.QUEUED, lease_expires_at=None, attempt=F("attempt") - 1)


def purge() -> int:
    """Delete the rows of jobs that ended longer than :data:`KEPT` ago; return how many.

    Whoever asked for one has long read its end.
    """
    ended = Job.objects.finished().filter(finished_at__lt=timezone.now() - KEPT)
    return ended.delete()[1].get(Job._meta.label, 0)


def _insert(job: Job) -> None:
    with transaction.atomic():
        job.save(force_insert=True)


def _claim(job_id: UUID) -> Job | None:
    now = timezone.now()
    claimed = (
        Job.objects.claimable(now)
        .filter(pk=job_id, attempt__lt=F("max_attempts"))
        .update(
            state=JobState.RUNNING,
            attempt=F("attempt") + 1,
            lease_expires_at=now + LEASE,
            worker=f"{_process_name()}:{threading.get_ident()}",
            progress=0,
        )
    )
    return Job.objects.get(pk=job_id) if claimed else None


def _mine(job: Job) -> QuerySet[Job]:
    return Job.objects.filter(
        pk=job.pk, state=JobState.RUNNING, attempt=job.attempt, worker=job.worker
    )


def _try_again(job: Job, *, reason: str, due_at: datetime | None = None) -> None:
    if job.attempt < job.max_attempts:
        _put_back(job, reason=reason, due_at=due_at or timezone.now())
    else:
        _fail(_mine(job), job, reason)


def _put_back(job: Job, **values: Any) -> None:
    _mine(job).update(state=JobState.QUEUED, lease_expires_at=None, **values)


def _fail(row: QuerySet[Job], job: Job, reason: str) -> None:
    handler = _handlers.get(job.kind)
    try:
        # Together or not at all: what waits for the job must hear of its end.
        with transaction.atomic():
            failed = row.update(
                state=JobState.FAILED, reason=reason, finished_at=timezone.now()
            )
            if failed:
                job.refresh_from_db()
                if handler is not None:
                    handler.failed(job)
                Job.objects.filter(pk=job.pk).update(payload={})
    except Exception:
        # The lease lapses and this is tried again; other jobs must not wait for it.
        logger.exception("the failure of job %s (%s) was not told", job.pk, job.kind)


def _process_name() -> str:
    return f"{socket.gethostname()}:{os.getpid()}"


def _ring(job_id: UUID) -> None:
    for ring in _doorbells:
        try:
            ring(job_id)
        except Exception:
            # A dead broker must not fail the request: the row will be found anyway.
            logger.warning("no doorbell for job %s", job_id, exc_info=True)
