"""One value, one sequence of bytes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cms import canonical

scalars = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
)
values = st.recursive(
    scalars,
    lambda children: (
        st.lists(children, max_size=4)
        | st.dictionaries(st.text("abcé", max_size=4), children, max_size=4)
    ),
    max_leaves=12,
)


@given(values)
def test_reading_back_gives_the_same_bytes(value):
    data = canonical.dumps(value)
    assert canonical.dumps(canonical.loads(data, require_canonical=True)) == data


def test_key_order_and_unicode_form_do_not_matter():
    composed, decomposed = {"é": 1, "a": "é"}, {"a": "e\u0301", "e\u0301": 1}
    assert canonical.dumps(composed) == canonical.dumps(decomposed)


@pytest.mark.parametrize(
    "value",
    [1.5, float("nan"), {1: "a"}, {"é": 1, "e\u0301": 2}, "\ud800", object()],
)
def test_values_without_one_spelling_are_refused(value):
    with pytest.raises(canonical.CanonicalError):
        canonical.dumps(value)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"{",
        b"\xff",
        b'{"a":1,"a":2}',
        b"1.0",
        b"NaN",
        b"Infinity",
        b"[" * 100_000,
        b'"\\ud800"',
        b"9" * 10_000,
    ],
)
def test_hostile_bytes_are_refused_in_words(data):
    with pytest.raises(canonical.CanonicalError):
        canonical.loads(data)


@pytest.mark.parametrize("data", [b'{"b":1,"a":2}', b'{"a": 1}', b'"\\u00e9"', b"1 "])
def test_another_spelling_is_not_canonical(data):
    canonical.loads(data)
    with pytest.raises(canonical.CanonicalError):
        canonical.loads(data, require_canonical=True)
