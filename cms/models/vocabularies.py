"""Vocabularies: editable data with aliases and validity dates, never enumerations.

Names of diplomas and levels change by decree; a unit frozen last year keeps the label
of that year in its document.
"""

from datetime import date

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.search import index


class TermQuerySet(models.QuerySet["Term"]):
    """Sets of vocabulary entries."""

    def valid_on(self, day: date) -> "TermQuerySet":
        """Return the entries in force on a day."""
        return self.filter(
            models.Q(valid_from__isnull=True) | models.Q(valid_from__lte=day),
            models.Q(valid_to__isnull=True) | models.Q(valid_to__gte=day),
        )


class Term(index.Indexed, models.Model):
    """What every vocabulary entry has."""

    code = models.SlugField(_("code"), max_length=80, unique=True)
    label = models.CharField(_("label"), max_length=200)
    uri = models.URLField(
        _("concept address"),
        max_length=300,
        blank=True,
        help_text=_("Address of the ScoLOMFR concept, where one exists."),
    )
    aliases = models.TextField(
        _("other names"),
        blank=True,
        help_text=_("One per line: former titles, abbreviations."),
    )
    valid_from = models.DateField(_("valid from"), null=True, blank=True)
    valid_to = models.DateField(_("valid until"), null=True, blank=True)
    sort_order = models.PositiveSmallIntegerField(_("position"), default=0)

    objects = TermQuerySet.as_manager()

    search_fields = [index.SearchField("label"), index.SearchField("aliases")]

    class Meta:
        abstract = True
        ordering = ["sort_order", "label"]

    def __str__(self) -> str:
        return self.label


class Theme(Term):
    """One of the three shelves: new technologies, eco-materials, waste."""

    class Meta(Term.Meta):
        verbose_name = _("theme")
        verbose_name_plural = _("themes")


class Level(Term):
    """A level of education; ``cncp_level`` is the national framework's number."""

    cncp_level = models.PositiveSmallIntegerField(
        _("national framework level"), null=True, blank=True
    )

    class Meta(Term.Meta):
        verbose_name = _("level")
        verbose_name_plural = _("levels")


class Qualification(Term):
    """A diploma or certification. Its code is ours; RNCP numbers are never invented."""

    short_label = models.CharField(_("short label"), max_length=80, blank=True)
    level = models.ForeignKey(
        Level, verbose_name=_("level"), null=True, on_delete=models.SET_NULL
    )
    rncp_code = models.CharField(_("RNCP number"), max_length=20, blank=True)

    class Meta(Term.Meta):
        verbose_name = _("qualification")
        verbose_name_plural = _("qualifications")
