"""Reading ``passerelle/visas.json``, which comes from outside like any other file."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from cms import canonical, signatures

SCHEMA_VERSION = 1
MAX_VISAS = 1_000


class VisasError(ValueError):
    """The bytes are not a list of visas; the message names the faulty member."""


@dataclass(frozen=True, slots=True)
class Visa:
    """An approval and its signature. Dates are ISO text.

    ``approval`` is the whole signed record, as read.
    """

    approval: Mapping[str, Any]
    unit_id: str
    version: int
    fingerprint: str
    demo: bool
    inspector_name: str
    inspector_capacity: str
    approved_on: str
    valid_until: str
    key_id: str
    public_key: str
    signature: str

    @property
    def is_signed(self) -> bool:
        """Whether the signature over the approval holds for the key given with it."""
        return signatures.key_id_of(
            self.public_key
        ) == self.key_id and signatures.is_valid(
            public_key=self.public_key,
            signature=self.signature,
            data=canonical.dumps(self.approval),
        )


def read_visas(data: bytes) -> tuple[Visa, ...]:
    """Read canonical ``visas.json`` bytes. Raises :class:`VisasError`.

    Corrections are not part of schema 1: a file that holds some is refused.
    """
    try:
        value = canonical.loads(data, require_canonical=True)
    except canonical.CanonicalError as error:
        raise VisasError(f"visas: {error}") from error
    if not isinstance(value, dict) or set(value) != {
        "schema_version",
        "visas",
        "corrections",
    }:
        raise VisasError("visas: members missing or unknown")
    # True == 1 in Python, not in JSON.
    version = _member(value, "schema_version", int, "visas")
    if version != SCHEMA_VERSION:
        raise VisasError("schema_version: unknown")
    if value["corrections"] != []:
        raise VisasError("corrections: not empty")
    listed = _member(value, "visas", list, "visas")
    if len(listed) > MAX_VISAS:
        raise VisasError("visas: too many")
    return tuple(_visa(item, f"visas[{index}]") for index, item in enumerate(listed))


def _visa(value: object, place: str) -> Visa:
    names = {"approval", "key_id", "public_key", "signature"}
    if not isinstance(value, dict) or set(value) != names:
        raise VisasError(f"{place}: members missing or unknown")
    approval = _member(value, "approval", dict, place)
    here = f"{place}.approval"
    if _member(approval, "schema_version", int, here) != SCHEMA_VERSION:
        raise VisasError(f"{here}.schema_version: unknown")
    inspector = _member(approval, "inspector", dict, here)
    return Visa(
        approval=approval,
        unit_id=_member(approval, "unit_id", str, here),
        version=_member(approval, "version", int, here),
        fingerprint=_member(approval, "fingerprint", str, here),
        demo=_member(approval, "demo", bool, here),
        inspector_name=_member(inspector, "name", str, f"{here}.inspector"),
        inspector_capacity=_member(inspector, "capacity", str, f"{here}.inspector"),
        approved_on=_date(approval, "approved_on", here),
        valid_until=_date(approval, "valid_until", here),
        key_id=_member(value, "key_id", str, place),
        public_key=_member(value, "public_key", str, place),
        signature=_member(value, "signature", str, place),
    )


def _member(data: Mapping[str, Any], name: str, kind: type, place: str) -> Any:
    value = data.get(name)
    if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
        raise VisasError(f"{place}.{name}: not {kind.__name__}")
    return value


def _date(data: Mapping[str, Any], name: str, place: str) -> str:
    text: str = _member(data, name, str, place)
    try:
        if date.fromisoformat(text).isoformat() == text:
            return text
    except ValueError:
        pass
    raise VisasError(f"{place}.{name}: not a date")
