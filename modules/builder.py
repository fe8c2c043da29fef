"""From an editable page to a document: one builder for drafts, gate and freezing.

What keeps a page from being a document becomes a finding with the block's id; what can
be shown all the same is, so that a preview works from the first sentence on.
"""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils import timezone, translation
from django.utils.translation import gettext as _

from cms.models import LicensedImage
from cms.models.vocabularies import Term as VocabularyTerm
from modules.assets import AssetSource, AssetUnreadable
from modules.document import (
    COMPLETION_RULES,
    SCHEMA_VERSION,
    Asset,
    Source,
    Step,
    Term,
    UnitDocument,
)
from modules.gate import BLOCKING, Finding
from modules.models.pages import UnitPage
from modules.questions import Question


@dataclass(frozen=True)
class _Placed:
    reference: str
    width: int
    height: int


@dataclass
class Build:
    """The construction of one document."""

    page: UnitPage
    source: AssetSource
    findings: list[Finding] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)
    sources: list[Source] = field(default_factory=list)
    assets: dict[str, Asset] = field(default_factory=dict)

    def blocking(self, code: str, block_id: str, message: str) -> None:
        self.findings.append(Finding(code, BLOCKING, block_id, message))

    def add_question(self, question: Question) -> None:
        self.questions.append(question)

    def add_source(self, source: Source) -> None:
        self.sources.append(source)

    def image(
        self, image: LicensedImage, *, block_id: str, alternative: str, caption: str
    ) -> _Placed | None:
        self._check_rights(image, block_id)
        try:
            taken = self.source.take(image)
        except AssetUnreadable as error:
            self.blocking("image_unreadable", block_id, str(error))
            return None
        self.assets.setdefault(
            taken.sha256,
            Asset(
                sha256=taken.sha256,
                name=taken.name,
                media_type=taken.media_type,
                size=taken.size,
                alternative=alternative,
                caption=caption,
                transcript="",
                credit=image.author.strip(),
                licence=image.licence,
            ),
        )
        return _Placed(f"asset:{taken.sha256}", taken.width, taken.height)

    def _check_rights(self, image: LicensedImage, block_id: str) -> None:
        title = {"title": image.title}
        if not image.author.strip() or not image.licence:
            self.blocking(
                "image_without_licence",
                block_id,
                _("The image “%(title)s” has no author or no licence.") % title,
            )
        if image.recognisable_person is None:
            self.blocking(
                "image_person_unknown",
                block_id,
                _("Say whether a person is recognisable on the image “%(title)s”.")
                % title,
            )
        elif not image.is_authorised_on(timezone.localdate()):
            self.blocking(
                "image_without_authorisation",
                block_id,
                _(
                    "A person is recognisable on the image “%(title)s”: their"
                    " authorisation, its reference and a future expiry date are needed."
                )
                % title,
            )


def build(
    page: UnitPage, source: AssetSource
) -> tuple[UnitDocument, tuple[Finding, ...]]:
    """Build the document of a page with the images of ``source``.

    The document is consistent when no finding is blocking; otherwise it is only fit
    for a preview.
    """
    construction = Build(page, source)
    with translation.override(page.language):
        steps = tuple(_step(child, construction) for child in page.steps)
    _check_page(page, construction)
    return _document(page, construction, steps), tuple(construction.findings)


def _step(child: Any, construction: Build) -> Step:
    title = (child.value["title"] or "").strip()
    body = child.value["body"]
    if not title:
        construction.blocking(
            "step_without_title", child.id, _("This step has no title.")
        )
    if not len(body):
        construction.blocking(
            "empty_step",
            child.id,
            _("The step “%(title)s” is empty.") % {"title": title},
        )
    html = "".join(
        block.block.freeze(block.value, block.id, construction) for block in body
    )
    return Step(child.id, title, html)


def _check_page(page: UnitPage, construction: Build) -> None:
    unit = page.identity
    required = (
        ("summary", bool(page.summary.strip()), _("The summary is missing.")),
        ("objectives", bool(page.lines("objectives")), _("No objective is given.")),
        (
            "duration_minutes",
            bool(page.duration_minutes),
            _("The indicative duration is missing."),
        ),
        ("levels", bool(page.levels.all()), _("No level is chosen.")),
        ("themes", bool(page.themes.all()), _("No theme is chosen.")),
        ("authors", bool(page.lines("authors")), _("No author is named.")),
        ("licence", bool(page.licence), _("The licence of the unit is missing.")),
        (
            "law_checked_on",
            page.law_checked_on is not None,
            _("The day on which the law was checked is missing."),
        ),
        (
            "review_due_on",
            page.review_due_on is not None,
            _("The day before which the unit must be reviewed is missing."),
        ),
        ("steps", bool(len(page.steps)), _("The unit has no step.")),
        (
            "campus",
            unit.campus_id is not None,
            _("The unit belongs to no campus yet: an administrator must choose it."),
        ),
        (
            "sector",
            unit.sector_id is not None and unit.academy_id is not None,
            _(
                "The unit has no sector or no academy yet, so no inspector covers it:"
                " an administrator must choose them."
            ),
        ),
    )
    for name, given, message in required:
        if not given:
            construction.blocking(f"missing_{name}", "", message)
    if page.mastery_score is None and any(q.graded for q in construction.questions):
        construction.blocking(
            "missing_mastery_score",
            "",
            _("The pass mark is missing, though questions count in the score."),
        )


def _document(
    page: UnitPage, construction: Build, steps: tuple[Step, ...]
) -> UnitDocument:
    unit = page.identity
    graded = any(question.graded for question in construction.questions)
    rule = page.completion_rule or ("passed" if graded else "steps")
    if rule not in COMPLETION_RULES or not graded:
        rule = "steps"
    return UnitDocument(
        schema_version=SCHEMA_VERSION,
        unit_id=str(unit.uuid),
        language=page.language,
        title=page.title.strip(),
        summary=page.summary.strip(),
        objectives=page.lines("objectives"),
        prerequisites=page.lines("prerequisites"),
        duration_minutes=page.duration_minutes or 0,
        levels=_terms(page.levels.all()),
        qualifications=_terms(page.qualifications.all()),
        themes=_terms(page.themes.all()),
        equipment_level=page.equipment_level,
        safety_level=page.safety_level,
        authors=page.lines("authors"),
        contributors=page.lines("contributors"),
        licence=page.licence,
        law_checked_on=_iso(page.law_checked_on),
        review_due_on=_iso(page.review_due_on),
        sources=tuple(construction.sources),
        demo=unit.demo,
        mastery_score=page.mastery_score if graded else None,
        completion_rule=rule,
        attempts_allowed=page.attempts_allowed,
        steps=steps,
        questions=tuple(construction.questions),
        activities=(),
        assets=tuple(construction.assets.values()),
    )


def _terms(entries: Any) -> tuple[Term, ...]:
    def key(entry: VocabularyTerm) -> tuple[int, str]:
        return entry.sort_order, entry.code

    return tuple(
        Term(entry.code, entry.label, entry.uri) for entry in sorted(entries, key=key)
    )


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""
