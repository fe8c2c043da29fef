"""Canonical JSON: one value, one sequence of bytes.

Everything that is hashed or signed here (documents, visas, ``files.json``, seals) is
written by :func:`dumps` and read by :func:`loads`. Pure: no Django.
"""

import json
import unicodedata
from typing import Any

MAX_DEPTH = 64
"""Deepest nesting accepted by :func:`loads`; our own documents use fewer than ten."""


class CanonicalError(ValueError):
    """The value or the bytes cannot stand as canonical JSON; the message says why."""


def dumps(value: Any) -> bytes:
    """Return ``value`` as UTF-8 JSON with sorted keys, NFC text and no spaces.

    Accepts dicts with text keys, lists, tuples, text, integers, booleans and None.
    Floats are refused: their text differs between languages, so decimals travel as
    strings. Raises :class:`CanonicalError`.
    """
    text = json.dumps(
        _normalise(value, 0),
        ensure_ascii=False,
        allow_nan=False,
        sort_keys=True,
        separators=(",", ":"),
    )
    try:
        return text.encode("utf-8")
    except UnicodeEncodeError as error:
        raise CanonicalError("text holds a lone surrogate") from error


def loads(data: bytes, *, require_canonical: bool = False) -> Any:
    """Parse JSON strictly: UTF-8, no duplicate keys, no floats, bounded depth.

    With ``require_canonical``, any other spelling of the same value is refused too.
    Raises :class:`CanonicalError`, never anything else.
    """
    try:
        text = data.decode("utf-8")
        value = json.loads(
            text,
            object_pairs_hook=_no_duplicates,
            parse_float=_refuse_number,
            parse_constant=_refuse_number,
        )
        canonical = dumps(value)
    except CanonicalError:
        raise
    except RecursionError as error:
        raise CanonicalError("nested too deeply") from error
    except ValueError as error:
        raise CanonicalError(f"not JSON: {error}") from error
    if require_canonical and canonical != data:
        raise CanonicalError("not in canonical form")
    return value


def _normalise(value: Any, depth: int) -> Any:
    if depth > MAX_DEPTH:
        raise CanonicalError("nested too deeply")
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, str):
        return unicodedata.normalize("NFC", value)
    if isinstance(value, list | tuple):
        return [_normalise(item, depth + 1) for item in value]
    if isinstance(value, dict):
        result = {}
        for key, item in value.items():
            if not isinstance(key, str):
                raise CanonicalError(f"key {key!r} is not text")
            result[unicodedata.normalize("NFC", key)] = _normalise(item, depth + 1)
        if len(result) != len(value):
            raise CanonicalError("two keys are the same once normalised")
        return result
    raise CanonicalError(f"{type(value).__name__} has no canonical form")


def _no_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    result = dict(pairs)
    if len(result) != len(pairs):
        raise CanonicalError("a key appears twice")
    return result


def _refuse_number(text: str) -> Any:
    raise CanonicalError(f"number {text} is not an integer")
