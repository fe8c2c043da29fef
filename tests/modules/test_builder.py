"""From a page to a document: what each block becomes, and what is said when it cannot."""

from datetime import date

import pytest
from wagtail.rich_text import RichText

from modules.assets import NoAssets
from modules.builder import build
from modules.document import UnitDocument
from modules.freezing import BlobAssets
from tests.factories.site import (
    make_image,
    make_steps,
    make_unit_page,
    photograph,
    single_choice,
)

pytestmark = pytest.mark.django_db


def findings_of(page, source=None):
    _document, findings = build(page, source or NoAssets())
    return [finding.code for finding in findings]


def page_with(*blocks, **fields):
    return make_unit_page(steps=make_steps(*blocks), **fields)


def image_block(image, **fields):
    return (
        "image",
        {"image": image, "alternative": "Un bac", "decorative": False, "caption": ""}
        | fields,
    )


def table_block(caption="Flux", heading="Flux"):
    from modules.blocks.text import TableBlock

    table = (
        TableBlock()
        .child_blocks["table"]
        .to_python(
            {
                "columns": [{"type": "text", "heading": heading}] * 2,
                "rows": [{"values": ["Plâtre", "seul"]}],
                "caption": caption,
            }
        )
    )
    return ("table", {"table": table, "row_headers": True})


ACTIVITY = {
    "title": "Vingt cartes",
    "goal": "Trier",
    "duration_minutes": 60,
    "equipment": ["Gants"],
    "steps": ["Poser les cartes"],
    "expected_traces": ["Le plan"],
}
SOURCE = {
    "title": "Décret",
    "publisher": "Journal officiel",
    "url": "https://exemple.invalid/",
    "checked_on": date(2026, 11, 22),
}


def test_a_complete_page_becomes_a_document_with_nothing_to_say():
    document, findings = build(make_unit_page(), BlobAssets())
    assert findings == ()
    assert UnitDocument.from_bytes(document.to_bytes()) == document
    assert document.completion_rule == "passed"
    assert document.mastery_score == 66


def test_building_twice_gives_the_same_bytes():
    page = page_with(("text", RichText("<p>a</p>")), image_block(make_image()))
    first, _findings = build(page, BlobAssets())
    second, _findings = build(page, BlobAssets())
    assert first.to_bytes() == second.to_bytes()


@pytest.mark.parametrize(
    ("block", "html"),
    [
        (("text", RichText("<p>a</p>")), '<div data-block="text"><p>a</p></div>'),
        (
            (
                "callout",
                {"kind": "safety", "title": "Gants", "text": RichText("<p>b</p>")},
            ),
            '<aside data-block="safety"><h3>Gants</h3><p>b</p></aside>',
        ),
        (("sources", {"sources": [SOURCE]}), '<a href="https://exemple.invalid/">'),
        (("activity", ACTIVITY), '<section data-block="pupil-activity">'),
        (("activity", ACTIVITY), '<div data-block="safety-header">'),
        (("single_choice", single_choice()), '<section data-question="'),
    ],
)
def test_each_block_has_its_place_in_the_step(block, html):
    document, findings = build(page_with(block), NoAssets())
    assert html in document.steps[0].html
    assert findings == ()


def test_a_table_has_a_caption_and_headers():
    document, _findings = build(page_with(table_block()), NoAssets())
    html = document.steps[0].html
    assert "<caption>Flux</caption>" in html
    assert '<th scope="col">Flux</th>' in html
    assert '<th scope="row">Plâtre</th><td>seul</td>' in html


def test_an_image_is_frozen_with_its_credit():
    document, findings = build(page_with(image_block(make_image())), BlobAssets())
    (asset,) = document.assets
    assert findings == ()
    assert f'src="asset:{asset.sha256}"' in document.steps[0].html
    assert 'alt="Un bac"' in document.steps[0].html
    assert (asset.media_type, asset.credit, asset.licence) == (
        "image/svg+xml",
        "Passerelle",
        "CC-BY-SA-4.0",
    )


def test_a_photograph_becomes_a_bounded_rendition():
    image = make_image(content=photograph(3000, 1500), name="photo.jpg")
    document, _findings = build(page_with(image_block(image)), BlobAssets())
    assert 'width="1280" height="640"' in document.steps[0].html
    assert document.assets[0].media_type == "image/webp"


def test_the_same_image_twice_is_one_asset():
    image = make_image()
    page = page_with(image_block(image), image_block(image, alternative="Encore"))
    document, _findings = build(page, BlobAssets())
    assert len(document.assets) == 1


def test_the_authorisation_of_a_person_never_enters_the_document():
    image = make_image(
        recognisable_person=True,
        authorisation_reference="Dossier 4242",
        authorisation_expires_on=date(2099, 1, 1),
    )
    document, findings = build(page_with(image_block(image)), BlobAssets())
    assert findings == ()
    assert b"4242" not in document.to_bytes()
    assert b"2099" not in document.to_bytes()


