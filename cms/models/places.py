"""Where units belong and who may approve them there."""

from datetime import date

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _


class Sector(models.Model):
    """A campus sector (filière)."""

    code = models.SlugField(_("code"), max_length=80, unique=True)
    name = models.CharField(_("name"), max_length=200)

    class Meta:
        verbose_name = _("sector")
        verbose_name_plural = _("sectors")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class AcademicRegion(models.Model):
    """The territory of one or more academies (région académique)."""

    code = models.SlugField(_("code"), max_length=80, unique=True)
    name = models.CharField(_("name"), max_length=200)

    class Meta:
        verbose_name = _("academic region")
        verbose_name_plural = _("academic regions")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Academy(models.Model):
    """An education authority's territory (académie)."""

    code = models.SlugField(_("code"), max_length=80, unique=True)
    name = models.CharField(_("name"), max_length=200)
    region = models.ForeignKey(
        AcademicRegion,
        verbose_name=_("academic region"),
        related_name="academies",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
    )

    class Meta:
        verbose_name = _("academy")
        verbose_name_plural = _("academies")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class MandateQuerySet(models.QuerySet["Mandate"]):
    """Sets of mandates."""

    def current(self, day: date) -> "MandateQuerySet":
        """Return the mandates in force on a day."""
        return self.filter(
            models.Q(valid_to__isnull=True) | models.Q(valid_to__gte=day),
            valid_from__lte=day,
        )

    def covering(
        self, *, sector_id: int | None, academy_id: int | None
    ) -> "MandateQuerySet":
        """Return the mandates for a sector and an academy; none when either is unset."""
        if sector_id is None or academy_id is None:
            return self.none()
        return self.filter(sectors=sector_id, academies=academy_id)


class Mandate(models.Model):
    """What an inspector may approve: never deduced from a login."""

    inspector = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("inspector"),
        related_name="mandates",
        on_delete=models.CASCADE,
    )
    capacity = models.CharField(
        _("capacity"),
        max_length=200,
        help_text=_("As it must read on a visa, for instance “IEN-ET, construction”."),
    )
    sectors = models.ManyToManyField(Sector, verbose_name=_("sectors"))
    academies = models.ManyToManyField(Academy, verbose_name=_("academies"))
    valid_from = models.DateField(_("from"))
    valid_to = models.DateField(_("until"), null=True, blank=True)

    objects = MandateQuerySet.as_manager()

    class Meta:
        verbose_name = _("mandate")
        verbose_name_plural = _("mandates")
        ordering = ["-valid_from"]

    def __str__(self) -> str:
        return f"{self.inspector} ({self.capacity})"

    def clean(self) -> None:
        if self.valid_to and self.valid_from and self.valid_to < self.valid_from:
            raise ValidationError({"valid_to": _("The mandate ends before it begins.")})
