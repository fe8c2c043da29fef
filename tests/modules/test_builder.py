"""From a page to a document: what each block becomes, and what is said when it cannot."""

import json
from datetime import date

import pytest
from django.utils.translation import override
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from wagtail.rich_text import RichText

from modules.assets import NoAssets
from modules.builder import build
from modules.document import UnitDocument
from modules.freezing import BlobAssets
from modules.models import UnitIndexPage, UnitPage
from modules.previews import preview_page
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


def said_of(page):
    _document, findings = build(page, NoAssets())
    return [finding.message for finding in findings]


class TestWhere:
    """A finding says what and where, in words."""

    def test_a_question_is_named_by_step_place_kind_and_beginning(self):
        page = make_unit_page(
            steps=[
                ("step", {"title": "Avant", "body": [("text", RichText("<p>a</p>"))]}),
                (
                    "step",
                    {
                        "title": "Sur le chantier",
                        "body": [
                            ("text", RichText("<p>a</p>")),
                            (
                                "single_choice",
                                single_choice(
                                    prompt=RichText("<p>Que fait-on <b>d’abord</b> ?"),
                                    options=OPTIONS,
                                ),
                            ),
                        ],
                    },
                ),
            ]
        )
        with override("en"):
            # In the language of the site, whoever builds.
            (message,) = said_of(page)
        assert message == (
            "Étape 2 «\u202fSur le chantier\u202f», bloc 2 (choix unique,"
            " «\u202fQue fait-on d’abord ?\u202f»)\u202f: aucune réponse proposée"
            " n’est marquée comme juste."
        )

    def test_an_image_is_named_by_its_title(self):
        page = page_with(image_block(make_image(title="Benne", licence="")))
        (message,) = said_of(page)
        assert "Étape 1" in message
        assert "bloc 1 (image, «\u202fBenne\u202f»)" in message

    def test_a_step_without_title_is_named_by_its_number(self):
        page = make_unit_page(steps=[("step", {"title": "", "body": []})])
        assert all("Étape 1 (sans titre)" in message for message in said_of(page))

    def test_a_long_question_is_cut_between_words(self):
        prompt = RichText(f"<p>{'benne ' * 40}</p>")
        page = page_with(
            ("single_choice", single_choice(prompt=prompt, options=OPTIONS))
        )
        (message,) = said_of(page)
        assert "benne…" in message
        assert len(message) < 250

    def test_findings_speak_the_language_of_the_site_and_documents_their_own(self):
        page = page_with(
            ("sources", {"sources": [SOURCE]}), ("text", RichText("")), language="en"
        )
        document, findings = build(page, NoAssets())
        assert "opened on" in document.steps[0].html
        assert "ce texte est vide" in findings[0].message

    def test_the_findings_of_a_unit_name_the_field(self):
        assert any(
            "résumé" in message for message in said_of(make_unit_page(summary=""))
        )


