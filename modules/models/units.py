"""The identity of a unit."""

import uuid

from django.db import models
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from cms.models import Academy, Campus, Sector


class Unit(models.Model):
    """What stays the same when a unit is edited, approved again, or loses its page.

    The page is its editable face. A copied or translated page gets a unit of its own.
    """

    uuid = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    slug = models.SlugField(_("address"), max_length=100, unique=True)
    page = models.OneToOneField(
        "modules.UnitPage",
        verbose_name=_("page"),
        related_name="unit",
        null=True,
        blank=True,
        editable=False,
        on_delete=models.SET_NULL,
    )
    campus = models.ForeignKey(
        Campus,
        verbose_name=_("campus"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
    )
    sector = models.ForeignKey(
        Sector,
        verbose_name=_("sector"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
    )
    academy = models.ForeignKey(
        Academy,
        verbose_name=_("academy"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
    )
    demo = models.BooleanField(
        _("demonstration"),
        default=False,
        help_text=_("Shown as a demonstration everywhere; its visas are fictional."),
    )

    class Meta:
        verbose_name = _("unit")
        verbose_name_plural = _("units")
        ordering = ["slug"]

    def __str__(self) -> str:
        return self.slug

    @classmethod
    def free_slug(cls, wanted: str, *, of: "Unit | None" = None) -> str:
        """Return ``wanted`` in ASCII, or the same with a number, that no unit has.

        ``of`` is the unit that is to have it: what it has already is free for it.
        """
        base = slugify(wanted)[:90] or "unite"
        others = cls.objects.exclude(pk=of.pk) if of else cls.objects.all()
        slug, number = base, 1
        while others.filter(slug=slug).exists():
            number += 1
            slug = f"{base}-{number}"
        return slug
