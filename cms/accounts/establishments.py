"""Looking for one's establishment by its UAI, its SIRET, its name or its town."""

import re

from django.db.models import Q
from wagtail.search.backends import get_search_backend

from cms import codes
from cms.models import Establishment

SHOWN = 20


def search(query: str) -> tuple[list[Establishment], bool]:
    """Return what answers to a query, at most :data:`SHOWN`, and whether there is more.

    A code finds its establishment alone; words are looked for in names and towns, in
    any order, whatever their accents.
    """
    words = " ".join(re.findall(r"\w+", query))
    if not words:
        return [], False
    code = codes.normalised(query)
    coded = list(Establishment.objects.filter(Q(uai=code) | Q(siret=code)))
    if coded:
        return coded, False
    found = list(get_search_backend().autocomplete(words, Establishment)[: SHOWN + 1])
    return found[:SHOWN], len(found) > SHOWN