class TestLinks:
    """A link leads somewhere from a package too."""

    def html_of(self, html):
        document, findings = build(page_with(("text", RichText(html))), NoAssets())
        return document.steps[0].html, [finding.code for finding in findings]

    def test_a_link_to_a_unit_is_its_public_address(self, settings):
        settings.WAGTAILADMIN_BASE_URL = "https://passerelle.exemple.invalid"
        other = make_unit_page(title="Autre", slug="autre-unite")
        html, codes = self.html_of(f'<p><a linktype="page" id="{other.pk}">a</a></p>')
        assert codes == []
        assert 'href="https://passerelle.exemple.invalid/unites/autre-unite/"' in html

    def test_a_link_to_another_page_is_whole(self, settings):
        settings.WAGTAILADMIN_BASE_URL = "https://passerelle.exemple.invalid"
        make_unit_page(slug="pour-le-sommaire")
        index = UnitIndexPage.objects.get()
        html, codes = self.html_of(f'<p><a linktype="page" id="{index.pk}">a</a></p>')
        assert codes == []
        assert f'href="https://passerelle.exemple.invalid{index.url}"' in html

    @pytest.mark.parametrize(
        ("link", "code"),
        [
            ('linktype="page" id="999999"', "broken_link"),
            ('linktype="page" id="un"', "broken_link"),
            ('linktype="page" id="9999999999999999999999"', "broken_link"),
            ('linktype="page"', "broken_link"),
            ('linktype="document" id="1"', "link_to_document"),
            ('href="/ecrire/autre/"', "relative_link"),
            ('href="//exemple.invalid/"', "relative_link"),
            ('href="#fin"', "relative_link"),
            ('href="http:///a"', "relative_link"),
        ],
    )
    def test_what_leads_nowhere_is_refused(self, link, code):
        _html, codes = self.html_of(f"<p><a {link}>a</a></p>")
        assert codes == [code]

    @pytest.mark.parametrize(
        "address", ["https://exemple.invalid/a?b=1", "mailto:a@exemple.invalid"]
    )
    def test_whole_addresses_are_kept(self, address):
        html, codes = self.html_of(f'<p><a href="{address}">a</a></p>')
        assert codes == []
        assert f'href="{address}"' in html


class TestCompletionRule:
    @pytest.mark.parametrize("rule", ["passed", "questions"])
    def test_a_chosen_rule_that_needs_a_graded_question_is_not_changed(self, rule):
        page = page_with(
            ("single_choice", single_choice(graded=False)), completion_rule=rule
        )
        assert findings_of(page) == ["nothing_graded"]

    def test_a_graded_question_to_be_completed_is_one(self):
        page = page_with(
            ("single_choice", single_choice(options=OPTIONS)), completion_rule="passed"
        )
        assert findings_of(page) == ["no_right_answer"]

    @pytest.mark.parametrize(
        ("graded", "rule", "frozen"),
        [
            (True, "", "passed"),
            (True, "steps", "steps"),
            (True, "questions", "questions"),
            (False, "", "steps"),
            (False, "steps", "steps"),
        ],
    )
    def test_the_rule_is_the_chosen_one_or_follows_from_the_questions(
        self, graded, rule, frozen
    ):
        page = page_with(
            ("single_choice", single_choice(graded=graded)), completion_rule=rule
        )
        document, findings = build(page, NoAssets())
        assert findings == ()
        assert document.completion_rule == frozen


def stored(*blocks, steps=None, **fields):
    """Return a page whose stored steps are that JSON, as an old or crafted draft."""
    page = make_unit_page(**fields)
    body = [{"id": f"b{n}", **block} for n, block in enumerate(blocks)]
    steps = steps or [
        {"type": "step", "id": "s1", "value": {"title": "a", "body": body}}
    ]
    content = page.latest_revision.content
    content["steps"] = json.dumps(steps)
    page.latest_revision.save(update_fields=["content"])
    return page.latest_revision.as_object()


def stored_choice(**fields):
    option = {"type": "item", "value": {"text": "a", "is_right": True, "feedback": ""}}
    value = {
        "prompt": "<p>a</p>",
        "options": [
            {"id": "o1", **option},
            {
                "id": "o2",
                "type": "item",
                "value": {"text": "b", "is_right": False, "feedback": ""},
            },
        ],
        "feedback": "",
        "weight": "1",
        "graded": True,
    }
    return {"type": "single_choice", "value": {**value, **fields}}


