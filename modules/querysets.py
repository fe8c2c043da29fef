"""Sets of submissions, versions and cards."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db import models
from django.db.models import Case, Exists, OuterRef, Q, Value, When
from django.utils import timezone

from cms.models import Mandate
from modules import search
from modules.review import overdue_limit


class SubmissionQuerySet(models.QuerySet):
    """Sets of submissions."""

    def decidable(self) -> "SubmissionQuerySet":
        """Return the submissions on which a decision is possible.

        Wagtail ends workflows in several steps, any of which may be the last one that
        happens: what it has ended is not waiting any more.
        """
        return self.filter(
            state="ready",
            task_state__status="in_progress",
            task_state__workflow_state__status="in_progress",
        )

    def open(self) -> "SubmissionQuerySet":
        """Return the submissions that have not ended."""
        return self.filter(state__in=["freezing", "ready"])

    def newest_of_unit(self) -> "SubmissionQuerySet":
        """Return the submissions after which nothing was submitted for their unit."""
        later = self.model._default_manager.filter(
            unit=OuterRef("unit"), pk__gt=OuterRef("pk")
        )
        return self.filter(~Exists(later))

    def for_page(self, page: Any) -> "SubmissionQuerySet":
        return self.filter(unit__page_id=page.pk)

    def inspectable_by(self, user: Any) -> "SubmissionQuerySet":
        """Return the submissions that one of the user's current mandates covers."""
        mandates = Mandate.objects.current(timezone.localdate()).filter(
            inspector=user.pk,
            sectors=OuterRef("unit__sector"),
            academies=OuterRef("unit__academy"),
        )
        return self.filter(Exists(mandates))

    def blob_digests(self) -> models.QuerySet:
        """Return the digests of documents that wait or on which somebody decided."""
        kept = ["freezing", "ready", "approved", "changes_requested"]
        return self.filter(state__in=kept).exclude(fingerprint="").values("fingerprint")


class DocumentAssetQuerySet(models.QuerySet):
    """Sets of the assets that documents name."""

    def blob_digests(self) -> models.QuerySet:
        """Return the digests of assets of documents that are still in play."""
        from modules.models import Submission, UnitVersion

        return self.filter(
            Q(fingerprint__in=Submission.objects.blob_digests())
            | Q(fingerprint__in=UnitVersion.objects.blob_digests())
        ).values("sha256")


class CardFilters:
    """Filters by what cards say; ``card`` is the path to the card, with its ``__``."""

    card = ""

    def search(self: Any, query: str) -> Any:
        """Return what holds every word of a query, the best first.

        Rows where more of the words stand in the title come first, then by title, as
        a library sorts them: without accents nor article.
        Everything when the query asks for nothing.
        """
        needles = search.needles(query)
        rank: Any = Value(0)
        by_title = (f"{self.card}title_stems", f"{self.card}title", "pk")
        found = self
        for needle in needles:
            found = found.filter(**{f"{self.card}stems__contains": needle})
            in_title = Q(**{f"{self.card}title_stems__contains": needle})
            rank = rank + Case(When(in_title, then=Value(1)), default=Value(0))
        if not needles:
            return found.order_by(*by_title)
        return found.order_by(rank.desc(), *by_title)

    def with_term(self: Any, kind: str, code: str) -> Any:
        """Return what carries a term; ``kind`` is a ``TermKind``."""
        from modules.models import DocumentCardTerm

        terms = DocumentCardTerm.objects.filter(kind=kind, code=code)
        return self.filter(**{f"{self.card}pk__in": terms.values("card")})

    def with_theme(self: Any, code: str) -> Any:
        return self.with_term("theme", code)

    def with_level(self: Any, code: str) -> Any:
        return self.with_term("level", code)

    def with_qualification(self: Any, code: str) -> Any:
        return self.with_term("qualification", code)

    def within(self: Any, minutes: int) -> Any:
        """Return what takes at most so many minutes."""
        return self.filter(**{f"{self.card}duration_minutes__lte": minutes})

    def with_equipment(self: Any, levels: Iterable[str]) -> Any:
        """Return what needs one of these levels of equipment."""
        return self.filter(**{f"{self.card}equipment_level__in": list(levels)})

    def with_safety_up_to(self: Any, level: int) -> Any:
        return self.filter(**{f"{self.card}safety_level__lte": level})


class DocumentCardQuerySet(CardFilters, models.QuerySet):
    """Sets of cards."""


class AppendOnlyQuerySet(models.QuerySet):
    """Refuses to change or delete evidence; the database refuses updates too."""

    def update(self, **kwargs: Any) -> int:
        raise TypeError("these rows are evidence: they are never changed")

    def delete(self) -> Any:
        raise TypeError("these rows are evidence: they are never deleted")


class UnitVersionQuerySet(CardFilters, AppendOnlyQuerySet):
    """Sets of versions."""

    card = "card__"

    def current(self) -> "UnitVersionQuerySet":
        """Return the newest version of each unit: what the public reads."""
        newer = self.model._default_manager.filter(
            unit_id=OuterRef("unit_id"), number__gt=OuterRef("number")
        )
        return self.filter(~Exists(newer))

    def with_cards(self) -> "UnitVersionQuerySet":
        """Return the same with cards, terms and visas: two queries for any number."""
        return self.select_related("card", "approval").prefetch_related("card__terms")

    def in_force(self, today: date) -> "UnitVersionQuerySet":
        """Return the versions that a catalogue may show: visa valid, document known."""
        return self.filter(card__pk__isnull=False, approval__valid_until__gte=today)

    def listed(self, today: date) -> "UnitVersionQuerySet":
        """Return what lists show by default: not those long overdue for review."""
        return self.in_force(today).filter(
            card__review_due_on__gte=overdue_limit(today)
        )

    def long_overdue(self, today: date) -> "UnitVersionQuerySet":
        """Return what lists leave out because nobody reviewed it for too long."""
        return self.in_force(today).filter(card__review_due_on__lt=overdue_limit(today))

    def blob_digests(self) -> models.QuerySet:
        return self.values("fingerprint")

    def next_number(self, unit_id: Any) -> int:
        newest = self.filter(unit_id=unit_id).aggregate(n=models.Max("number"))["n"]
        return (newest or 0) + 1
