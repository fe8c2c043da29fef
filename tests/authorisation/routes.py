"""Every address that the URLconf knows, with the words in it that vary."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLResolver, get_resolver

VARIABLE = re.compile(r"<(?:\w+:)?(\w+)>")


@dataclass(frozen=True, slots=True)
class Route:
    """One pattern: its whole name, or its address where it has none."""

    name: str
    address: str

    @property
    def variables(self) -> list[str]:
        return VARIABLE.findall(self.address)

    def filled(self, values: dict[str, Any]) -> str:
        """Return the address with ``values`` in the place of its variables."""
        path = VARIABLE.sub(lambda match: str(values[match[1]]), self.address)
        # Wagtail's internal API includes patterns that begin with a sign of a regex.
        return "/" + path.replace("^", "")


def all_routes() -> list[Route]:
    """Return the routes of the site, in the order in which Django tries them."""
    return list(_walk(get_resolver(), "", ""))


def _walk(resolver: URLResolver, address: str, namespace: str) -> Iterator[Route]:
    for pattern in resolver.url_patterns:
        here = address + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            inner = f"{pattern.namespace}:" if pattern.namespace else ""
            yield from _walk(pattern, here, namespace + inner)
        elif pattern.name:
            yield Route(namespace + pattern.name, here)
        else:
            yield Route(here, here)