class TestWhatTheDocumentRefuses:
    """Nothing that passes the gate is refused later, in the job."""

    @pytest.mark.parametrize(
        "blocks",
        [
            [("text", RichText(f'<p>"asset:{"a" * 64}"</p>'))],
            [("single_choice", single_choice(feedback=f'"asset:{"a" * 64}"'))],
            [("activity", {**ACTIVITY, "goal": f'"asset:{"a" * 64}"'})],
        ],
    )
    def test_text_never_looks_like_a_reference(self, blocks):
        document, findings = build(page_with(*blocks), NoAssets())
        assert findings == ()
        assert UnitDocument.from_bytes(document.to_bytes()) == document

    @pytest.mark.parametrize(
        "block_id",
        ['"><script>', "a" * 65, "é", "a b", "a\n", 5, ["a"], "\ud800"],
        ids=repr,
    )
    @pytest.mark.parametrize("block", [stored_choice(), {"type": "text", "value": "a"}])
    def test_a_crafted_id_is_a_finding_and_a_placeholder(self, block, block_id):
        page = stored({**block, "id": block_id})
        _document, findings = build(page, NoAssets())
        assert [f.code for f in findings] == ["damaged_block"]
        assert "bloc 1" in findings[0].message
        shown = preview_page(page)
        assert "<script>" not in shown

    def test_a_crafted_step_id_is_a_finding(self):
        page = stored(
            steps=[
                {
                    "type": "step",
                    "id": '"><b>',
                    "value": {
                        "title": "a",
                        "body": [{"type": "text", "value": "a", "id": "t"}],
                    },
                }
            ]
        )
        assert findings_of(page) == ["damaged_block"]
        assert "passerelle-unit" in preview_page(page)

    def test_an_id_used_twice_is_a_finding(self):
        page = stored({**stored_choice(), "id": "q"}, {**stored_choice(), "id": "q"})
        assert findings_of(page) == ["damaged_block"]
        assert "passerelle-unit" in preview_page(page)

    @pytest.mark.parametrize("option_id", ["o1", '"', "\ud800", ["o"]], ids=repr)
    def test_crafted_ids_of_answers_are_a_finding(self, option_id):
        options = stored_choice()["value"]["options"]
        options[1] = {**options[1], "id": option_id}
        page = stored(stored_choice(options=options))
        assert findings_of(page) == ["damaged_block"]
        assert "passerelle-unit" in preview_page(page)

    @pytest.mark.parametrize("weight", ["NaN", "sNaN", "0", "-1", "101", "1e9"])
    def test_a_crafted_weight_is_a_finding(self, weight):
        assert findings_of(stored(stored_choice(weight=weight))) == [
            "weight_out_of_range"
        ]

    def test_what_else_a_document_refuses_is_said_at_the_gate(self):
        page = make_unit_page()
        page.attempts_allowed = 0
        assert findings_of(page) == ["inconsistent"]

    @pytest.mark.parametrize("character", ["\ud800", "\x00", "\x0b", "\x85", "\uffff"])
    def test_characters_that_no_file_may_hold_are_left_out(self, character):
        word = f"mot{character}s"
        page = stored(
            {"type": "text", "value": f"<p>{word}</p>"},
            stored_choice(prompt=f"<p>{word}</p>", feedback=word),
            {
                "type": "sources",
                "value": {
                    "sources": [
                        {
                            "title": word,
                            "publisher": word,
                            "url": f"https://exemple.invalid/{character}",
                            "checked_on": "2026-11-22",
                        }
                    ]
                },
            },
        )
        for name in ("title", "summary", "objectives", "authors"):
            setattr(page, name, word)
        document, findings = build(page, NoAssets())
        assert findings == ()
        assert character not in document.to_bytes().decode()
        assert document.title == "mots"
        preview_page(page).encode()


LOST = st.sampled_from([None, "", 0, 5, [], {}, "a", [None], [{}], "2026-13-45"])
VALUES = {
    "text": "<p>a</p>",
    "image": {"image": 1, "alternative": "a", "decorative": False, "caption": "a"},
    "callout": {"kind": "safety", "title": "a", "text": "<p>a</p>"},
    "table": {
        "table": {
            "columns": [{"type": "text", "heading": "a"}],
            "rows": [{"values": ["a"]}],
            "caption": "a",
        },
        "row_headers": True,
    },
    "sources": {"sources": [{**SOURCE, "checked_on": "2026-11-22"}]},
    "activity": ACTIVITY,
    "single_choice": stored_choice()["value"],
    "multiple_choice": stored_choice()["value"],
    "true_false": {"prompt": "<p>a</p>", "is_true": "true", "weight": "1"},
    "gap_fill": {"prompt": "<p>a</p>", "text": "b [c|d] e", "exact": True},
    "numeric": {
        "prompt": "<p>a</p>",
        "value": "2,5",
        "tolerance": "1",
        "tolerance_kind": "percent",
        "unit": "m",
    },
}


