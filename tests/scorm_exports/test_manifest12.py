"""The manifest as the strictest readers need it, whatever the author typed."""

import re
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from modules.document import UnitDocument
from scorm_exports.conformance.check import check_package
from scorm_exports.conformance.schemas import compile_schemas, read_schemas
from scorm_exports.packaging.manifest12 import manifest
from scorm_exports.packaging.text import clean, clean_title, cut
from tests.factories.documents import UNIT_ID, make_document
from tests.factories.packages import SCHEMAS_SOURCE, build_sample_package

CP = "{http://www.imsproject.org/xsd/imscp_rootv1p1p2}"
FAMILY = "👨‍👩‍👧‍👦"
TITLES = {
    "entities": 'Bois & « terre » <crue> "d\'ici" ]]> &amp; &#233;',
    "accents": "Déchets : où ça ? À l’œuvre !",
    "decomposed": unicodedata.normalize("NFD", "Déchets évités"),
    "emoji": f"Le tri ♻️ en équipe {FAMILY} 🇫🇷",
    "300 characters": "Trier " * 50,
    "300 emoji": FAMILY * 43,
    "control characters": "Tri\x00 des\x07 dé\x1bchets\r\n\tde\x0bchantier\u2028 ici\ufffe",
    "comparison": "a<b et 1 <2 et <script>",
}


def make(document: UnitDocument) -> bytes:
    return manifest(
        document, version=3, launch="index.html", files=["index.html", "fiche.html"]
    )


@pytest.mark.parametrize("title", TITLES.values(), ids=TITLES)
def test_any_title_gives_a_conforming_package(tmp_path: Path, title: str) -> None:
    document = make_document(demo=False, title=title, summary=title)
    built = build_sample_package(tmp_path, document=document)
    assert check_package(built.path, SCHEMAS_SOURCE).findings == ()


@settings(max_examples=60, deadline=None)
@given(st.text(min_size=1).filter(lambda text: text.strip()))
def test_any_text_gives_a_valid_manifest(text: str) -> None:
    data = make(make_document(title=text, summary=text, licence=text))
    root = etree.fromstring(data)
    compile_schemas(read_schemas(SCHEMAS_SOURCE)).assertValid(root)
    for title in root.iter(f"{CP}title"):
        assert title.text
        assert len(title.text) <= 200
        assert title.text == unicodedata.normalize("NFC", title.text)
        assert not re.search(r"<\S", title.text)
    assert not re.search(rb"&#", data)


def test_titles_are_said_as_they_were_typed() -> None:
    title = 'L’« isolant » & le "chanvre"\u202f: 1 < 2 ?'
    root = etree.fromstring(make(make_document(title=title)))
    assert [t.text for t in root.iter(f"{CP}title")] == [title, title]


def test_literal_names_and_order() -> None:
    text = make(make_document()).decode()
    assert text.startswith('<?xml version="1.0" encoding="UTF-8"?>\n<manifest ')
    assert "\r" not in text
    for forbidden in ("masteryscore", "parameters", "xml:base", "prerequisites"):
        assert forbidden not in text
    root = etree.fromstring(text.encode())
    assert root.nsmap[None] == CP[1:-1]
    resources = root.findall(f".//{CP}resource")
    first = resources[0]
    assert first.get("href") == "index.html"
    assert [f.get("href") for f in first.findall(f"{CP}file")] == ["index.html"]
    assert first.find(f"{CP}dependency").get("identifierref") == resources[1].get(
        "identifier"
    )
    assert resources[1].get("href") is None
    assert root.find(f".//{CP}item").get("isvisible") == "true"


def test_identifiers_depend_on_the_unit_alone() -> None:
    def identifiers(document: UnitDocument) -> list[str]:
        root = etree.fromstring(make(document))
        return [e.get("identifier") for e in root.iter() if e.get("identifier")]

    first = identifiers(make_document())
    assert first == identifiers(
        make_document(title="Autre", language="en", authors=("Autre",))
    )
    assert all(UNIT_ID in i and len(i) <= 64 for i in first)
    assert len(set(first)) == len(first) == 5


def test_metadata_say_the_unit_themes_and_rights() -> None:
    root = etree.fromstring(make(make_document()))
    md = "{http://www.imsglobal.org/xsd/imsmd_rootv1p2p1}"
    words = [e.text for e in root.iter(f"{md}langstring")]
    assert "Déchets" in words
    assert "CC-BY-SA-4.0" in words
    assert root.findtext(f".//{md}language") == "fr"


@pytest.mark.parametrize(
    ("text", "limit", "expected"),
    [
        ("court", 5, "court"),
        ("trop long", 5, "trop…"),
        (f"ab{FAMILY}c", 5, "ab…"),
        ("e\u0301e\u0301e\u0301", 4, "e\u0301…"),
        ("🇫🇷🇫🇷🇫🇷", 4, "🇫🇷…"),
        ("👍🏽👍🏽👍🏽", 4, "👍🏽…"),
        (FAMILY, 3, "👨‍…"),
    ],
)
def test_cuts_fall_between_graphemes(text: str, limit: int, expected: str) -> None:
    assert cut(text, limit) == expected
    assert len(cut(text, limit)) <= limit


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("  a\t\n b ", "a b"),
        ("a\u2028b", "a b"),
        ("bon\x07jour", "bonjour"),
        ("a\u00a0: b\u202f!", "a\u00a0: b\u202f!"),
        ("e\u0301", "é"),
    ],
)
def test_cleaning_keeps_what_people_see(text: str, expected: str) -> None:
    assert clean(text) == expected


def test_a_title_may_not_look_like_a_tag() -> None:
    assert clean_title("a<b <c> 1 < 2", 200) == "a< b < c> 1 < 2"
