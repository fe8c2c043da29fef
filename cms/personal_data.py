"""What each app keeps about a person: the registry behind the screen «Mes données».

An app registers one section per kind of data. The screen shows every section, exports
them together, and erases them together when the account is deleted.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise


@dataclass(frozen=True)
class Section:
    """One kind of data about a person."""

    name: str
    """Key of the section in the exported JSON; never translated."""
    label: str | Promise
    """What it is called on the screen."""
    export: Callable[[Any], Any]
    """From the user, everything kept about them, as values that JSON can hold."""
    erase: Callable[[Any], None]
    """Erases it. Called inside the transaction that deletes the account, before the
    account's row goes; must be quick, and write no file."""
    effect: str | Promise
    """One or two sentences: what deleting the account does to it."""


_sections: dict[str, Section] = {}


def register(section: Section) -> None:
    """Declare a section, from ``AppConfig.ready``."""
    _sections[section.name] = section


def sections() -> list[Section]:
    """Return the sections in the order in which people read them.

    Apps get ready from the top down, so what was registered last comes first: the
    account, then what is built on it.
    """
    return list(reversed(_sections.values()))


def export(user: Any) -> dict[str, Any]:
    """Return what every section keeps about a person, by the section's name."""
    return {section.name: section.export(user) for section in sections()}


def erase(user: Any) -> None:
    """Erase every section, what depends on others first."""
    for section in _sections.values():
        section.erase(user)
