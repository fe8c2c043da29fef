"""Evidence: versions and visas. Rows are added, never changed.

They hold no foreign key to a row that can be deleted: plain ids and frozen names. A
database trigger refuses UPDATE; deletion is left to retention rules.
"""

import json
from datetime import date
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from modules.models.cards import DocumentCard
from modules.querysets import AppendOnlyQuerySet, UnitVersionQuerySet


class VisaStatus(models.TextChoices):
    """What a badge says of a version."""

    VALID = "valid", _("visa of the inspection")
    FICTIONAL = "fictional", _("fictional visa")
    TO_CHECK = "to_check", _("to check")
    EXPIRED = "expired", _("expired visa")


class AppendOnly(models.Model):
    """A row that can be inserted and read."""

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise TypeError("this row is evidence: it is never changed")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> Any:
        raise TypeError("this row is evidence: it is never deleted")


class UnitVersion(AppendOnly):
    """An approved document of a unit. Only the fingerprint leads to the content."""

    unit_id = models.UUIDField(_("unit"), db_index=True)
    number = models.PositiveIntegerField(_("version"))
    fingerprint = models.CharField(_("fingerprint"), max_length=64)
    slug = models.SlugField(_("address"), max_length=100)
    title = models.CharField(_("title"), max_length=255)
    language = models.CharField(_("language"), max_length=10)
    demo = models.BooleanField(_("demonstration"))
    submission_id = models.PositiveBigIntegerField(_("submission"))
    approved_at = models.DateTimeField(_("approved on"))

    # Read through values that both sides hold: no column, no constraint, nothing that
    # a deletion could reach.
    card = models.ForeignObject(
        DocumentCard,
        from_fields=["fingerprint"],
        to_fields=["fingerprint"],
        related_name="versions",
        null=True,
        editable=False,
        serialize=False,
        on_delete=models.DO_NOTHING,
    )
    # Never missing: every version is sealed with its visa.
    approval: "models.ForeignObject[Approval, Approval]" = models.ForeignObject(  # type: ignore[misc] # as above
        "modules.Approval",
        from_fields=["unit_id", "number"],
        to_fields=["unit_id", "version"],
        related_name="+",
        null=True,
        editable=False,
        serialize=False,
        on_delete=models.DO_NOTHING,
    )

    objects = UnitVersionQuerySet.as_manager()

    class Meta:
        verbose_name = _("version")
        verbose_name_plural = _("versions")
        constraints = [
            models.UniqueConstraint(
                fields=["unit_id", "number"], name="modules_version_number_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.title} v{self.number}"

    def visa_status(self, today: date) -> "VisaStatus":
        """Return what a badge says of this version on a day, the gravest first."""
        if self.approval.has_expired(today):
            return VisaStatus.EXPIRED
        if self.card and self.card.is_to_check(today):
            return VisaStatus.TO_CHECK
        return VisaStatus.FICTIONAL if self.demo else VisaStatus.VALID


class Approval(AppendOnly):
    """A visa: ``record`` is the canonical JSON that ``signature`` covers.

    The other columns repeat what lists need; the record alone is evidence.
    """

    unit_id = models.UUIDField(_("unit"))
    version = models.PositiveIntegerField(_("version"))
    fingerprint = models.CharField(_("fingerprint"), max_length=64, db_index=True)
    inspector_id = models.PositiveBigIntegerField(_("inspector"))
    inspector_name = models.CharField(_("inspector"), max_length=300)
    approved_at = models.DateTimeField(_("approved on"))
    valid_until = models.DateField(_("valid until"))
    demo = models.BooleanField(_("demonstration"))
    record = models.TextField(_("record"))
    key_id = models.CharField(max_length=16)
    public_key = models.CharField(max_length=44)
    signature = models.CharField(max_length=88)

    objects = AppendOnlyQuerySet.as_manager()

    class Meta:
        verbose_name = _("visa")
        verbose_name_plural = _("visas")
        constraints = [
            models.UniqueConstraint(
                fields=["unit_id", "version"], name="modules_one_visa_per_version"
            )
        ]

    def __str__(self) -> str:
        return f"{self.inspector_name}, v{self.version}"

    def has_expired(self, today: date) -> bool:
        return self.valid_until < today

    @property
    def data(self) -> dict[str, Any]:
        """The record as data."""
        return json.loads(self.record)

    def exported(self) -> dict[str, Any]:
        """Return the visa as packages carry it."""
        return {
            "approval": self.data,
            "key_id": self.key_id,
            "public_key": self.public_key,
            "signature": self.signature,
        }
