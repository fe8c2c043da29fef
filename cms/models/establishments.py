"""Schools, training centres, companies and their like."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.search import index

from cms.fields import CodeField, validate_siret, validate_uai
from cms.models.places import Academy


class MemberKind(models.TextChoices):
    """What the members of a campus are, in the order in which they are shown."""

    LYCEE = "lycee", _("lycée")
    CFA = "cfa", _("apprentice training centre (CFA)")
    UNIVERSITY = "university", _("university")
    LABORATORY = "laboratory", _("laboratory")
    COMPANY = "company", _("company")
    ASSOCIATION = "association", _("association")


OTHER_KIND = ("other", _("other (collège, GRETA…)"))


class Establishment(index.Indexed, models.Model):
    """A place where people teach or work, named by its UAI, its SIRET, or neither."""

    name = models.CharField(_("name"), max_length=200)
    kind = models.CharField(
        _("kind"), max_length=12, choices=[*MemberKind.choices, OTHER_KIND]
    )
    uai = CodeField(
        _("UAI number"),
        max_length=8,
        null=True,
        blank=True,
        unique=True,
        validators=[validate_uai],
        help_text=_("Of a school: seven digits and a letter. Spaces do not matter."),
        error_messages={"unique": _("An establishment has this UAI number already.")},
    )
    siret = CodeField(
        _("SIRET number"),
        max_length=14,
        null=True,
        blank=True,
        unique=True,
        validators=[validate_siret],
        help_text=_(
            "Of a company, an association or a private training centre: fourteen"
            " digits. Spaces do not matter."
        ),
        error_messages={"unique": _("An establishment has this SIRET number already.")},
    )
    town = models.CharField(_("town"), max_length=120, blank=True)
    academy = models.ForeignKey(
        Academy,
        verbose_name=_("academy"),
        related_name="establishments",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
    )

    search_fields = [
        index.SearchField("name"),
        index.AutocompleteField("name"),
        index.AutocompleteField("town"),
        index.AutocompleteField("uai"),
        index.AutocompleteField("siret"),
    ]

    class Meta:
        verbose_name = _("establishment")
        verbose_name_plural = _("establishments")
        ordering = ["name", "town"]

    def __str__(self) -> str:
        return f"{self.name}, {self.town}" if self.town else self.name
