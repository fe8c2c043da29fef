"""Ed25519 signatures as the visas and seals carry them. Pure: no Django.

Public keys and signatures travel as standard base64 of their raw bytes (RFC 8032:
32 and 64 bytes). A key is named by the first 16 hexadecimal digits of the SHA-256 of
its raw public key.
"""

import base64
import binascii
import hashlib
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import (
    Ed25519PrivateKey,
    Ed25519PublicKey,
)

SEED_BYTES = 32


class KeyFormatError(ValueError):
    """The text given as a signing key is not base64 of 32 bytes."""


def key_id(public_key: bytes) -> str:
    """Return the name of a raw public key."""
    return hashlib.sha256(public_key).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Signer:
    """A private key and whether what it signs is a demonstration."""

    private_key: Ed25519PrivateKey
    demo: bool

    @classmethod
    def from_text(cls, text: str, *, demo: bool) -> "Signer":
        """Read a key from base64 of its 32-byte seed. Raises :class:`KeyFormatError`."""
        seed = _decode(text.strip(), SEED_BYTES)
        if seed is None:
            raise KeyFormatError("a signing key is base64 of exactly 32 bytes")
        return cls(Ed25519PrivateKey.from_private_bytes(seed), demo)

    @property
    def public_key(self) -> str:
        """Base64 of the raw public key."""
        return base64.b64encode(self._raw_public_key()).decode("ascii")

    @property
    def key_id(self) -> str:
        return key_id(self._raw_public_key())

    def sign(self, data: bytes) -> str:
        """Return base64 of the signature over ``data``."""
        return base64.b64encode(self.private_key.sign(data)).decode("ascii")

    def _raw_public_key(self) -> bytes:
        return self.private_key.public_key().public_bytes(
            serialization.Encoding.Raw, serialization.PublicFormat.Raw
        )


def key_id_of(public_key: str) -> str | None:
    """Return the name of a base64 public key, None when it is not one."""
    raw = _decode(public_key, 32)
    return None if raw is None else key_id(raw)


def is_valid(*, public_key: str, signature: str, data: bytes) -> bool:
    """Tell whether ``signature`` over ``data`` was made by ``public_key``.

    Malformed keys and signatures are simply not valid; nothing is raised.
    """
    raw_key, raw_signature = _decode(public_key, 32), _decode(signature, 64)
    if raw_key is None or raw_signature is None:
        return False
    try:
        Ed25519PublicKey.from_public_bytes(raw_key).verify(raw_signature, data)
    except (InvalidSignature, ValueError):
        return False
    return True


def _decode(text: str, length: int) -> bytes | None:
    try:
        raw = base64.b64decode(text.encode("ascii"), validate=True)
    except (binascii.Error, ValueError):
        return None
    # A second spelling of the same bytes would let a seal change unnoticed.
    if len(raw) != length or base64.b64encode(raw).decode("ascii") != text:
        return None
    return raw
