"""Campuses: labelled networks of schools, companies and laboratories."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from cms.dates import years_later
from cms.models.establishments import Establishment, MemberKind
from cms.models.places import Academy, Sector


class Campus(models.Model):
    """A labelled network (CMQ); its label's years bound every visa."""

    class LabelCategory(models.TextChoices):
        """The two labels of the national specification of 2019."""

        CMQ = "cmq", _("Campus of trades and qualifications")
        EXCELLENCE = (
            "cmq_excellence",
            _("Campus of trades and qualifications, Excellence"),
        )

    name = models.CharField(_("name"), max_length=200, unique=True)
    short_name = models.CharField(
        _("short name"),
        max_length=60,
        blank=True,
        help_text=_("What people say. Left empty: the name."),
    )
    slug = models.SlugField(
        _("address"),
        max_length=100,
        unique=True,
        blank=True,
        help_text=_(
            "The end of its address on this site, in small letters, digits and hyphens."
            " Left empty: made from the name."
        ),
    )
    sector = models.ForeignKey(
        Sector, verbose_name=_("sector"), on_delete=models.PROTECT
    )
    label_category = models.CharField(
        _("label"),
        max_length=20,
        choices=LabelCategory.choices,
        default=LabelCategory.CMQ,
    )
    label_start = models.DateField(_("label granted on"))
    label_years = models.PositiveSmallIntegerField(
        _("label years"),
        default=5,
        help_text=_("Three or five; older labels may have two."),
    )
    academies = models.ManyToManyField(
        Academy, verbose_name=_("academies"), related_name="campuses", blank=True
    )
    host = models.ForeignKey(
        Establishment,
        verbose_name=_("host establishment"),
        related_name="hosted_campuses",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        help_text=_("The school that carries the network."),
    )
    website = models.URLField(_("website"), max_length=300, blank=True)
    presentation = models.TextField(
        _("presentation"),
        blank=True,
        help_text=_(
            "What the network does, in plain words for a family. An empty line makes"
            " a new paragraph."
        ),
    )
    demo = models.BooleanField(
        _("demonstration"),
        default=False,
        help_text=_("Shown everywhere as an example that does not exist."),
    )

    class Meta:
        verbose_name = _("campus")
        verbose_name_plural = _("campuses")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: object, **kwargs: object) -> None:
        if not self.slug:
            self.slug = self._free_slug()
        super().save(*args, **kwargs)  # type: ignore[arg-type]

    def clean(self) -> None:
        if self.label_years is not None and not 1 <= self.label_years <= 5:
            raise ValidationError(
                {"label_years": _("A label lasts from one to five years.")}
            )

    @property
    def display_name(self) -> str:
        """What people say: the short name, or the name."""
        return self.short_name or self.name

    @property
    def label_end(self) -> date:
        """The last day of the label."""
        return years_later(self.label_start, self.label_years)

    def label_state(self, day: date) -> str:
        """Return ``to_come``, ``current`` or ``ended``: what the label is on a day."""
        if day < self.label_start:
            return "to_come"
        return "current" if day <= self.label_end else "ended"

    def _free_slug(self) -> str:
        base = slugify(self.short_name or self.name)[:90] or "campus"
        others = Campus.objects.exclude(pk=self.pk)
        slug, number = base, 1
        while others.filter(slug=slug).exists():
            number += 1
            slug = f"{base}-{number}"
        return slug


class CampusMember(models.Model):
    """A member of a campus: an establishment, or a name where none is recorded."""

    campus = models.ForeignKey(
        Campus,
        verbose_name=_("campus"),
        related_name="members",
        on_delete=models.CASCADE,
    )
    kind = models.CharField(_("kind"), max_length=12, choices=MemberKind.choices)
    establishment = models.ForeignKey(
        Establishment,
        verbose_name=_("establishment"),
        related_name="memberships",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
    )
    name = models.CharField(
        _("name"),
        max_length=200,
        blank=True,
        help_text=_("Only where no establishment is recorded: a network, a team."),
    )
    joined = models.DateField(_("member since"), null=True, blank=True)
    left = models.DateField(_("member until"), null=True, blank=True)

    class Meta:
        verbose_name = _("campus member")
        verbose_name_plural = _("campus members")
        ordering = ["campus__name", "kind", "establishment__name", "name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(establishment__isnull=True) ^ Q(name=""),
                name="cms_member_establishment_or_name",
                violation_error_message=_(
                    "Choose an establishment or write a name: one of the two."
                ),
            ),
            models.UniqueConstraint(
                fields=["campus", "establishment"],
                condition=Q(left__isnull=True),
                name="cms_member_once_at_a_time",
                violation_error_message=_(
                    "This establishment is a member of this campus already."
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.label

    def clean(self) -> None:
        if self.left and self.joined and self.left < self.joined:
            raise ValidationError({"left": _("The member left before joining.")})

    @property
    def label(self) -> str:
        """What the member is called."""
        return str(self.establishment) if self.establishment else self.name

    def is_current_on(self, day: date) -> bool:
        """Return whether the member belongs to the campus on a day."""
        return (self.joined is None or self.joined <= day) and (
            self.left is None or day <= self.left
        )
