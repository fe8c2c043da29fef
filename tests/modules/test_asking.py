"""Taking a query apart: duration and equipment are filters, the rest are words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modules.asking import DURATIONS, Asked, bare_words, understand


@pytest.mark.parametrize(
    ("query", "asked"),
    [
        (
            "Je trouve une activité tri des déchets pour mes CAP maçon, 1 h,"
            " sans matériel",
            Asked("une tri des déchets pour mes CAP maçon", 60, "none"),
        ),
        (
            "tri des déchets, CAP, 1 h, sans matériel",
            Asked("tri des déchets CAP", 60, "none"),
        ),
        ("chanvre 30 min", Asked("chanvre", 30)),
        ("chanvre en 25 minutes", Asked("chanvre", 30)),
        ("une heure de tri", Asked("de tri", 60)),
        ("BIM 1h30", Asked("BIM", 90)),
        ("une demi-heure BIM", Asked("BIM", 30)),
        ("sans équipement", Asked("", None, "none")),
        ("tri avec du petit matériel", Asked("tri", None, "basic")),
        ("BIM 3 h", Asked("BIM")),
        ("sept flux", Asked("sept flux")),
        ("béton 2024", Asked("béton 2024")),
        ("matériel de levage", Asked("matériel de levage")),
        ("activité tri", Asked("activité tri")),
        ("", Asked("")),
    ],
)
def test_query__is_understood(query, asked):
    assert understand(query) == asked


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("C’est quoi ORGO ?", "ORGO ?"),
        ("séance tri des déchets", "tri des déchets"),
        ("formation", "formation"),
        ("", ""),
    ],
)
def test_bare_words__are_what_tells_units_apart(query, words):
    assert bare_words(query) == words


@given(st.text(max_size=300))
def test_any_query__gives_words_of_its_own_and_known_filters(query):
    asked = understand(query)
    assert asked.duration in (None, *DURATIONS)
    assert asked.equipment in ("", "none", "basic")
    assert set(asked.words.split()) <= set(query.replace(",", " ").split())
