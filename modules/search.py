"""French search: words become unaccented Snowball stems, in texts and queries alike.

Pure. A search field holds the stems of its texts between spaces, so that any database
finds a whole stem, or the beginning of one, by looking for a piece of text.
"""

import re
import unicodedata
from collections.abc import Iterable

import snowballstemmer

MAX_QUERY_LENGTH = 200
MAX_QUERY_WORDS = 12

_WORD = re.compile(r"[^\W_]{1,60}")
_LIGATURES = str.maketrans({"œ": "oe", "æ": "ae", "ß": "ss"})

# They say nothing about a unit, and people type them: "tri des déchets pour mes CAP".
_EMPTY = frozenset(
    [
        "a",
        "afin",
        "ai",
        "au",
        "aux",
        "avec",
        "ce",
        "ces",
        "cet",
        "cette",
        "dans",
        "de",
        "des",
        "du",
        "elle",
        "en",
        "est",
        "et",
        "eux",
        "il",
        "ils",
        "je",
        "la",
        "le",
        "les",
        "leur",
        "leurs",
        "lui",
        "ma",
        "mes",
        "mon",
        "ne",
        "nos",
        "notre",
        "nous",
        "on",
        "ou",
        "par",
        "pour",
        "qu",
        "que",
        "quel",
        "quelle",
        "quels",
        "quelles",
        "qui",
        "sa",
        "se",
        "ses",
        "si",
        "son",
        "sont",
        "sur",
        "ta",
        "te",
        "tes",
        "ton",
        "tu",
        "un",
        "une",
        "vos",
        "votre",
        "vous",
    ]
)
_BEGINNING = 4
"""Letters from which a stem is also looked for as the beginning of longer ones."""


def stems(text: str) -> tuple[str, ...]:
    """Return the stems of a text in order, without empty words and lone letters."""
    # Stemmers keep the word they work on: one that is shared would mix two threads.
    stemmer = snowballstemmer.stemmer("french")
    found = []
    for word in _WORD.findall(_plain(text)):
        if word in _EMPTY or (len(word) == 1 and not word.isdecimal()):
            continue
        found.append(str(stemmer.stemWord(word)))
    return tuple(found)


def field(texts: Iterable[str]) -> str:
    """Return the search field of several texts: each stem once, between spaces."""
    kept = dict.fromkeys(stem for text in texts for stem in stems(text))
    return f" {' '.join(kept)} " if kept else ""


def needles(query: str) -> tuple[str, ...]:
    """Return the pieces of text that a field must all hold to answer a query.

    Empty when the query asks for nothing. Whatever people send is cut to a bounded
    number of bounded words.
    """
    wanted = dict.fromkeys(stems(query[:MAX_QUERY_LENGTH]))
    return tuple(
        f" {stem}" if len(stem) >= _BEGINNING else f" {stem} "
        for stem in list(wanted)[:MAX_QUERY_WORDS]
    )


def _plain(text: str) -> str:
    folded = text.casefold().translate(_LIGATURES)
    decomposed = unicodedata.normalize("NFKD", folded)
    return "".join(c for c in decomposed if not unicodedata.combining(c)).casefold()
