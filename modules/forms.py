"""Forms of the editor and of the inspection."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminPageForm

if TYPE_CHECKING:
    from modules.models import CriteriaGrid

MET, RESERVATION, NOT_MET = "met", "reservation", "not_met"
ANSWERS = [
    (MET, _("Yes")),
    (RESERVATION, _("With a reservation")),
    (NOT_MET, _("No")),
]


class UnitPageForm(WagtailAdminPageForm):
    """Saves any draft: what a unit still lacks is said at submission, all at once."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.is_bound:
            self.defer_required_fields()
            # Made from the title when the browser has not proposed one yet: saving at
            # once after typing a title must work.
            if "slug" in self.fields:
                self.fields["slug"].required = False
        for name in ("themes", "levels", "qualifications"):
            self._offer_terms_in_force(name)

    def _offer_terms_in_force(self, name: str) -> None:
        # What was chosen while in force stays offered: a former diploma is not lost
        # by saving a draft.
        field = self.fields.get(name)
        if field is None:
            return
        chosen = [term.pk for term in getattr(self.instance, name).all()]
        in_force = field.queryset.valid_on(timezone.localdate())
        field.queryset = in_force | field.queryset.filter(pk__in=chosen)


class DecisionForm(forms.Form):
    """The inspector's answers, one per criterion, and their message to the author.

    ``action`` is ``approve`` or ``reject``; each has its own rules.
    """

    grid: "CriteriaGrid"
    action: str

    comment = forms.CharField(
        label=_("Message to the author"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for criterion in self.criteria:
            self.fields[f"answer_{criterion.pk}"] = forms.ChoiceField(
                label=criterion.label,
                help_text=criterion.guidance,
                choices=ANSWERS,
                required=False,
                widget=forms.RadioSelect,
            )
            self.fields[f"reservation_{criterion.pk}"] = forms.CharField(
                label=_("Reservation"), required=False, max_length=1000
            )
        self.order_fields([*[n for n in self.fields if n != "comment"], "comment"])

    @cached_property
    def criteria(self) -> list[Any]:
        return list(self.grid.criteria.all())

    def rows(self) -> list[dict[str, Any]]:
        """Return each criterion with its two fields, for the template."""
        return [
            {
                "criterion": criterion,
                "answer": self[f"answer_{criterion.pk}"],
                "reservation": self[f"reservation_{criterion.pk}"],
            }
            for criterion in self.criteria
        ]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if self.action == "approve":
            self._check_every_answer(cleaned)
        elif not cleaned.get("comment", "").strip():
            self.add_error("comment", _("Say what must change."))
        return cleaned

    def answers(self) -> list[dict[str, str]]:
        """Return the answers as a visa keeps them: with the words of the criteria."""
        return [
            {
                "code": criterion.code,
                "label": criterion.label,
                "answer": self.cleaned_data[f"answer_{criterion.pk}"],
                "reservation": self._reservation(criterion),
            }
            for criterion in self.criteria
        ]

    def _reservation(self, criterion: Any) -> str:
        # Text left beside another answer is not part of what is signed.
        if self.cleaned_data[f"answer_{criterion.pk}"] != RESERVATION:
            return ""
        return self.cleaned_data[f"reservation_{criterion.pk}"].strip()

    def _check_every_answer(self, cleaned: dict[str, Any]) -> None:
        for criterion in self.criteria:
            name, text = f"answer_{criterion.pk}", f"reservation_{criterion.pk}"
            answer = cleaned.get(name)
            if not answer:
                self.add_error(name, _("Answer this criterion."))
            elif answer == NOT_MET:
                self.add_error(
                    name, _("A visa is not possible while this criterion is not met.")
                )
            elif answer == RESERVATION and not cleaned.get(text, "").strip():
                self.add_error(text, _("Say what the reservation is."))


def decision_form_class(grid: "CriteriaGrid", action: str) -> type[DecisionForm]:
    """Return the form of an action (``approve`` or ``reject``) for a grid."""
    return type("GridDecisionForm", (DecisionForm,), {"grid": grid, "action": action})
