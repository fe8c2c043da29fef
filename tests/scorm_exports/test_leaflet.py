"""The leaflet and the licences: one page each, in the unit's language, safe to open."""

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from lxml import html

from scorm_exports.packaging.words import words_for
from tests.factories.documents import make_document
from tests.factories.packages import build_sample_package, make_request, read_members


def pages(tmp_path: Path, **overrides: object) -> dict[str, str]:
    built = build_sample_package(tmp_path, **overrides)
    return {
        name: data.decode()
        for name, data in read_members(built.path).items()
        if name.endswith((".html", ".css"))
    }


def text_of(page: str) -> str:
    return " ".join(html.fromstring(page).text_content().split())


def test_the_leaflet_says_what_an_administrator_asks(tmp_path: Path) -> None:
    page = text_of(pages(tmp_path)["fiche.html"])
    for expected in (
        "Fiche pour l’administrateur",
        "Trier les déchets d’un chantier de rénovation",
        "Dominique Fictif, IEN-ET fictif, le 22 novembre 2026",
        "Valable jusqu’au 21 novembre 2029",
        make_request().units[0].fingerprint,
        "SCORM 1.2",
        "CC BY-SA 4.0",
        "Rien d’autre.",
        "Moodle ou Éléa",
        "manage.py verify_package",
        "une fois décompressé",
    ):
        assert expected in page
    assert len(html.fromstring(pages(tmp_path)["fiche.html"]).findall(".//ol/li")) == 5


def test_where_to_verify_is_a_link_when_it_is_known(tmp_path: Path) -> None:
    url = "https://example.org/verifier/?a=1&b=2"
    keys = "https://example.org/.well-known/passerelle-keys.json"
    shown = pages(tmp_path, verify_url=url, keys_url=keys)["fiche.html"]
    links = {a.get("href"): a for a in html.fromstring(shown).iter("a")}
    for address in (url, keys):
        assert links[address].get("target") == "_blank"
        assert links[address].get("rel") == "noopener noreferrer"
    assert "Déposez" not in text_of(pages(tmp_path)["fiche.html"])
    assert "Clés publiques" not in text_of(pages(tmp_path)["fiche.html"])


def test_a_demonstration_says_so_on_both_pages(tmp_path: Path) -> None:
    banner = "Unité de démonstration, visa fictif"
    demo = pages(tmp_path, document=make_document(demo=True))
    real = pages(tmp_path, document=make_document(demo=False))
    for name in ("fiche.html", "licences.html"):
        assert banner in text_of(demo[name])
        assert banner not in text_of(real[name])
    assert "non relue par une personne" in text_of(demo["fiche.html"])


def test_an_english_unit_speaks_english(tmp_path: Path) -> None:
    shown = pages(tmp_path, document=make_document(demo=False, language="en-GB"))
    assert '<html lang="en">' in shown["fiche.html"]
    assert "Leaflet for the administrator" in shown["fiche.html"]
    assert "22 November 2026" in shown["fiche.html"]


def test_licences_credit_people_files_and_sources(tmp_path: Path) -> None:
    page = text_of(pages(tmp_path)["licences.html"])
    for expected in (
        "Camille Exemple",
        "Atelier Exemple",
        "assets/trois-bennes.svg",
        "Dessin de l’unité",
        "Légifrance",
        "relevé le 22 novembre 2026",
        "BSD",
    ):
        assert expected in page


def test_nothing_typed_becomes_markup(tmp_path: Path) -> None:
    evil = "<script>alert(1)</script>\"'&{}"
    document = make_document(
        demo=False, title=evil, authors=(evil,), licence=evil, contributors=(evil,)
    )
    shown = pages(tmp_path, document=document)
    for name in ("fiche.html", "licences.html"):
        assert "<script" not in shown[name]
        assert evil in text_of(shown[name])


@pytest.mark.parametrize("name", ["fiche.html", "licences.html"])
def test_pages_are_well_nested_and_load_nothing_from_elsewhere(
    tmp_path: Path, name: str
) -> None:
    shown = pages(tmp_path)
    opened: list[str] = []

    class Nesting(HTMLParser):
        def handle_starttag(self, tag: str, attrs: list) -> None:
            values = dict(attrs)
            assert not [a for a in values if a.startswith("on") or a == "style"]
            if tag == "link":
                assert values["href"] == "fiche.css"
            if tag not in ("meta", "link", "br"):
                opened.append(tag)

        def handle_endtag(self, tag: str) -> None:
            assert opened.pop() == tag

    Nesting().feed(shown[name])
    assert opened == []
    assert not re.search(r"url\(|@import|<script|<img|<iframe", shown[name])
    assert not re.search(r"url\(|@import", shown["fiche.css"])


@pytest.mark.parametrize(
    ("size", "french", "english"),
    [
        (0, "0 octets", "0 bytes"),
        (999, "999 octets", "999 bytes"),
        (1_000, "1 ko", "1 kB"),
        (999_499, "999 ko", "999 kB"),
        (999_500, "1,0 Mo", "1.0 MB"),
        (12_340_000, "12,3 Mo", "12.3 MB"),
    ],
)
def test_weights_in_words(size: int, french: str, english: str) -> None:
    assert words_for("fr").weight(size).replace("\u00a0", " ") == french
    assert words_for("en").weight(size).replace("\u00a0", " ") == english


def test_dates_in_words() -> None:
    assert words_for("fr-FR").date("2026-08-01") == "1er\u00a0août 2026"
    assert words_for("de").date("2026-12-31") == "31\u00a0décembre 2026"
