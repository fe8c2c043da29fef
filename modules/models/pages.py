"""Pages: the home, the shelf of units, the editable face of a unit."""

from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalManyToManyField
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, ObjectList
from wagtail.admin.panels import TabbedInterface as Tabs
from wagtail.fields import StreamField
from wagtail.models import Page

from cms.models import Level, Qualification, Theme
from cms.models.media import OPEN_LICENCES
from modules.blocks import StepBlock
from modules.document import DEFAULT_MASTERY_SCORE
from modules.forms import UnitPageForm
from modules.models.units import Unit
from modules.panels import SubmissionPanel

EQUIPMENT = [
    ("none", _("None")),
    ("basic", _("Basic")),
    ("workshop", _("Workshop")),
    ("it", _("Computer")),
]
SAFETY = [
    (0, _("0: no particular risk")),
    (1, _("1: ordinary protective equipment")),
    (2, _("2: close supervision")),
    (3, _("3: awareness only, nothing is handled")),
]
COMPLETION = [
    ("steps", _("every step was opened")),
    ("questions", _("every question was checked")),
    ("passed", _("the pass mark was reached")),
]
NEWEST = 6
"""Units that the front page shows, the newest first."""
LANGUAGES = [("fr", _("French")), ("en", _("English"))]


class HomePage(Page):
    """The site's front page."""

    max_count = 1
    subpage_types = ["modules.UnitIndexPage", "cms.InformationPage"]
    template = "modules/home_page.html"

    class Meta:
        verbose_name = _("home page")
        verbose_name_plural = _("home pages")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        from modules.catalogue import count_by_theme
        from modules.hosting import resume_for
        from modules.models import UnitVersion

        today = timezone.localdate()
        counts = count_by_theme(today)
        listed = UnitVersion.objects.current().listed(today)
        shelves = [(theme, counts.get(theme.code, 0)) for theme in Theme.objects.all()]
        return super().get_context(request, *args, **kwargs) | {
            "newest": listed.with_cards().order_by("-approved_at", "-pk")[:NEWEST],
            "shelves": shelves,
            "resume": resume_for(request.user),
        }


class UnitIndexPage(Page):
    """The place in the tree where units are written."""

    parent_page_types = ["modules.HomePage"]
    subpage_types = ["modules.UnitPage"]
    max_count = 1

    class Meta:
        verbose_name = _("units")
        verbose_name_plural = _("units")

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return redirect("/")


class UnitPage(Page):
    """The editable face of a unit. Learners never read it: they read a version."""

    language = models.CharField(
        _("language"), max_length=10, choices=LANGUAGES, default="fr"
    )
    summary = models.TextField(
        _("summary"),
        max_length=300,
        blank=True,
        help_text=_("What it is for, in two sentences."),
    )
    objectives = models.TextField(
        _("objectives"),
        blank=True,
        help_text=_("Three or four, one per line, each beginning with an action verb."),
    )
    prerequisites = models.TextField(
        _("prerequisites"), blank=True, help_text=_("One per line.")
    )
    duration_minutes = models.PositiveSmallIntegerField(
        _("indicative duration in minutes"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(600)],
    )
    levels = ParentalManyToManyField(Level, verbose_name=_("levels"), blank=True)
    qualifications = ParentalManyToManyField(
        Qualification, verbose_name=_("qualifications"), blank=True
    )
    themes = ParentalManyToManyField(Theme, verbose_name=_("themes"), blank=True)
    equipment_level = models.CharField(
        _("equipment needed"), max_length=10, choices=EQUIPMENT, default="none"
    )
    safety_level = models.PositiveSmallIntegerField(
        _("safety level"), choices=SAFETY, default=0
    )
    authors = models.TextField(_("authors"), blank=True, help_text=_("One per line."))
    contributors = models.TextField(
        _("contributors"), blank=True, help_text=_("One per line.")
    )
    licence = models.CharField(
        _("licence"),
        max_length=40,
        blank=True,
        choices=OPEN_LICENCES,
        default="CC-BY-SA-4.0",
    )
    law_checked_on = models.DateField(_("law checked on"), null=True, blank=True)
    review_due_on = models.DateField(_("review due on"), null=True, blank=True)
    mastery_score = models.PositiveSmallIntegerField(
        _("pass mark in percent"),
        null=True,
        blank=True,
        default=DEFAULT_MASTERY_SCORE,
        validators=[MaxValueValidator(100)],
    )
    completion_rule = models.CharField(
        _("the unit is finished when"),
        max_length=10,
        blank=True,
        choices=COMPLETION,
        help_text=_("Left empty: the pass mark, or the steps without graded question."),
    )
    attempts_allowed = models.PositiveSmallIntegerField(
        _("checks allowed per question"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
        help_text=_("Left empty: as many as wanted."),
    )
    steps = StreamField([("step", StepBlock())], verbose_name=_("steps"), blank=True)

    unit: Unit

    parent_page_types = ["modules.UnitIndexPage"]
    subpage_types: list[str] = []
    base_form_class = UnitPageForm

    content_panels = [
        SubmissionPanel(),
        *Page.content_panels,
        FieldPanel("summary"),
        MultiFieldPanel(
            [FieldPanel("objectives"), FieldPanel("prerequisites")],
            heading=_("What one will be able to do"),
        ),
        FieldPanel("steps"),
    ]
    teaching_panels = [
        MultiFieldPanel(
            [
                FieldPanel("themes"),
                FieldPanel("levels"),
                FieldPanel("qualifications"),
                FieldPanel("duration_minutes"),
                FieldPanel("equipment_level"),
                FieldPanel("safety_level"),
            ],
            heading=_("For whom and with what"),
        ),
        MultiFieldPanel(
            [
                FieldPanel("mastery_score"),
                FieldPanel("completion_rule"),
                FieldPanel("attempts_allowed"),
            ],
            heading=_("Passing"),
        ),
        MultiFieldPanel(
            [
                FieldPanel("authors"),
                FieldPanel("contributors"),
                FieldPanel("licence"),
                FieldPanel("law_checked_on"),
                FieldPanel("review_due_on"),
                FieldPanel("language"),
            ],
            heading=_("Signature and dates"),
        ),
    ]
    edit_handler = Tabs(
        [
            ObjectList(content_panels, heading=_("Unit")),
            ObjectList(teaching_panels, heading=_("Teaching sheet")),
            ObjectList(Page.promote_panels, heading=_("Address")),
        ]
    )

    class Meta:
        verbose_name = _("unit")
        verbose_name_plural = _("units")

    def lines(self, name: str) -> tuple[str, ...]:
        """Return the lines of a field that holds one item per line."""
        return tuple(
            line.strip() for line in getattr(self, name).splitlines() if line.strip()
        )

    @property
    def identity(self) -> Unit:
        """The page's unit; a passing one for a page that was never saved."""
        unit = getattr(self, "unit", None)
        return unit if unit is not None else Unit()

    def save(self, *args: Any, **kwargs: Any) -> Any:
        from modules.actions import follow_address, give_identity

        with transaction.atomic():
            saved = super().save(*args, **kwargs)
            if Unit.objects.filter(page_id=self.pk).exists():
                follow_address(page=self)
            # An alias only shows another page: it is no unit of its own.
            elif not self.alias_of_id:
                give_identity(page=self)
        return saved

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        source = self.alias_of.specific if self.alias_of_id else self
        return redirect("unit", slug=source.unit.slug)

    def serve_preview(
        self, request: HttpRequest, mode_name: str, **kwargs: Any
    ) -> HttpResponse:
        from modules.previews import preview_page

        return HttpResponse(preview_page(self))
