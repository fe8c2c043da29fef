"""Text that must pass through readers stricter than ours."""

import re
import unicodedata

_ZWJ = "\u200d"
_BREAKS = re.compile(r"[\t\n\v\f\r\x85\u2028\u2029]")
_SPACES = re.compile(r" {2,}")
_TAG_LIKE = re.compile(r"<(?=\S)")


def clean(text: str) -> str:
    """Return NFC text on one line, without what XML forbids or nobody sees."""
    spaced = _BREAKS.sub(" ", unicodedata.normalize("NFC", text))
    kept = (char for char in spaced if not _is_forbidden(char))
    return _SPACES.sub(" ", "".join(kept)).strip(" ")


def clean_title(text: str, limit: int) -> str:
    """Return a title fit for a manifest, at most ``limit`` code points long.

    A ``<`` against a letter makes the web service of the Moodle app fail for the whole
    package, so it gets a space. The cut never falls inside a grapheme.
    """
    return cut(clean(_TAG_LIKE.sub("< ", clean(text))), limit)


def cut(text: str, limit: int) -> str:
    """Shorten ``text`` to ``limit`` code points at a grapheme boundary, with ``…``."""
    if len(text) <= limit:
        return text
    end = limit - 1
    while end > 0 and not _is_boundary(text, end):
        end -= 1
    # A single grapheme longer than the limit has no boundary: cut it anyway.
    return text[: end or limit - 1].rstrip() + "…"


def escape(text: str) -> str:
    """Escape text for XML and HTML content and quoted attributes.

    Named entities only: Moodle shows numeric references as they are written.
    """
    for char, entity in (
        ("&", "&amp;"),
        ("<", "&lt;"),
        (">", "&gt;"),
        ('"', "&quot;"),
    ):
        text = text.replace(char, entity)
    return text


def shows(char: str) -> bool:
    """Tell whether a character only shows itself: no control, no direction change."""
    return unicodedata.category(char) not in {"Cc", "Cf", "Cs", "Zl", "Zp"}


def _is_forbidden(char: str) -> bool:
    return unicodedata.category(char) in {"Cc", "Cs"} or char in "\ufffe\uffff"


def _is_boundary(text: str, index: int) -> bool:
    before, after = text[index - 1], text[index]
    if _extends(after) or before == _ZWJ:
        return False
    if _is_hangul_joined(before, after):
        return False
    if _is_regional(before) and _is_regional(after):
        start = index
        while start > 0 and _is_regional(text[start - 1]):
            start -= 1
        return (index - start) % 2 == 0
    return True


def _extends(char: str) -> bool:
    return (
        unicodedata.category(char) in {"Mn", "Me", "Mc"}
        or char == _ZWJ
        or char == "\u200c"
        # Skin tones and the tag characters that spell some flags.
        or "\U0001f3fb" <= char <= "\U0001f3ff"
        or "\U000e0020" <= char <= "\U000e007f"
    )


def _is_regional(char: str) -> bool:
    return "\U0001f1e6" <= char <= "\U0001f1ff"


def _is_hangul_joined(before: str, after: str) -> bool:
    # NFC composes syllables; what remains apart is leading + vowel, or old Korean.
    return "\u1100" <= before <= "\u11ff" and "\u1100" <= after <= "\u11ff"
