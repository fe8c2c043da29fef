"""Finding the acronyms of a text and what to show in their place. Pure."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a text; ``expansion`` is empty for words that are no acronym.

    ``first`` tells an acronym whose words the reader has not met yet.
    """

    text: str
    expansion: str = ""
    first: bool = False


class Expander:
    """Takes the texts of one page in the order in which they are read."""

    def __init__(self, known: Mapping[str, str]) -> None:
        self.known = known
        self.met: set[str] = set()
        # The longest first: an acronym may begin like another.
        shorts = "|".join(re.escape(s) for s in sorted(known, key=len, reverse=True))
        self._pattern = re.compile(rf"(?<!\w)(?:{shorts})(?!\w)") if known else None

    def parts(self, text: str, *, meet: bool = True) -> Iterator[Part]:
        """Yield the pieces of a text; together they are the text.

        ``meet=False`` leaves the words of its acronyms to be said later: a title has
        no room for them.
        """
        end = 0
        for match in self._pattern.finditer(text) if self._pattern else ():
            short = match.group()
            if match.start() > end:
                yield Part(text[end : match.start()])
            yield Part(short, self.known[short], meet and self._meets(short, text))
            end = match.end()
        if end < len(text):
            yield Part(text[end:])

    def _meets(self, short: str, text: str) -> bool:
        """Note an acronym as met; return whether its words must be said now."""
        if short in self.met:
            return False
        self.met.add(short)
        return self.known[short].casefold() not in text.casefold()
