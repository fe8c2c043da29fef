"""A submission: one exact revision, frozen for inspection."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.models import TaskState

from cms.models import Job
from modules.models.units import Unit
from modules.querysets import DocumentAssetQuerySet, SubmissionQuerySet


class SubmissionState(models.TextChoices):
    """Where a submission is."""

    FREEZING = "freezing", _("being prepared")
    READY = "ready", _("with the inspection")
    FAILED = "failed", _("could not be prepared")
    APPROVED = "approved", _("visa given")
    CHANGES_REQUESTED = "changes_requested", _("changes requested")
    CANCELLED = "cancelled", _("withdrawn by its author")


class Submission(models.Model):
    """What an author handed in, bound to the bytes of one revision.

    ``revision_id`` is a plain number: revisions can be purged. ``source_sha256`` is
    the digest of the revision's JSON; approval compares it again, because revisions
    can be overwritten. ``fingerprint`` names the frozen document once it is ready.
    The decision is kept here too: the workflow's own rows go away with the page.
    """

    unit = models.ForeignKey(
        Unit,
        verbose_name=_("unit"),
        related_name="submissions",
        on_delete=models.PROTECT,
    )
    title = models.CharField(_("title"), max_length=255)
    language = models.CharField(_("language"), max_length=10)
    revision_id = models.PositiveBigIntegerField()
    source_sha256 = models.CharField(max_length=64)
    state = models.CharField(
        _("state"),
        max_length=20,
        choices=SubmissionState,
        default=SubmissionState.FREEZING,
    )
    fingerprint = models.CharField(_("fingerprint"), max_length=64, blank=True)
    gate_report = models.JSONField(_("gate report"), default=dict)
    reason = models.TextField(_("reason"), blank=True)
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("submitted by"),
        null=True,
        related_name="+",
        on_delete=models.SET_NULL,
    )
    requested_at = models.DateTimeField(_("submitted on"), auto_now_add=True)
    decided_at = models.DateTimeField(_("decided on"), null=True, blank=True)
    decided_by_name = models.CharField(_("decided by"), max_length=300, blank=True)
    answers = models.JSONField(_("answers"), default=list, blank=True)
    task_state = models.OneToOneField(
        TaskState,
        null=True,
        related_name="submission",
        on_delete=models.SET_NULL,
    )
    job = models.ForeignKey(Job, null=True, related_name="+", on_delete=models.SET_NULL)

    objects = SubmissionQuerySet.as_manager()

    class Meta:
        verbose_name = _("submission")
        verbose_name_plural = _("submissions")
        ordering = ["-requested_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.title} ({self.get_state_display()})"

    @property
    def is_decidable(self) -> bool:
        return self.state == SubmissionState.READY


class DocumentAsset(models.Model):
    """An asset that a frozen document names, so that views need not read it."""

    fingerprint = models.CharField(max_length=64, db_index=True)
    name = models.CharField(max_length=100)
    sha256 = models.CharField(max_length=64)

    objects = DocumentAssetQuerySet.as_manager()

    class Meta:
        verbose_name = _("asset of a document")
        verbose_name_plural = _("assets of documents")
        constraints = [
            models.UniqueConstraint(
                fields=["fingerprint", "name"], name="modules_asset_name_once"
            )
        ]

    def __str__(self) -> str:
        return self.name
