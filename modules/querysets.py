"""Sets of submissions and versions."""

from typing import Any

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from cms.models import Mandate


class SubmissionQuerySet(models.QuerySet):
    """Sets of submissions."""

    def decidable(self) -> "SubmissionQuerySet":
        """Return the submissions on which a decision is possible.

        Wagtail ends workflows in several steps, any of which may be the last one that
        happens: what it has ended is not waiting any more.
        """
        return self.filter(
            state="ready",
            task_state__status="in_progress",
            task_state__workflow_state__status="in_progress",
        )

    def open(self) -> "SubmissionQuerySet":
        """Return the submissions that have not ended."""
        return self.filter(state__in=["freezing", "ready"])

    def for_page(self, page: Any) -> "SubmissionQuerySet":
        return self.filter(unit__page_id=page.pk)

    def inspectable_by(self, user: Any) -> "SubmissionQuerySet":
        """Return the submissions that one of the user's current mandates covers."""
        mandates = Mandate.objects.current(timezone.localdate()).filter(
            inspector=user.pk,
            sectors=OuterRef("unit__sector"),
            academies=OuterRef("unit__academy"),
        )
        return self.filter(Exists(mandates))

    def blob_digests(self) -> models.QuerySet:
        """Return the digests of documents that wait or on which somebody decided."""
        kept = ["freezing", "ready", "approved", "changes_requested"]
        return self.filter(state__in=kept).exclude(fingerprint="").values("fingerprint")


class DocumentAssetQuerySet(models.QuerySet):
    """Sets of the assets that documents name."""

    def blob_digests(self) -> models.QuerySet:
        """Return the digests of assets of documents that are still in play."""
        from modules.models import Submission, UnitVersion

        return self.filter(
            Q(fingerprint__in=Submission.objects.blob_digests())
            | Q(fingerprint__in=UnitVersion.objects.blob_digests())
        ).values("sha256")


class AppendOnlyQuerySet(models.QuerySet):
    """Refuses to change or delete evidence; the database refuses updates too."""

    def update(self, **kwargs: Any) -> int:
        raise TypeError("these rows are evidence: they are never changed")

    def delete(self) -> Any:
        raise TypeError("these rows are evidence: they are never deleted")


class UnitVersionQuerySet(AppendOnlyQuerySet):
    """Sets of versions."""

    def current(self) -> "UnitVersionQuerySet":
        """Return the newest version of each unit: what the public reads."""
        newer = self.model._default_manager.filter(
            unit_id=OuterRef("unit_id"), number__gt=OuterRef("number")
        )
        return self.filter(~Exists(newer))

    def blob_digests(self) -> models.QuerySet:
        return self.values("fingerprint")

    def next_number(self, unit_id: Any) -> int:
        newest = self.filter(unit_id=unit_id).aggregate(n=models.Max("number"))["n"]
        return (newest or 0) + 1
