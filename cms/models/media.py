"""Images with what the law and courtesy ask of them."""

from datetime import date

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.images.models import AbstractImage, AbstractRendition, Image

OPEN_LICENCES = [
    ("CC-BY-SA-4.0", "CC BY-SA 4.0"),
    ("CC-BY-4.0", "CC BY 4.0"),
    ("CC0-1.0", "CC0 1.0"),
    ("etalab-2.0", _("Open Licence 2.0 (Etalab)")),
]
"""SPDX identifiers. NC blocks reuse by companies and CFA, ND blocks assembling."""


class LicensedImage(AbstractImage):
    """An image with its author, licence and, for a person, their authorisation.

    The authorisation stays here: it is never copied into a unit's document.
    """

    author = models.CharField(_("author"), max_length=200, blank=True)
    licence = models.CharField(
        _("licence"), max_length=40, blank=True, choices=OPEN_LICENCES
    )
    recognisable_person = models.BooleanField(
        _("a person is recognisable"),
        null=True,
        blank=True,
        help_text=_("An image of a person needs their prior, written authorisation."),
    )
    authorisation_reference = models.CharField(
        _("authorisation reference"),
        max_length=200,
        blank=True,
        help_text=_("Where the signed paper is kept. Never published."),
    )
    authorisation_expires_on = models.DateField(
        _("authorisation expires on"), null=True, blank=True
    )

    admin_form_fields = (
        *Image.admin_form_fields,
        "author",
        "licence",
        "recognisable_person",
        "authorisation_reference",
        "authorisation_expires_on",
    )

    class Meta(AbstractImage.Meta):
        verbose_name = _("image")
        verbose_name_plural = _("images")

    @property
    def credit(self) -> str:
        """Author and licence on one line."""
        return ", ".join(filter(None, [self.author, self.get_licence_display()]))

    def is_authorised_on(self, day: date) -> bool:
        """Tell whether nobody is recognisable, or their authorisation holds that day."""
        if self.recognisable_person is False:
            return True
        return bool(
            self.recognisable_person
            and self.authorisation_reference
            and self.authorisation_expires_on
            and self.authorisation_expires_on >= day
        )


class LicensedRendition(AbstractRendition):
    """A bounded rendition of an image."""

    image = models.ForeignKey(
        LicensedImage, related_name="renditions", on_delete=models.CASCADE
    )

    class Meta:
        unique_together = (("image", "filter_spec", "focal_point_key"),)
