"""What the members of a campus did for a unit: facts, entered by administrators."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from cms.models import CampusMember
from modules.models.units import Unit


class Contribution(models.Model):
    """One thing that one member did for one unit."""

    class Nature(models.TextChoices):
        """What was done, as the public page says it."""

        WRITING = "writing", _("writing")
        EXPERTISE = "expertise", _("technical advice")
        PROOFREADING = "proofreading", _("proofreading")
        TRIAL = "trial", _("trial in the workshop")
        PICTURES = "pictures", _("photographs or drawings")
        EQUIPMENT = "equipment", _("equipment or materials lent")
        VISIT = "visit", _("visit of a site")

    unit = models.ForeignKey(
        Unit,
        verbose_name=_("unit"),
        related_name="contributions",
        on_delete=models.CASCADE,
    )
    member = models.ForeignKey(
        CampusMember,
        verbose_name=_("member"),
        related_name="contributions",
        on_delete=models.CASCADE,
    )
    nature = models.CharField(_("what they did"), max_length=12, choices=Nature.choices)

    class Meta:
        verbose_name = _("contribution")
        verbose_name_plural = _("contributions")
        ordering = ["unit__slug", "member__kind", "nature"]
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "member", "nature"],
                name="modules_contribution_once",
                violation_error_message=_("This contribution is recorded already."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.unit}: {self.get_nature_display()}"