OPTIONS = [
    {"text": "a", "is_right": False, "feedback": ""},
    {"text": "b", "is_right": False, "feedback": ""},
]
TWO_RIGHT = [{**option, "is_right": True} for option in OPTIONS]


@pytest.mark.parametrize(
    ("block", "code"),
    [
        (("text", RichText("<p> </p>")), "empty_text"),
        (
            ("callout", {"kind": "safety", "title": "", "text": RichText("<p>a</p>")}),
            "empty_callout",
        ),
        (("sources", {"sources": [{**SOURCE, "checked_on": None}]}), "no_source"),
        (("activity", {**ACTIVITY, "steps": []}), "incomplete_activity"),
        (("single_choice", single_choice(options=OPTIONS)), "no_right_answer"),
        (("single_choice", single_choice(options=TWO_RIGHT)), "no_right_answer"),
        (("multiple_choice", single_choice(options=OPTIONS)), "no_right_answer"),
        (("single_choice", single_choice(options=OPTIONS[:1])), "too_few_options"),
        (
            ("single_choice", single_choice(prompt=RichText("<p></p>"))),
            "empty_question",
        ),
        (("text", RichText('<p><a href="asset:1">a</a></p>')), "reserved_markup"),
        (("text", RichText('<p srcset="a">a</p>')), "reserved_markup"),
        (
            (
                "true_false",
                {
                    "prompt": RichText("<p>a</p>"),
                    "is_true": "",
                    "feedback": "",
                    "feedback_true": "",
                    "feedback_false": "",
                    "weight": 1,
                    "graded": True,
                },
            ),
            "no_right_answer",
        ),
    ],
)
def test_what_is_missing_is_said_and_where(block, code):
    page = page_with(block)
    _document, findings = build(page, NoAssets())
    (block_id,) = [child.id for child in page.steps[0].value["body"]]
    assert (code, block_id) in [(f.code, f.block_id) for f in findings]
    assert all(finding.is_blocking and finding.message for finding in findings)


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"caption": "", "heading": "a"}, "table_without_headers"),
        ({"caption": "a", "heading": ""}, "table_without_headers"),
    ],
)
def test_a_table_without_headers_is_not_one(fields, code):
    assert code in findings_of(page_with(table_block(**fields)))


@pytest.mark.parametrize(
    ("fields", "block", "code"),
    [
        ({}, {"alternative": ""}, "image_without_alternative"),
        ({"licence": ""}, {}, "image_without_licence"),
        ({"author": " "}, {}, "image_without_licence"),
        ({"recognisable_person": None}, {}, "image_person_unknown"),
        ({"recognisable_person": True}, {}, "image_without_authorisation"),
    ],
)
def test_an_image_needs_its_papers(fields, block, code):
    page = page_with(image_block(make_image(**fields), **block))
    assert code in findings_of(page)


def test_a_decorative_image_needs_no_alternative():
    page = page_with(image_block(make_image(), alternative="", decorative=True))
    document, findings = build(page, BlobAssets())
    assert findings == ()
    assert 'alt=""' in document.steps[0].html


def test_a_drawing_that_cannot_be_read_is_a_finding():
    image = make_image()
    image.file.storage.delete(image.file.name)
    page = page_with(image_block(image))
    assert "image_unreadable" in findings_of(page, BlobAssets())


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"summary": ""}, "missing_summary"),
        ({"objectives": " \n"}, "missing_objectives"),
        ({"duration_minutes": None}, "missing_duration_minutes"),
        ({"levels": []}, "missing_levels"),
        ({"themes": []}, "missing_themes"),
        ({"authors": ""}, "missing_authors"),
        ({"licence": ""}, "missing_licence"),
        ({"law_checked_on": None}, "missing_law_checked_on"),
        ({"review_due_on": None}, "missing_review_due_on"),
        ({"mastery_score": None}, "missing_mastery_score"),
        ({"place": False}, "missing_campus"),
        ({"place": False}, "missing_sector"),
    ],
)
def test_what_the_unit_lacks_is_said(fields, code):
    assert code in findings_of(make_unit_page(**fields))


def test_a_unit_without_steps_and_a_step_without_content_are_refused():
    page = make_unit_page(steps=[("step", {"title": "", "body": []})])
    assert {"empty_step", "step_without_title"} <= set(findings_of(page))
    page.steps = []
    assert "missing_steps" in findings_of(page)


def test_without_graded_question_there_is_no_pass_mark():
    page = page_with(("single_choice", single_choice(graded=False)))
    document, findings = build(page, NoAssets())
    assert findings == ()
    assert (document.mastery_score, document.completion_rule) == (None, "steps")


def test_hostile_text_is_neutralised():
    page = page_with(
        ("text", RichText('<p onclick="x()">a<script>y()</script></p>')),
        (
            "single_choice",
            single_choice(feedback="<img src=x onerror=z()>"),
        ),
    )
    document, _findings = build(page, NoAssets())
    assert "onclick" not in document.steps[0].html
    assert "<script" not in document.steps[0].html
    assert document.questions[0].feedback.general.startswith("&lt;img")
