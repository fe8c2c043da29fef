"""Numbers as people type them, and as text that stays exact.

Its twin is ``player/numbers.js``; both are held to ``tests/data/typing/numbers.json``.
A number is written canonically: ``-``, digits, a point, digits; no exponent, no useless
zero, no negative zero. Both languages compare such texts without any rounding.
"""

import re

from modules.questions.typed import MAX_TYPED, unify

MAX_DIGITS = 15
"""On each side of the decimal sign."""

_TYPED = re.compile(
    r"(?P<sign>[+-]?) ?(?P<whole>[0-9]{1,3}(?: [0-9]{3})+|[0-9]*)(?:[.,](?P<part>[0-9]+))?"
)
_CANONICAL = re.compile(r"(?!-0$)-?(?:0|[1-9][0-9]{0,14})(?:\.[0-9]{0,14}[1-9])?")


def parse_number(text: str) -> str | None:
    """Read a typed number, canonically; None for anything else. Never raises.

    Comma or point before the decimals, spaces of any width between thousands, a hyphen
    or a true minus sign.
    """
    match = _TYPED.fullmatch(unify(text)) if len(text) <= MAX_TYPED else None
    if match is None or not (match["whole"] or match["part"]):
        return None
    whole = match["whole"].replace(" ", "").lstrip("0") or "0"
    part = (match["part"] or "").rstrip("0")
    if len(whole) > MAX_DIGITS or len(part) > MAX_DIGITS:
        return None
    number = f"{whole}.{part}" if part else whole
    return f"-{number}" if match["sign"] == "-" and number != "0" else number


def is_number(value: object) -> bool:
    """Tell whether a value is a number in its canonical text."""
    return isinstance(value, str) and _CANONICAL.fullmatch(value) is not None
