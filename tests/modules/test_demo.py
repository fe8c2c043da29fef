"""The demonstration units: true to their own rules, and through the real workflow."""

import json
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from lxml import etree

from cms import blobs
from cms.models import Job, LicensedImage, Qualification
from cms.sanitising import text_of
from modules.demo import loader
from modules.document import UnitDocument
from modules.models import Submission, UnitPage, UnitVersion
from tools.messages import typography

SVG = "{http://www.w3.org/2000/svg}"
QUESTIONS = {"single_choice", "multiple_choice", "true_false", "gap_fill", "numeric"}
NOT_PROSE = {"url", "file", "slug", "type", "kind", "image", "licence", "code"}
NOT_PROSE |= {"levels", "themes", "equipment_level", "completion_rule", "language"}
MAX_DRAWING = 12_000
UNIT_DOT = re.compile(r"(?<=[m²])·(?=K)")
MINUTES = re.compile(r"\((\d+)\smin[,)]")
PROMISES = re.compile(r"certifiée?s?\b|agréé|reconnue? par l.État|·e", re.IGNORECASE)

every_unit = pytest.mark.parametrize("slug", loader.UNITS)


def unit_of(slug: str) -> dict:
    return json.loads((loader.HERE / slug / "unit.json").read_text(encoding="utf-8"))


def blocks_of(unit: dict, *kinds: str) -> list[dict]:
    return [
        block
        for step in unit["steps"]
        for block in step["blocks"]
        if block["type"] in kinds
    ]


def drawings_of(slug: str) -> list[Path]:
    return sorted((loader.HERE / slug).glob("*.svg"))


def prose(value: object, name: str = "") -> Iterator[str]:
    """Yield every text that somebody reads."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from prose(inner, key)
    elif name in NOT_PROSE:
        return
    elif isinstance(value, list):
        for inner in value:
            yield from prose(inner, name)
    elif isinstance(value, str):
        yield value


@every_unit
def test_every_text_is_set_in_french(slug):
    unit = unit_of(slug)
    texts = [
        *prose(unit),
        *(
            "".join(element.itertext())
            for path in drawings_of(slug)
            for element in etree.parse(path).iter(f"{SVG}title", f"{SVG}text")
        ),
    ]
    assert len(texts) > 150
    # The dot of a unit is a product, not the median point of a double form.
    texts = [UNIT_DOT.sub("", text) for text in texts]
    assert [(text, found) for text in texts if (found := [*typography(text)])] == []


@every_unit
def test_nothing_promises_what_no_authority_gave(slug):
    assert [text for text in prose(unit_of(slug)) if PROMISES.search(text)] == []


@every_unit
def test_every_answer_says_why(slug):
    questions = blocks_of(unit_of(slug), *QUESTIONS)
    assert len(questions) >= 6
    for question in questions:
        assert text_of(question["feedback"])
        kind = question["type"]
        if kind == "true_false":
            assert question["feedback_true"] and question["feedback_false"]
        for option in question.get("options", []):
            assert option["feedback"], option["text"]


@every_unit
def test_every_drawing_is_used_light_and_readable_without_colour(slug):
    unit = unit_of(slug)
    assert sorted(image["file"] for image in unit["images"].values()) == [
        path.name for path in drawings_of(slug)
    ]
    shown = [block["image"] for block in blocks_of(unit, "image")]
    assert sorted(shown) == sorted(unit["images"])
    for path in drawings_of(slug):
        root = etree.parse(path).getroot()
        assert path.stat().st_size < MAX_DRAWING
        assert root.findtext(f"{SVG}title"), path.name
        assert root.findall(f".//{SVG}text"), path.name
        assert not list(root.iter(f"{SVG}linearGradient", f"{SVG}radialGradient"))


@every_unit
def test_every_drawing_has_an_alternative_beyond_its_caption(slug):
    for block in blocks_of(unit_of(slug), "image"):
        assert not block["decorative"]
        assert 60 <= len(block["alternative"]) <= 250
        assert block["alternative"] != block["caption"]


@every_unit
def test_the_facts_are_dated_and_sourced(slug):
    unit = unit_of(slug)
    checked = date.fromisoformat(unit["law_checked_on"])
    review = date.fromisoformat(unit["review_due_on"])
    months = 6 if "waste" in unit["themes"] else 12
    assert (review.year - checked.year) * 12 + review.month - checked.month == months
    (sources,) = blocks_of(unit, "sources")
    assert len(sources["items"]) >= 5
    for source in sources["items"]:
        assert source["title"] and source["publisher"]
        assert source["url"].startswith("https://")
        assert date.fromisoformat(source["checked_on"]) >= checked


@every_unit
def test_the_class_sheet_holds_in_its_duration(slug):
    (sheet,) = blocks_of(unit_of(slug), "activity")
    planned = [int(n) for step in sheet["steps"] for n in MINUTES.findall(step)]
    assert sum(planned) == sheet["duration_minutes"]
    assert sheet["equipment"] and sheet["expected_traces"]


@every_unit
def test_what_can_hurt_is_announced(slug):
    unit = unit_of(slug)
    (sheet,) = blocks_of(unit, "activity")
    warnings = [
        text_of(block["html"])
        for block in blocks_of(unit, "callout")
        if block["kind"] == "safety"
    ]
    first_step = json.dumps(unit["steps"][0], ensure_ascii=False)
    assert "Sécurité" in first_step
    if unit["safety_level"] == 0:
        assert warnings == []
        return
    for place in (first_step, *warnings, " ".join(sheet["equipment"])):
        assert "gants" in place.lower()
    if unit["safety_level"] >= 2:
        for place in (first_step, *warnings, " ".join(sheet["equipment"])):
            assert "lunettes" in place.lower()
            assert "rince-œil" in place.lower()


@pytest.mark.django_db
def test_the_qualifications_exist():
    labels = {
        loader._plain(label)
        for label in Qualification.objects.values_list("label", flat=True)
    }
    for slug in loader.UNITS:
        named = {loader._plain(title) for title in unit_of(slug)["qualifications"]}
        assert named and named <= labels


@pytest.mark.django_db
def test_every_unit_is_frozen_and_approved_once():
    loader.load()
    documents = {
        version.slug: UnitDocument.from_bytes(blobs.read(version.fingerprint))
        for version in UnitVersion.objects.current()
    }
    assert sorted(documents) == sorted(loader.UNITS)
    for slug, document in documents.items():
        unit = unit_of(slug)
        assert document.demo
        assert [step.title for step in document.steps] == [
            step["title"] for step in unit["steps"]
        ]
        assert [q.kind for q in document.questions] == [
            block["type"] for block in blocks_of(unit, *QUESTIONS)
        ]
        assert len(document.assets) == len(unit["images"])
        assert all(asset.alternative and asset.credit for asset in document.assets)
        assert len(document.sources) == len(blocks_of(unit, "sources")[0]["items"])
        assert len(document.qualifications) == len(unit["qualifications"])

    def rows() -> list[int]:
        models = (UnitPage, Submission, UnitVersion, LicensedImage, Job)
        return [model.objects.count() for model in models]

    before = rows()
    loader.load()
    assert rows() == before
