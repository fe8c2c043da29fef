import json
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from modules.document import (
    DocumentError,
    Step,
    UnitDocument,
    fingerprint,
)
from tests.factories.documents import (
    BINS_SHA256,
    SINGLE_ID,
    make_blobs,
    make_document,
    make_questions,
)

BYTES = make_document().to_bytes()
PLACE = '<section data-question="{}"></section>'


def test_a_document_is_read_as_it_was_written():
    assert UnitDocument.from_bytes(BYTES) == make_document()


def test_the_same_document_always_has_the_same_fingerprint():
    assert make_document().to_bytes() == BYTES
    assert len(fingerprint(BYTES)) == 64
    other = make_document(title="Un autre titre").to_bytes()
    assert fingerprint(other) != fingerprint(BYTES)


def test_the_factory_gives_the_bytes_of_every_asset():
    blobs = make_blobs()
    for asset in make_document().assets:
        assert fingerprint(blobs[asset.sha256]) == asset.sha256
        assert len(blobs[asset.sha256]) == asset.size


def test_members_are_found_by_id():
    document = make_document()
    assert document.question(SINGLE_ID).kind == "single_choice"
    assert document.asset(BINS_SHA256).media_type == "image/svg+xml"
    with pytest.raises(KeyError):
        document.question("nowhere")
    with pytest.raises(KeyError):
        document.asset("0" * 64)


def steps(*html):
    return tuple(Step(f"s{number}", "Titre", text) for number, text in enumerate(html))


def without_questions(**more):
    return {"questions": (), "mastery_score": None, "assets": (), **more}


ASSET = make_document().assets[0]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"schema_version": 2}, "schema_version: unknown"),
        ({"unit_id": "unit"}, "unit_id: not a UUID"),
        ({"language": "Français"}, "language: not a tag"),
        ({"title": "  "}, "title: empty"),
        ({"duration_minutes": 0}, "duration_minutes: not positive"),
        ({"equipment_level": "heavy"}, "equipment_level: unknown"),
        ({"safety_level": 4}, "safety_level: unknown"),
        ({"completion_rule": "luck"}, "completion_rule: unknown"),
        ({"mastery_score": None}, "mastery_score: set exactly"),
        (
            without_questions(mastery_score=66, steps=steps("")),
            "mastery_score: set exactly",
        ),
        ({"mastery_score": 101}, "mastery_score: not a percentage"),
        ({"attempts_allowed": 0}, "attempts_allowed: not positive"),
        (without_questions(steps=()), "steps: none"),
        (
            without_questions(steps=(Step("s", "A", ""), Step("s", "B", ""))),
            "steps: an id appears twice",
        ),
        ({"questions": make_questions() * 2}, "questions: an id appears twice"),
        ({"steps": steps("")}, "questions: not each placed once"),
        (
            {"steps": steps(*(PLACE.format(q.id) * 2 for q in make_questions()))},
            "questions: not each placed once",
        ),
        ({"assets": ()}, "steps: an asset is missing"),
        ({"assets": (ASSET, ASSET)}, "assets: a digest appears twice"),
        (
            {"assets": (ASSET, replace(ASSET, sha256="0" * 64))},
            "assets: a name appears twice",
        ),
        ({"assets": (replace(ASSET, name="Été.svg"),)}, "assets: a name is not plain"),
        ({"assets": (replace(ASSET, name="../x.svg"),)}, "assets: a name is not plain"),
        ({"law_checked_on": "hier"}, "law_checked_on: not a date"),
        ({"law_checked_on": "20261122"}, "law_checked_on: not a date"),
        ({"review_due_on": "2026-02-30"}, "review_due_on: not a date"),
    ],
)
def test_an_inconsistent_document_is_never_written(change, message):
    with pytest.raises(DocumentError, match=message):
        make_document(**change).to_bytes()


def rewritten(**change):
    data = json.loads(BYTES) | change
    return json.dumps(
        data, ensure_ascii=False, sort_keys=True, separators=(",", ":")
    ).encode()


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "not JSON"),
        (b"[]", "not an object"),
        (BYTES + b" ", "not in canonical form"),
        (b"\xff" + BYTES, "document"),
        (rewritten(schema_version=99), "schema_version: 99 is not known"),
        (rewritten(schema_version="1"), "schema_version: '1' is not known"),
        (rewritten(surprise=1), "members missing or unknown: surprise"),
        (rewritten(title=1), "title: not str"),
        (rewritten(demo=1), "demo: not bool"),
        (rewritten(safety_level=True), "safety_level: not int"),
        (rewritten(steps={}), "steps: not list"),
        (rewritten(steps=[{}]), r"steps\[0\]: members missing"),
        (rewritten(objectives=[1]), r"objectives\[0\]: not str"),
        (rewritten(activities=[1]), "activities: not empty"),
        (rewritten(questions=[{}]), r"questions\[0\].kind: unknown_kind"),
    ],
)
def test_other_bytes_are_refused_by_name(data, message):
    with pytest.raises(DocumentError, match=message):
        UnitDocument.from_bytes(data)


@settings(max_examples=100)
@given(st.binary() | st.integers(0, len(BYTES)).map(lambda cut: BYTES[:cut]))
def test_no_bytes_raise_anything_else(data):
    try:
        document = UnitDocument.from_bytes(data)
    except DocumentError:
        return
    assert document.to_bytes() == data


@pytest.mark.parametrize(
    ("html", "refers"),
    [
        ('<p>"asset:{}"</p>', False),
        ('<p><a href="https://exemple.invalid/">src="asset:{}"</a></p>', False),
        ('<p>&lt;img src="asset:{}"&gt;</p>', False),
        ('<img src="asset:{}" alt="">', True),
        ('<img alt="Un bac" width="1" src="asset:{}">', True),
    ],
)
def test_only_images_refer_to_assets(html, refers):
    digest = "b" * 64
    document = make_document(**without_questions(steps=steps(html.format(digest))))
    if refers:
        with pytest.raises(DocumentError, match="an asset is missing"):
            document.to_bytes()
    else:
        assert UnitDocument.from_bytes(document.to_bytes()) == document
