"""Codes of French establishments, checked without any framework.

UAI (unité administrative immatriculée, of schools): seven digits, of which the first
three name the département, and a letter that they give. SIRET (of companies and their
like): fourteen digits, of which the last is a Luhn check digit.
"""

import re
import unicodedata

UAI_LETTERS = "ABCDEFGHJKLMNPRSTUVWXYZ"
"""Without I, O and Q, which read as digits."""

FORM = "form"
CHECK = "check"

_UAI = re.compile(rf"[0-9]{{7}}[{UAI_LETTERS}]")
_SIRET = re.compile(r"[0-9]{14}")
_SEPARATORS = re.compile(r"[\s.\-_/\u2010-\u2015]+")

# La Poste has more offices than its SIREN leaves numbers that pass Luhn: the digits of
# theirs add up to a multiple of 5, except at the head office, which follows the rule
# (Insee; fr.wikipedia.org, « Système d’identification du répertoire des
# établissements », « Exceptions pour le groupe La Poste »).
_LA_POSTE = "356000000"


def normalised(text: str) -> str:
    """Return a code as registers write it: no separators, upper case, plain digits."""
    text = unicodedata.normalize("NFKC", text)
    return _SEPARATORS.sub("", text).upper()


def uai_letter(digits: str) -> str:
    """Return the letter of seven digits."""
    return UAI_LETTERS[int(digits) % len(UAI_LETTERS)]


def uai_fault(code: str) -> str | None:
    """Return what is wrong with a normalised UAI: FORM, CHECK, or None when nothing."""
    if not _UAI.fullmatch(code):
        return FORM
    return None if code[7] == uai_letter(code[:7]) else CHECK


def siret_fault(code: str) -> str | None:
    """Return what is wrong with a normalised SIRET: FORM, CHECK, or None."""
    if not _SIRET.fullmatch(code):
        return FORM
    if _luhn(code) % 10 == 0:
        return None
    if code.startswith(_LA_POSTE) and sum(map(int, code)) % 5 == 0:
        return None
    return CHECK


def _luhn(digits: str) -> int:
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (1 + place % 2)
        total += value - 9 if value > 9 else value
    return total
