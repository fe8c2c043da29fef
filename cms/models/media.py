"""Images with what the law and courtesy ask of them."""

import io
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.images import ImageFile
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.images.models import AbstractImage, AbstractRendition, Image

from cms import svg

OPEN_LICENCES = [
    ("CC-BY-SA-4.0", "CC BY-SA 4.0"),
    ("CC-BY-4.0", "CC BY 4.0"),
    ("CC0-1.0", "CC0 1.0"),
    ("etalab-2.0", _("Open Licence 2.0 (Etalab)")),
]
"""SPDX identifiers. NC blocks reuse by companies and CFA, ND blocks assembling."""

REFUSED_DRAWINGS = {
    "too_large": _("This drawing is larger than 1 MiB: simplify it, or export a PNG."),
    "not_well_formed": _(
        "This drawing is damaged: it is not well-formed. Export it again."
    ),
    "document_type": _(
        "This drawing declares a document type (<!DOCTYPE …>), which may call out of"
        " it. Export it again as plain SVG."
    ),
    "not_svg": _("This file is not an SVG drawing, whatever its name says."),
    "too_complex": _(
        "This drawing holds more than 20,000 elements: simplify it, or export a PNG."
    ),
}
"""What is said of a drawing that :func:`cms.svg.rewrite` refuses, by code."""


class LicensedImage(AbstractImage):
    """An image with its author, licence and, for a person, their authorisation.

    The authorisation stays here: it is never copied into a unit's document. A drawing
    is rewritten through the allow-list of :mod:`cms.svg` before it is stored, for its
    address is public; saving one that cannot be raises ValidationError.
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

    def clean(self) -> None:
        super().clean()
        if self._is_new_drawing():
            self._rewrite_drawing()

    def save(self, *args: Any, **kwargs: Any) -> None:
        # Not every way in goes through a form.
        if self._is_new_drawing():
            self._rewrite_drawing()
        super().save(*args, **kwargs)

    def _is_new_drawing(self) -> bool:
        file: Any = self.file
        return bool(file) and not file._committed and self.is_svg()

    def _rewrite_drawing(self) -> None:
        file: Any = self.file
        file.seek(0)
        try:
            data = svg.rewrite(file.read())
        except svg.SvgError as error:
            raise ValidationError(
                {"file": ValidationError(REFUSED_DRAWINGS[error.code], code=error.code)}
            ) from error
        self.file: Any = ImageFile(io.BytesIO(data), name=file.name)
        self._set_image_file_metadata()

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
