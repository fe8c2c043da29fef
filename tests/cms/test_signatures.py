"""Signatures of visas and seals."""

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cms.signatures import KeyFormatError, Signer, is_valid, key_id_of

SEED = base64.b64encode(bytes(range(32))).decode()


@pytest.fixture
def signer():
    return Signer.from_text(SEED, demo=False)


def test_a_signature_holds_for_its_data_only(signer):
    signature = signer.sign(b"visa")
    key = signer.public_key
    assert is_valid(public_key=key, signature=signature, data=b"visa")
    assert not is_valid(public_key=key, signature=signature, data=b"visA")


def test_the_key_is_named_by_its_digest(signer):
    assert key_id_of(signer.public_key) == signer.key_id
    assert len(signer.key_id) == 16


@pytest.mark.parametrize("text", ["", "abc", SEED[:-4], SEED + "AAAA", "é" * 44])
def test_a_malformed_key_is_refused(text):
    with pytest.raises(KeyFormatError):
        Signer.from_text(text, demo=False)


@given(st.text(max_size=100), st.text(max_size=100), st.binary(max_size=20))
def test_nonsense_is_never_valid_and_never_raises(key, signature, data):
    assert not is_valid(public_key=key, signature=signature, data=data)


def test_a_second_spelling_of_a_signature_is_not_valid(signer):
    # The last digit of 64 bytes in base64 has four unused bits.
    signature = signer.sign(b"visa")
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    digit = alphabet.index(signature[85])
    twisted = signature[:85] + alphabet[digit | 1 if not digit & 1 else digit - 1]
    twisted += "=="
    assert base64.b64decode(twisted) == base64.b64decode(signature)
    assert not is_valid(public_key=signer.public_key, signature=twisted, data=b"visa")
