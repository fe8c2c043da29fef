"""From an editable page to a document: one builder for drafts, gate and freezing.

What keeps a page from being a document becomes a finding with the block's id and its
place in words; what can be shown all the same is, so that a preview works from the
first sentence on. Whatever the stored page holds, building it raises nothing of its
own: only the storage of images may fail.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from urllib.parse import urljoin

from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.blocks import StreamValue
from wagtail.models import Page

from cms.canonical import CanonicalError
from cms.models import LicensedImage
from cms.models.vocabularies import Term as VocabularyTerm
from cms.sanitising import plain
from modules.assets import AssetSource, AssetUnreadable
from modules.blocks.base import DAMAGED, excerpt, is_block_id, placeholder
from modules.blocks.questions import QuestionBlock
from modules.document import (
    COMPLETION_RULES,
    SCHEMA_VERSION,
    Asset,
    DocumentError,
    Source,
    Step,
    Term,
    UnitDocument,
)
from modules.gate import BLOCKING, Finding
from modules.models.pages import UnitPage
from modules.questions import Question
from modules.requirements import check_page, lines_of

# What reading a stored block raises when somebody wrote its JSON by hand.
_UNREADABLE = (TypeError, ValueError, LookupError, AttributeError, ArithmeticError)


@dataclass(frozen=True)
class _Placed:
    reference: str
    width: int
    height: int


@dataclass(frozen=True)
class _Place:
    """Where an author finds what a finding is about; block 0 is the step itself."""

    step: int
    step_title: str
    block: int = 0
    kind: Any = ""
    excerpt: str = ""

    def before(self, what: str) -> str:
        """Return a clause with its place, in the language in force."""
        words = {"number": self.step, "title": excerpt(self.step_title)}
        where = [
            _("Step %(number)s “%(title)s”") % words
            if self.step_title
            else _("Step %(number)s (untitled)") % words
        ]
        if self.block:
            kind = str(self.kind)
            words = {
                "number": self.block,
                "kind": kind[:1].lower() + kind[1:],
                "excerpt": self.excerpt,
            }
            where.append(
                _("block %(number)s (%(kind)s, “%(excerpt)s”)") % words
                if self.excerpt
                else _("block %(number)s (%(kind)s)") % words
            )
        return _("%(where)s: %(what)s") % {"where": ", ".join(where), "what": what}


@dataclass
class Build:
    """The construction of one document."""

    page: UnitPage
    source: AssetSource
    findings: list[Finding] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)
    sources: list[Source] = field(default_factory=list)
    assets: dict[str, Asset] = field(default_factory=dict)
    place: _Place | None = None
    graded: bool = False
    _ids: set[str] = field(default_factory=set)

    def blocking(self, code: str, block_id: str, message: Any, **words: object) -> None:
        # The document speaks its own language, its findings that of the site.
        with translation.override(settings.LANGUAGE_CODE):
            text = str(message) % words if words else str(message)
            if self.place is not None:
                text = self.place.before(text)
        self.findings.append(Finding(code, BLOCKING, block_id, plain(text)))

    def identify(self, given: object, stand_in: str) -> str:
        """Return the id of a step or block; the stand-in when it has none.

        An id that the editor never writes, or one used twice, is a finding.
        """
        if not given:
            return stand_in
        if not is_block_id(given) or given in self._ids:
            self.blocking("damaged_block", "", DAMAGED)
            return stand_in
        self._ids.add(str(given))
        return str(given)

    def add_question(self, question: Question) -> None:
        self.questions.append(question)

    def add_source(self, source: Source) -> None:
        self.sources.append(source)

    def page_address(self, page_id: str) -> str | None:
        page = (
            Page.objects.filter(pk=page_id).first()
            if page_id.isascii() and page_id.isdecimal() and len(page_id) < 19
            else None
        )
        if page is None:
            return None
        specific = page.specific
        if isinstance(specific, UnitPage):
            path = reverse("unit", args=[specific.identity.slug])
        else:
            parts = specific.get_url_parts()
            path = parts[2] if parts else ""
        base = getattr(settings, "WAGTAILADMIN_BASE_URL", "")
        return urljoin(base, path) if path else None

    def image(
        self, image: LicensedImage, *, block_id: str, alternative: str, caption: str
    ) -> _Placed | None:
        self._check_rights(image, block_id)
        try:
            taken = self.source.take(image)
        except AssetUnreadable:
            self.blocking(
                "image_unreadable",
                block_id,
                gettext_lazy("the file of the image cannot be read: replace it."),
            )
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
                credit=plain(image.author),
                licence=image.licence,
            ),
        )
        return _Placed(f"asset:{taken.sha256}", taken.width, taken.height)

    def _check_rights(self, image: LicensedImage, block_id: str) -> None:
        if not plain(image.author) or not image.licence:
            self.blocking(
                "image_without_licence",
                block_id,
                gettext_lazy("the image has no author or no licence."),
            )
        if image.recognisable_person is None:
            self.blocking(
                "image_person_unknown",
                block_id,
                gettext_lazy("say whether a person is recognisable on the image."),
            )
        elif not image.is_authorised_on(timezone.localdate()):
            self.blocking(
                "image_without_authorisation",
                block_id,
                gettext_lazy(
                    "a person is recognisable on the image: their authorisation, its"
                    " reference and a future expiry date are needed."
                ),
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
        steps = tuple(
            _step(number, child, construction)
            for number, child in enumerate(_children(page.steps), start=1)
        )
    construction.place = None
    check_page(page, construction)
    document = _document(page, construction, steps)
    if not any(finding.is_blocking for finding in construction.findings):
        _check_document(document, construction)
    return document, tuple(construction.findings)


def _step(number: int, child: Any, construction: Build) -> Step:
    stand_in = f"step-{number}"
    construction.place = _Place(number, "")
    if child is None:
        construction.blocking("damaged_block", "", DAMAGED)
        return Step(stand_in, "", placeholder(_("Damaged content")))
    title = plain(child.value.get("title"))
    construction.place = _Place(number, title)
    step_id = construction.identify(child.id, stand_in)
    body: Any = child.value.get("body") or ()
    if not title:
        construction.blocking(
            "step_without_title", step_id, gettext_lazy("this step has no title.")
        )
    if not len(body):
        construction.blocking(
            "empty_step", step_id, gettext_lazy("this step is empty.")
        )
    html = []
    for position, block in enumerate(_children(body), start=1):
        if block is None:
            kind = body.raw_data[position - 1].get("type", "")
            construction.place = _Place(number, title, position, excerpt(kind))
        else:
            construction.place = _Place(
                number,
                title,
                position,
                block.block.label,
                block.block.excerpt(block.value),
            )
        html.append(_block(block, f"block-{number}-{position}", construction))
    return Step(step_id, title, "".join(html))


def _block(block: Any, stand_in: str, construction: Build) -> str:
    if block is None:
        construction.blocking("damaged_block", "", DAMAGED)
        return placeholder(_("Damaged content"))
    block_id = construction.identify(block.id, stand_in)
    if block.id and block_id == stand_in:
        return placeholder(_("Damaged content"))
    if isinstance(block.block, QuestionBlock) and block.block.counts(block.value):
        construction.graded = True
    return str(block.block.freeze(block.value, block_id, construction))


def _children(stream: Any) -> Iterator[Any]:
    """Yield the children of a stream, None for one that cannot be read."""
    for index in range(len(stream)):
        try:
            yield stream[index]
        except _UNREADABLE:
            # Children of a kind are read together: one by one, the others can be.
            yield _alone(stream, stream.raw_data[index])


def _alone(stream: Any, raw: Any) -> Any:
    try:
        block = stream.stream_block.child_blocks[raw["type"]]
        # Unlike its bulk form, this leaves the blocks inside to be read one by one too.
        value = block.to_python(raw["value"])
        return StreamValue.StreamChild(block, value, id=raw.get("id"))
    except _UNREADABLE:
        return None


def _check_document(document: UnitDocument, construction: Build) -> None:
    try:
        UnitDocument.from_bytes(document.to_bytes())
    except (DocumentError, CanonicalError) as error:
        construction.blocking(
            "inconsistent",
            "",
            gettext_lazy(
                "The unit holds something that cannot be frozen (%(detail)s): undo the"
                " latest change or tell an administrator."
            ),
            detail=excerpt(str(error)),
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
        title=plain(page.title),
        summary=plain(page.summary),
        objectives=lines_of(page, "objectives"),
        prerequisites=lines_of(page, "prerequisites"),
        duration_minutes=page.duration_minutes or 0,
        levels=_terms(page.levels.all()),
        qualifications=_terms(page.qualifications.all()),
        themes=_terms(page.themes.all()),
        equipment_level=page.equipment_level,
        safety_level=page.safety_level,
        authors=lines_of(page, "authors"),
        contributors=lines_of(page, "contributors"),
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
