"""Rows of jobs and of periodic work; their verbs are in :mod:`cms.jobs`."""

import uuid
from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class JobState(models.TextChoices):
    """Where a job is."""

    QUEUED = "queued", _("waiting")
    RUNNING = "running", _("running")
    DONE = "done", _("done")
    FAILED = "failed", _("failed")


UNFINISHED = (JobState.QUEUED, JobState.RUNNING)
MAX_ATTEMPTS = 3
"""How often a job is begun at most, unless it was recorded with another number."""


class JobQuerySet(models.QuerySet["Job"]):
    """Sets of jobs."""

    def unfinished(self) -> "JobQuerySet":
        return self.filter(state__in=UNFINISHED)

    def finished(self) -> "JobQuerySet":
        return self.exclude(state__in=UNFINISHED)

    def claimable(self, now: datetime) -> "JobQuerySet":
        """Return what a worker may take: due, or left by a worker that died."""
        return self.filter(
            Q(state=JobState.QUEUED, due_at__lte=now)
            | Q(state=JobState.RUNNING, lease_expires_at__lt=now)
        )


class Job(models.Model):
    """Work done outside a request. The row is the truth, the broker only a doorbell.

    ``payload`` is what the handler needs; it is emptied when the job ends, and the row
    goes some weeks later.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(_("kind"), max_length=80)
    payload = models.JSONField(_("payload"), default=dict)
    dedupe_key = models.CharField(max_length=120, blank=True)
    state = models.CharField(
        _("state"), max_length=10, choices=JobState, default=JobState.QUEUED
    )
    due_at = models.DateTimeField(_("not before"), default=timezone.now)
    attempt = models.PositiveSmallIntegerField(default=0)
    max_attempts = models.PositiveSmallIntegerField(default=MAX_ATTEMPTS)
    lease_expires_at = models.DateTimeField(null=True, blank=True)
    worker = models.CharField(max_length=120, blank=True)
    progress = models.PositiveSmallIntegerField(_("progress in percent"), default=0)
    reason = models.TextField(_("reason of the failure"), blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL
    )

    objects = JobQuerySet.as_manager()

    class Meta:
        verbose_name = _("job")
        verbose_name_plural = _("jobs")
        ordering = ["created_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "dedupe_key"],
                condition=Q(state__in=["queued", "running"]) & ~Q(dedupe_key=""),
                name="cms_job_one_unfinished_per_key",
            )
        ]
        indexes = [
            models.Index(fields=["state", "created_at"], name="cms_job_due"),
            models.Index(fields=["state", "due_at"], name="cms_job_not_before"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.id}"

    @property
    def is_finished(self) -> bool:
        return self.state not in UNFINISHED


class ScheduledRun(models.Model):
    """When a piece of periodic work is next due, shared by every process."""

    name = models.CharField(max_length=80, primary_key=True)
    next_run_at = models.DateTimeField()

    class Meta:
        verbose_name = _("scheduled run")
        verbose_name_plural = _("scheduled runs")

    def __str__(self) -> str:
        return self.name