@st.composite
def damaged(draw):
    """A stored block of which one member, at any depth, is lost or replaced."""
    kind = draw(st.sampled_from(sorted(VALUES)))
    value = json.loads(json.dumps(VALUES[kind]))
    if not isinstance(value, dict) or draw(st.integers(0, 9)) == 0:
        return {"type": kind, "value": draw(LOST)}
    place, key = value, draw(st.sampled_from(sorted(value)))
    while isinstance(place[key], dict | list) and place[key] and draw(st.booleans()):
        place = place[key]
        keys = sorted(place) if isinstance(place, dict) else range(len(place))
        key = draw(st.sampled_from(keys))
    if isinstance(place, dict) and draw(st.booleans()):
        del place[key]
    else:
        place[key] = draw(LOST)
    return {"type": kind, "value": value}


class TestWhatIsStored:
    """Old and crafted drafts are built and previewed, whatever they hold."""

    @given(block=damaged())
    @hypothesis_settings(max_examples=100, deadline=None)
    def test_no_missing_value_stops_the_builder(self, block):
        page = UnitPage(title="Trier")
        steps = [
            {
                "type": "step",
                "id": "s",
                "value": {"title": "a", "body": [{"id": "b", **block}]},
            }
        ]
        page.steps = UnitPage.steps.field.to_python(json.dumps(steps))
        document, findings = build(page, NoAssets())
        assert len(document.steps) == 1
        assert all(finding.message for finding in findings)
        assert "passerelle-unit" in preview_page(page)

    @pytest.mark.parametrize("kind", sorted(VALUES))
    def test_a_block_that_says_nothing_is_a_finding(self, kind):
        value = None if kind == "text" else {}
        codes = findings_of(stored({"type": kind, "value": value}))
        assert codes

    def test_an_empty_table_is_refused(self):
        assert findings_of(
            stored({"type": "table", "value": {"table": None, "row_headers": True}})
        ) == ["table_without_headers"]
        table = {**VALUES["table"]["table"], "rows": [{"values": [""]}]}
        assert findings_of(
            stored({"type": "table", "value": {"table": table, "row_headers": True}})
        ) == ["empty_table"]

    def test_a_block_that_cannot_be_read_takes_no_other_with_it(self):
        page = stored(
            {"type": "callout", "value": None},
            {"type": "callout", "value": VALUES["callout"]},
        )
        document, findings = build(page, NoAssets())
        assert [finding.code for finding in findings] == ["damaged_block"]
        assert '<aside data-block="safety">' in document.steps[0].html

    def test_a_block_of_an_unknown_kind_is_left_out(self):
        page = stored(
            {"type": "carrousel", "value": {"a": 1}}, {"type": "text", "value": "a"}
        )
        document, findings = build(page, NoAssets())
        assert document.steps[0].html == '<div data-block="text">a</div>'
        assert findings == ()

    def test_a_draft_image_that_cannot_be_read_is_said_in_a_sentence(self):
        image = make_image(content=photograph(40, 20), name="photo.jpg")
        image.file.storage.delete(image.file.name)
        shown = preview_page(page_with(image_block(image)))
        assert "ne peut pas être lu" in shown

    def test_the_preview_gives_what_is_missing_one_line_each(self):
        page = page_with(("text", RichText("")), summary="")
        assert preview_page(page).count('data-notice="todo"') == len(said_of(page)) == 2
