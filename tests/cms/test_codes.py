"""UAI and SIRET numbers: their form, their check characters, as people write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cms import codes

PUBLISHED_UAI = ["0942434K", "0350760L", "0650499P"]
digits = st.text("0123456789", min_size=7, max_size=7)
siren_and_number = st.text("0123456789", min_size=13, max_size=13)


def complete(first_thirteen):
    """Return the SIRET that begins with thirteen digits, by trying all its ends."""
    (whole,) = [
        first_thirteen + last
        for last in "0123456789"
        if codes.siret_fault(first_thirteen + last) is None
    ]
    return whole


@pytest.mark.parametrize("code", PUBLISHED_UAI)
def test_uai__published_examples_are_right(code):
    assert codes.uai_fault(code) is None


@given(digits)
def test_uai__exactly_one_letter_fits_seven_digits(number):
    fitting = [
        letter
        for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
        if codes.uai_fault(number + letter) is None
    ]
    assert fitting == [codes.uai_letter(number)]


@given(digits, st.integers(0, 6), st.integers(1, 9))
def test_uai__a_mistyped_digit_is_noticed(number, place, shift):
    wrong = str((int(number[place]) + shift) % 10)
    mistyped = number[:place] + wrong + number[place + 1 :]
    assert codes.uai_fault(mistyped + codes.uai_letter(number)) == codes.CHECK


@pytest.mark.parametrize(
    "code", ["", "0942434", "K0942434", "09424340", "0942434KK", "0942434I", "٠٩٤٢٤٣٤K"]
)
def test_uai__another_form_is_named_as_such(code):
    assert codes.uai_fault(code) == codes.FORM


@pytest.mark.parametrize(
    "code",
    ["73282932000074", "35600000000048", "35600000009075"],
    ids=["published", "head office of La Poste", "office of La Poste"],
)
def test_siret__published_examples_are_right(code):
    assert codes.siret_fault(code) is None


def test_siret__the_rule_of_la_poste_is_for_la_poste_alone():
    assert sum(map(int, "73282932000022")) % 5 == 0
    assert codes.siret_fault("73282932000022") == codes.CHECK
    assert codes.siret_fault("35600000009076") == codes.CHECK


@given(siren_and_number.filter(lambda text: not text.startswith("356000000")))
def test_siret__exactly_one_last_digit_fits(first):
    assert codes.siret_fault(complete(first)) is None


@given(
    siren_and_number.filter(lambda text: not text.startswith("356")),
    st.integers(3, 12),
    st.integers(1, 9),
)
def test_siret__a_mistyped_digit_is_noticed(first, place, shift):
    whole = complete(first)
    wrong = str((int(whole[place]) + shift) % 10)
    mistyped = whole[:place] + wrong + whole[place + 1 :]
    assert codes.siret_fault(mistyped) == codes.CHECK


@pytest.mark.parametrize(
    "code", ["", "7328293200007", "732829320000740", "7328293200007A"]
)
def test_siret__another_form_is_named_as_such(code):
    assert codes.siret_fault(code) == codes.FORM


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        (" 0942434 k ", "0942434K"),
        ("094-2434\u202fK", "0942434K"),
        ("０９４２４３４ｋ", "0942434K"),
        ("732 829 320 00074", "73282932000074"),
        ("732.829.320.00074", "73282932000074"),
    ],
)
def test_codes__are_kept_as_registers_write_them(typed, kept):
    assert codes.normalised(typed) == kept
    assert codes.normalised(kept) == kept


@given(st.text(max_size=40))
def test_codes__any_text_is_judged_without_failing(text):
    code = codes.normalised(text)
    assert codes.uai_fault(code) in (None, codes.FORM, codes.CHECK)
    assert codes.siret_fault(code) in (None, codes.FORM, codes.CHECK)
