"""What lists say about a frozen document, so that none of them has to read it."""

from datetime import date

from django.db import models
from django.utils.translation import gettext_lazy as _

from modules.querysets import DocumentCardQuerySet


class DocumentCard(models.Model):
    """The facts of one frozen document, written with it.

    ``steps`` holds pairs ``[id, title]`` in order. ``title_stems`` and ``stems`` are
    search fields (:mod:`modules.search`); the second holds the first too.
    """

    fingerprint = models.CharField(_("fingerprint"), max_length=64, unique=True)
    title = models.CharField(_("title"), max_length=255)
    summary = models.TextField(_("summary"))
    language = models.CharField(_("language"), max_length=10)
    objectives = models.JSONField(_("objectives"), default=list)
    prerequisites = models.JSONField(_("prerequisites"), default=list)
    steps = models.JSONField(_("steps"), default=list)
    question_count = models.PositiveIntegerField(_("number of questions"))
    duration_minutes = models.PositiveIntegerField(_("duration in minutes"))
    equipment_level = models.CharField(_("equipment needed"), max_length=10)
    safety_level = models.PositiveSmallIntegerField(_("safety level"))
    authors = models.JSONField(_("authors"), default=list)
    contributors = models.JSONField(_("contributors"), default=list)
    licence = models.CharField(_("licence"), max_length=40)
    law_checked_on = models.DateField(_("law checked on"))
    review_due_on = models.DateField(_("review due on"), db_index=True)
    title_stems = models.TextField()
    stems = models.TextField()

    objects = DocumentCardQuerySet.as_manager()

    class Meta:
        verbose_name = _("card of a document")
        verbose_name_plural = _("cards of documents")

    def __str__(self) -> str:
        return self.title

    def is_to_check(self, today: date) -> bool:
        """Return whether the review of the content is overdue."""
        return self.review_due_on < today

    def terms_of(self, kind: str) -> "list[DocumentCardTerm]":
        """Return the terms of a kind in order, without a query once prefetched."""
        return [term for term in self.terms.all() if term.kind == kind]

    @property
    def themes(self) -> "list[DocumentCardTerm]":
        return self.terms_of(TermKind.THEME)

    @property
    def levels(self) -> "list[DocumentCardTerm]":
        return self.terms_of(TermKind.LEVEL)

    @property
    def qualifications(self) -> "list[DocumentCardTerm]":
        return self.terms_of(TermKind.QUALIFICATION)


class TermKind(models.TextChoices):
    """Which vocabulary a term comes from."""

    THEME = "theme", _("theme")
    LEVEL = "level", _("level")
    QUALIFICATION = "qualification", _("qualification")


class DocumentCardTerm(models.Model):
    """A term of a document: its code for filters, its label as it read then."""

    card = models.ForeignKey(
        DocumentCard, related_name="terms", on_delete=models.CASCADE
    )
    kind = models.CharField(max_length=20, choices=TermKind)
    code = models.CharField(max_length=80)
    label = models.CharField(max_length=200)
    position = models.PositiveSmallIntegerField()

    class Meta:
        verbose_name = _("term of a card")
        verbose_name_plural = _("terms of cards")
        ordering = ["card", "kind", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["card", "kind", "code"], name="modules_card_term_once"
            )
        ]
        indexes = [models.Index(fields=["kind", "code"], name="modules_card_term")]

    def __str__(self) -> str:
        return self.label
