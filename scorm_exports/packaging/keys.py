"""Reading the list of public keys that a verifier trusts."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from cms import signatures

SCHEMA_VERSION = 1
MAX_KEYS = 1_000


class KeysError(ValueError):
    """The value is not a list of public keys; the message names the faulty member."""


@dataclass(frozen=True, slots=True)
class PublicKey:
    """A key and the days on which it signed, both included; None: still in use."""

    key_id: str
    public_key: str
    demo: bool
    valid_from: str
    valid_to: str | None

    def signed_on(self, day: str) -> bool:
        """Tell whether the key was in use on an ISO date."""
        return self.valid_from <= day and (
            self.valid_to is None or day <= self.valid_to
        )


def read_keys(value: object) -> Mapping[str, PublicKey]:
    """Read the parsed JSON of the public keys, by key id. Raises :class:`KeysError`."""
    if not isinstance(value, Mapping) or value.get("schema_version") != SCHEMA_VERSION:
        raise KeysError("schema_version: unknown")
    listed = value.get("keys")
    if not isinstance(listed, list) or len(listed) > MAX_KEYS:
        raise KeysError("keys: not a list, or too long")
    keys: dict[str, PublicKey] = {}
    for index, item in enumerate(listed):
        key = _key(item, f"keys[{index}]")
        if key.key_id in keys:
            raise KeysError(f"keys[{index}].key_id: appears twice")
        keys[key.key_id] = key
    return keys


def _key(item: Any, place: str) -> PublicKey:
    if not isinstance(item, Mapping):
        raise KeysError(f"{place}: not an object")
    public_key, key_id = item.get("public_key"), item.get("key_id")
    if not isinstance(public_key, str) or signatures.key_id_of(public_key) != key_id:
        raise KeysError(f"{place}: key_id is not that of public_key")
    if item.get("algorithm") != "Ed25519":
        raise KeysError(f"{place}.algorithm: unknown")
    demo, start, end = item.get("demo"), item.get("valid_from"), item.get("valid_to")
    if not isinstance(demo, bool):
        raise KeysError(f"{place}.demo: not a boolean")
    if not _is_date(start) or not (end is None or _is_date(end)):
        raise KeysError(f"{place}: valid_from or valid_to is not a date")
    return PublicKey(str(key_id), public_key, demo, str(start), end)


def _is_date(value: object) -> bool:
    try:
        return isinstance(value, str) and date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False
