import pytest
from hypothesis import given
from hypothesis import strategies as st

from modules.questions.numbers import is_number, parse_number
from modules.questions.typed import MAX_TYPED, clean, fold, pack, unpack
from tests.modules.golden import golden

NUMBERS = golden("typing/numbers.json")
TEXTS = golden("typing/texts.json")
ANY_TEXT = st.text() | st.text(st.characters(codec=None, categories=None))


@pytest.mark.parametrize("case", NUMBERS, ids=lambda case: ascii(case["typed"][:30]))
def test_a_typed_number(case):
    assert parse_number(case["typed"]) == case["number"]


@pytest.mark.parametrize("case", TEXTS, ids=lambda case: ascii(case["typed"][:30]))
def test_a_typed_text(case):
    line = clean(case["typed"])
    assert line == case["clean"]
    assert fold(case["typed"], exact=False) == case["folded"]
    assert fold(case["typed"], exact=True) == case["exact"]
    assert pack(line) == case["packed"]
    assert unpack(f"x{case['packed']}x", 1) == (line, len(case["packed"]) + 1)


@given(ANY_TEXT)
def test_clean_text_is_short_clean_and_survives_packing(text):
    line = clean(text)
    assert clean(line) == line
    assert len(line) <= MAX_TYPED
    assert not any(c.isspace() and c != " " for c in line)
    assert unpack(pack(line), 0) == (line, len(pack(line)))
    assert set(pack(line)) <= set("0123456789abcdefghijklmnopqrstuvwxyz")


@given(ANY_TEXT)
def test_folding_is_indifferent_to_what_is_cleaned(text):
    for exact in (True, False):
        assert fold(clean(text), exact=exact) == fold(text, exact=exact)


@given(st.text("0123456789abcdefghijklmnopqrstuvwxyz"), st.integers(0, 5))
def test_no_packed_text_makes_unpacking_raise(packed, start):
    read = unpack(packed, start)
    assert read is None or start < read[1] <= len(packed)


@given(st.text("0123456789.,-+ \u202f\u2212eE"))
def test_a_number_is_canonical_and_read_again(text):
    number = parse_number(text)
    if number is not None:
        assert is_number(number)
        assert parse_number(number) == number
        assert parse_number(number.replace(".", ",")) == number


@given(st.decimals(-(10**15) + 1, 10**15 - 1, places=15, allow_nan=False))
def test_every_decimal_within_bounds_is_a_number(number):
    typed = format(number, "f")
    assert parse_number(typed) is not None or len(typed.split(".")[0].lstrip("-")) > 15
