"""Model and form fields for codes that people copy from papers and screens."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from cms import codes

UAI_FAULTS = {
    codes.FORM: _("A UAI number has seven digits, then one letter: 0942434K."),
    codes.CHECK: _(
        "The last letter does not match the seven digits: one of the eight characters"
        " is wrong."
    ),
}
SIRET_FAULTS = {
    codes.FORM: _("A SIRET number has exactly fourteen digits."),
    codes.CHECK: _(
        "These fourteen digits do not go together: at least one of them is wrong."
    ),
}


def validate_uai(code: str) -> None:
    """Refuse what is not a UAI number, naming its form or its letter."""
    fault = codes.uai_fault(code)
    if fault:
        raise ValidationError(UAI_FAULTS[fault], code=f"uai_{fault}")


def validate_siret(code: str) -> None:
    """Refuse what is not a SIRET number, naming its form or its digits."""
    fault = codes.siret_fault(code)
    if fault:
        raise ValidationError(SIRET_FAULTS[fault], code=f"siret_{fault}")


class CodeFormField(forms.CharField):
    """Takes a code as people write it, with spaces or in lower case."""

    def to_python(self, value: Any) -> Any:
        value = super().to_python(value)
        return codes.normalised(value) if value else value

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        # A browser that stopped at the last character would cut a code with spaces.
        attributes = super().widget_attrs(widget)
        return {k: v for k, v in attributes.items() if k != "maxlength"}


class CodeField(models.CharField):
    """A code, stored normalised; absent is NULL, so that it can be unique."""

    def to_python(self, value: Any) -> Any:
        value = super().to_python(value)
        return codes.normalised(value) or None if value else None

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        value = self.to_python(super().pre_save(model_instance, add))
        setattr(model_instance, self.attname, value)
        return value

    def formfield(self, **kwargs: Any) -> Any:
        return super().formfield(**{"form_class": CodeFormField, **kwargs})
