"""French search: the pure words, then the same words in the database."""

import unicodedata
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modules import search
from modules.cards import index_cards
from modules.models import DocumentCard

QUERIES = st.text(max_size=400)


def matches(query, *texts):
    field = search.field(texts)
    return all(needle in field for needle in search.needles(query))


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ("evaluation", "Les évaluations formatives"),
        ("évaluations", "une evaluation"),
        ("déchets", "Un déchet de chantier"),
        ("DÉCHET", "sept flux de déchets"),
        ("maconnerie", "la maçonnerie"),
        ("gros oeuvre", "organisation et réalisation du gros œuvre"),
        ("l’eau", "L'eau du chantier"),
        ("béton chanvre", "Le béton de chanvre"),
        ("béton de chanvre", "Chanvre, chaux : un béton"),
        ("bas-carbone", "le béton bas carbone"),
        ("chanv", "Le béton de chanvre"),
        ("7 flux", "Trier 7 flux"),
        ("2de", "2de professionnelle"),
    ],
)
def test_query__finds_other_forms_of_its_words(query, text):
    assert matches(query, text)


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ("chanvre paille", "Le béton de chanvre"),
        ("tri", "un tribunal"),
        ("béton", "la terre crue"),
        ("7", "Trier 17 flux"),
    ],
)
def test_query__every_word_counts_and_short_ones_are_whole(query, text):
    assert not matches(query, text)


@pytest.mark.parametrize(
    "query", ["", "   ", "de la des", "l'", "?!%_", "\x00", "\ud800"]
)
def test_query__without_any_word_asks_for_nothing(query):
    assert search.needles(query) == ()


@given(QUERIES)
def test_needles__are_few_and_hold_only_letters_and_digits(query):
    needles = search.needles(query)
    assert len(needles) <= search.MAX_QUERY_WORDS
    assert all(needle.strip().isalnum() for needle in needles)
    assert len(set(needles)) == len(needles)


@given(st.text(max_size=60))
def test_text__is_found_by_its_own_words(text):
    words = text[: search.MAX_QUERY_LENGTH]
    assert matches(words, text)


@given(st.text(alphabet="abcdeéèêàâçôûùïîœ’ -", max_size=60))
def test_stems__are_the_same_in_capitals_decomposed_and_without_accents(text):
    decomposed = unicodedata.normalize("NFD", text)
    bare = "".join(c for c in decomposed if not unicodedata.combining(c))
    same = {search.stems(form) for form in (text, text.upper(), decomposed, bare)}
    assert len(same) == 1


def make_card(title, *, summary="", objectives=(), steps=(), fingerprint=""):
    card = DocumentCard.objects.create(
        fingerprint=fingerprint or title,
        title=title,
        summary=summary,
        language="fr",
        objectives=list(objectives),
        steps=[["id", step] for step in steps],
        question_count=0,
        duration_minutes=10,
        equipment_level="none",
        safety_level=0,
        licence="CC-BY-SA-4.0",
        law_checked_on=date(2026, 11, 22),
        review_due_on=date(2027, 5, 22),
    )
    index_cards([card])
    return card


def found(query):
    return [card.title for card in DocumentCard.objects.search(query)]


@pytest.mark.django_db
class TestInTheDatabase:
    def test_title_summary_objectives_and_steps_are_searched(self):
        make_card("Trier", summary="Les évaluations")
        make_card("Peser", objectives=["Citer un déchet"])
        make_card("Ranger", steps=["La benne à gravats"])
        assert found("evaluation") == ["Trier"]
        assert found("déchets") == ["Peser"]
        assert found("gravat") == ["Ranger"]
        assert found("TRI") == ["Trier"]

    def test_words_in_the_title_come_first(self):
        make_card("A : peser", summary="Le chanvre et la chaux")
        make_card("B : béton de chanvre", summary="La chaux")
        make_card("C : chaux et chanvre")
        assert found("chanvre chaux") == [
            "C : chaux et chanvre",
            "B : béton de chanvre",
            "A : peser",
        ]

    def test_every_word_is_needed(self):
        make_card("Béton de chanvre")
        assert found("béton paille") == []

    def test_nothing_asked_is_everything_by_title(self):
        make_card("Trier")
        make_card("Peser")
        assert found("  ") == found("de la") == ["Peser", "Trier"]

    @pytest.mark.parametrize(
        "query", ["%", "_", "tri%", "' OR 1=1 --", "\x00tri", "\ud800", "tri " * 500]
    )
    def test_hostile_queries_are_only_words(self, query):
        make_card("Trier")
        assert set(found(query)) <= {"Trier"}
