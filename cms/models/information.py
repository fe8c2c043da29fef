"""What the site must say about itself: who publishes it, and its pages of information."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.http import HttpRequest
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.blocks import ChoiceBlock, RichTextBlock
from wagtail.contrib.settings.models import BaseGenericSetting, register_setting
from wagtail.fields import StreamField
from wagtail.models import Page

from cms.dates import years_later

AUDIT_YEARS = 3
"""How long the result of an accessibility audit may be declared."""


class LegalBasis(models.TextChoices):
    """Why personal data may be processed: article 6(1) of the GDPR."""

    PUBLIC_TASK = "public_task", _("task carried out in the public interest, 6(1)(e)")
    LEGITIMATE = "legitimate", _("legitimate interest, 6(1)(f)")
    CONTRACT = "contract", _("performance of a contract, 6(1)(b)")


class Accessibility(models.TextChoices):
    """What the law lets a site say of its accessibility."""

    NONE = "none", _("not compliant")
    PARTIAL = "partial", _("partially compliant")
    FULL = "full", _("fully compliant")


@register_setting(icon="site")
class SiteIdentity(BaseGenericSetting):
    """Who answers for this installation. What is left empty reads as still to fill in."""

    publisher = models.CharField(
        _("publisher"),
        max_length=200,
        blank=True,
        help_text=_("The body that publishes this site, in full."),
    )
    publisher_address = models.TextField(
        _("address and telephone of the publisher"), max_length=500, blank=True
    )
    director = models.CharField(
        _("director of publication"), max_length=200, blank=True
    )
    contact_email = models.EmailField(
        _("contact address"),
        blank=True,
        help_text=_("Public: for errors, accessibility and any question."),
    )
    host = models.TextField(
        _("host"),
        max_length=500,
        blank=True,
        help_text=_("Name, address and telephone of whoever hosts the servers."),
    )
    controller = models.CharField(
        _("data controller"),
        max_length=200,
        blank=True,
        help_text=_("The body that answers for personal data."),
    )
    legal_basis = models.CharField(
        _("legal basis"), max_length=20, choices=LegalBasis, blank=True
    )
    dpd_contact = models.CharField(
        _("contact of the data protection officer"), max_length=300, blank=True
    )
    audited_on = models.DateField(
        _("date of the accessibility audit"), null=True, blank=True
    )
    audit_rate = models.DecimalField(
        _("criteria met in percent"),
        max_digits=5,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0), MaxValueValidator(100)],
        help_text=_("Of the RGAA criteria that apply, as the audit counted them."),
    )
    auditor = models.CharField(
        _("audited by"),
        max_length=200,
        blank=True,
        help_text=_("For instance “self-assessment” or the name of a company."),
    )
    accessibility_plan = models.URLField(
        _("address of the multi-year accessibility plan"), blank=True
    )

    panels = [
        MultiFieldPanel(
            [
                FieldPanel("publisher"),
                FieldPanel("publisher_address"),
                FieldPanel("director"),
                FieldPanel("contact_email"),
                FieldPanel("host"),
            ],
            heading=_("Legal notice"),
        ),
        MultiFieldPanel(
            [
                FieldPanel("controller"),
                FieldPanel("legal_basis"),
                FieldPanel("dpd_contact"),
            ],
            heading=_("Personal data"),
        ),
        MultiFieldPanel(
            [
                FieldPanel("audited_on"),
                FieldPanel("audit_rate"),
                FieldPanel("auditor"),
                FieldPanel("accessibility_plan"),
            ],
            heading=_("Accessibility"),
        ),
    ]
    required = (
        "publisher",
        "publisher_address",
        "director",
        "contact_email",
        "host",
        "controller",
        "legal_basis",
        "dpd_contact",
    )

    class Meta:
        verbose_name = _("identity of the site")

    @classmethod
    def current(cls) -> "SiteIdentity":
        """Return the identity as it is, empty before anybody saved one; only reads."""
        return cls.objects.first() or cls()

    def clean(self) -> None:
        if (self.audited_on is None) != (self.audit_rate is None):
            raise ValidationError(
                {"audit_rate": _("Give both the date and the result, or neither.")}
            )
        if self.audited_on and self.audited_on > localdate():
            raise ValidationError({"audited_on": _("This day is still to come.")})

    @property
    def missing(self) -> list[str]:
        """The fields that the law wants and that are still empty."""
        return [name for name in self.required if not getattr(self, name)]

    @property
    def missing_labels(self) -> list[str]:
        """What is still empty, as people call it."""
        return [str(self._meta.get_field(name).verbose_name) for name in self.missing]

    def audit_in_force(self, day: date) -> bool:
        """Tell whether an audit may still be declared on a day."""
        return (
            self.audited_on is not None
            and self.audit_rate is not None
            and day <= years_later(self.audited_on, AUDIT_YEARS)
        )

    @property
    def accessibility(self) -> Accessibility:
        """What may be declared today: nothing better than the last audit showed.

        Without an audit in force, or below half of the criteria, a site is not
        compliant, however well it was made.
        """
        rate = self.audit_rate
        if rate is None or not self.audit_in_force(localdate()) or rate < 50:
            return Accessibility.NONE
        return Accessibility.FULL if rate == Decimal(100) else Accessibility.PARTIAL


class FactsBlock(ChoiceBlock):
    """A place where a page shows what the site knows, always as it is now."""

    choices = [
        ("publisher", _("publisher")),
        ("host", _("host")),
        ("controller", _("controller of personal data")),
        ("personal_data", _("personal data that each part keeps")),
        ("your_data", _("the reader's own data")),
        ("contact", _("contact")),
        ("accessibility", _("state of accessibility")),
        ("site_map", _("site map")),
    ]

    class Meta:
        icon = "list-ul"
        label = _("Facts kept up to date")

    def get_template(self, value: Any = None, context: Any = None) -> str | None:
        return f"cms/facts/{value}.html" if value else None


class InformationPage(Page):
    """A page about the site itself, made of prose and of facts that keep up to date."""

    body = StreamField(
        [
            (
                "prose",
                RichTextBlock(
                    features=["h2", "bold", "italic", "ol", "ul", "link"],
                    label=_("Text"),
                ),
            ),
            ("facts", FactsBlock()),
        ],
        verbose_name=_("body"),
        blank=True,
    )

    content_panels = [*Page.content_panels, FieldPanel("body")]
    # Mails, paper and other sites name these pages by their addresses.
    promote_panels: list[Any] = []
    settings_panels: list[Any] = []
    subpage_types: list[str] = []
    template = "cms/information_page.html"

    class Meta:
        verbose_name = _("page of information")
        verbose_name_plural = _("pages of information")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        context = super().get_context(request, *args, **kwargs)
        return context | {"identity": SiteIdentity.current()}
