"""Forms of the editorial foundation."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from PIL.Image import DecompressionBombError
from wagtail.images.forms import BaseImageForm

# What decoding raises on damaged data, format by format.
_DAMAGED = (OSError, SyntaxError, ValueError, EOFError, DecompressionBombError)


class LicensedImageForm(BaseImageForm):
    """Uploads an image; damaged data is refused in words.

    Wagtail's field decodes rasters to measure them and lets what the decoder raises
    through, which would be a server failure.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "file" in self.fields:
            field = self.fields["file"]
            field.to_python = _refusing_damage(field.to_python)


def _refusing_damage(to_python: Any) -> Any:
    def checked(data: Any) -> Any:
        try:
            return to_python(data)
        except _DAMAGED as error:
            raise ValidationError(
                _("This image is damaged or incomplete: export it again."),
                code="damaged",
            ) from error

    return checked
