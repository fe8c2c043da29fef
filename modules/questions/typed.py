"""What people type: cleaned, compared, packed. Its twin is ``player/typed.js``.

Both are held to the golden cases of ``tests/data/typing``.
"""

import re
import unicodedata

MAX_TYPED = 80
"""Longest typed answer in characters; what follows is cut off."""

# Spelt out, for "white space" differs between languages.
_SPACES = re.compile("[\t-\r \u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+")
# Controls, invisible marks, surrogates and non-characters say nothing.
_UNSEEN = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x9f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u206f"
    "\ud800-\udfff\ufeff\ufffe\uffff]+"
)
# Most answers, which need no cleaning: states are read at every save.
_CLEAN = re.compile("[!-~\u00c0-\u017f’]+(?: [!-~\u00c0-\u017f’]+)*")
_ALIKE = str.maketrans(
    {
        **dict.fromkeys("’‘‛ʼʹ′`´＇", "'"),
        **dict.fromkeys("‐‑‒–—―−﹣－", "-"),
        **{raised: str(digit) for digit, raised in enumerate("⁰¹²³⁴⁵⁶⁷⁸⁹")},
        **{lowered: str(digit) for digit, lowered in enumerate("₀₁₂₃₄₅₆₇₈₉")},
        "œ": "oe",
        "Œ": "OE",
        "æ": "ae",
        "Æ": "AE",
    }
)
_ACCENTS = re.compile("[\u0300-\u036f]+")

_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
_SYMBOLS = {" ": "0", "é": "1", "'": "5", "-": "6", "’": "7"}
_READ = {symbol: character for character, symbol in _SYMBOLS.items()}
END = "8"
"""Ends a packed text; ``9`` begins none."""


def clean(text: str) -> str:
    """Return typed text on one line, in NFC, without what cannot be seen, cut short."""
    if len(text) <= MAX_TYPED and _CLEAN.fullmatch(text):
        return text
    seen = _UNSEEN.sub("", _SPACES.sub(" ", text))
    line = _SPACES.sub(" ", unicodedata.normalize("NFC", seen)).strip(" ")
    return line[:MAX_TYPED].rstrip(" ")


def unify(text: str) -> str:
    """Return clean text with one sign for the signs that keyboards confuse."""
    line = clean(text)
    return line if line.isalnum() and line.isascii() else line.translate(_ALIKE)


def fold(text: str, *, exact: bool) -> str:
    """Return the form in which two typed answers are compared.

    Spaces, apostrophes, hyphens, ligatures and raised or lowered digits never matter;
    capitals and accents only when ``exact``.
    """
    line = unify(text)
    if exact:
        return line
    lowered = line.lower()
    if lowered.isascii():
        return lowered
    bare = _ACCENTS.sub("", unicodedata.normalize("NFD", lowered))
    return unicodedata.normalize("NFC", bare)


def pack(text: str) -> str:
    """Write clean text in ``[0-9a-z]``, up to and with :data:`END`."""
    return "".join(map(_pack_character, text)) + END


def unpack(packed: str, start: int) -> tuple[str, int] | None:
    """Read what :func:`pack` wrote at ``start``: the text and where it ends."""
    end = start
    characters = []
    while packed[end : end + 1] != END:
        symbol = packed[end : end + 1]
        size = {"2": 2, "3": 3, "4": 5}.get(symbol, 1)
        character = _unpack_character(packed[end : end + size])
        if character is None:
            return None
        characters.append(character)
        end += size
    return "".join(characters), end + 1


def _pack_character(character: str) -> str:
    if character in _SYMBOLS:
        return _SYMBOLS[character]
    if "a" <= character <= "z":
        return character
    if "0" <= character <= "9" or "A" <= character <= "Z":
        return "2" + character.lower()
    code = ord(character)
    symbol, size = ("3", 2) if code < 36**2 else ("4", 4)
    written = ""
    for _ in range(size):
        code, digit = divmod(code, 36)
        written = _DIGITS[digit] + written
    return symbol + written


def _unpack_character(symbols: str) -> str | None:
    symbol, rest = symbols[:1], symbols[1:]
    if "a" <= symbol <= "z" or symbol in _READ:
        return _READ.get(symbol, symbol)
    if len(rest) != {"2": 1, "3": 2, "4": 4}.get(symbol):
        return None
    if symbol == "2":
        return rest.upper()
    code = int(rest, 36)
    return chr(code) if code <= 0x10FFFF else None
