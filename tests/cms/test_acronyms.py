"""Acronyms: said in full the first time they are met, kept short afterwards."""

import pytest
from django.template import Context, Template
from django.test import RequestFactory
from hypothesis import given
from hypothesis import strategies as st

from cms.acronyms import Expander
from cms.models import Acronym

KNOWN = {"CAP": "certificat", "ORGO": "gros œuvre", "TP": "travaux publics"}


def render(source, **context):
    template = Template("{% load acronyms %}" + source)
    return template.render(Context({"request": RequestFactory().get("/"), **context}))


@pytest.mark.django_db
class TestOnAPage:
    def test_the_first_one_is_in_full_the_next_ones_keep_their_words(self):
        shown = render("{% acronyms a %}|{% acronyms b %}", a="Bac ORGO", b="L’ORGO")
        first, second = shown.split("|")
        assert first == "Bac ORGO (organisation et réalisation du gros œuvre)"
        assert second == (
            'L’<abbr title="organisation et réalisation du gros œuvre">ORGO</abbr>'
        )

    def test_words_that_stand_there_already_are_not_repeated(self):
        text = "CAP (certificat d’aptitude professionnelle)"
        shown = render("{% acronyms text %}", text=text)
        assert shown.count("professionnelle") == 2
        assert "<abbr title=" in shown

    def test_a_title_stays_short_and_leaves_the_words_to_what_follows(self):
        shown = render("{% acronyms_short a %}|{% acronyms a %}", a="La PFMP")
        title, text = shown.split("|")
        assert title.startswith("La <abbr")
        assert "(période de formation" in text

    def test_another_language_stays_as_it_is(self):
        assert render("{% acronyms a 'en' %}", a="Reading BIM") == "Reading BIM"

    def test_what_is_in_a_text_stays_text(self):
        shown = render("{% acronyms a %}", a="<b>CAP</b> & co")
        assert "<b>" not in shown
        assert "&amp; co" in shown

    def test_editors_add_their_own(self):
        Acronym.objects.create(short="ABC", expansion="<i>abécé</i>")
        assert "ABC (&lt;i&gt;abécé" in render("{% acronyms a %}", a="Un ABC")

    def test_any_number_of_texts_takes_one_query(self, django_assert_num_queries):
        with django_assert_num_queries(1):
            render("{% acronyms a %}{% acronyms a %}{% acronyms a %}", a="CAP")

    def test_a_question_names_its_acronyms_in_any_letters(self):
        named = Acronym.objects.named_in("C'est quoi orgo, et le CMQ ?")
        assert [acronym.short for acronym in named] == ["CMQ", "ORGO"]


def test_parts__only_whole_words_are_acronyms():
    expander = Expander(KNOWN)
    assert [p.text for p in expander.parts("BTP, TP et CAPA") if p.expansion] == ["TP"]


@given(st.lists(st.text(max_size=80), max_size=5))
def test_parts__together_are_the_text(texts):
    expander = Expander(KNOWN)
    for text in (*texts, "CAP ORGO"):
        assert "".join(part.text for part in expander.parts(text)) == text


@given(st.text(max_size=80))
def test_parts__nothing_known_changes_nothing(text):
    assert "".join(part.text for part in Expander({}).parts(text)) == text
