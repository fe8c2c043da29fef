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
    account's row goes; quick, and writes no file. What hangs on that row by a cascade
    goes with it."""
    effect: str | Promise
    """One or two sentences: what deleting the account does to it."""
    kept: str | Promise = ""
    """One or two sentences: what it is, who sees it, and for how long."""
    concerns: Callable[[Any], bool] = lambda user: True
    """Whether the person has any of it: the screen spares them the others."""


_sections: dict[str, Section] = {}


def register(section: Section) -> None:
    """Declare a section, from ``AppConfig.ready``."""
    _sections[section.name] = section


def sections_of(user: Any) -> list[Section]:
    """Return the sections that hold something about a person, as :func:`sections`."""
    return [section for section in sections() if section.concerns(user)]


def sections() -> list[Section]:
    """Return the sections in the order in which people read them.

    Apps get ready from the top down, so what was registered last comes first: the
    account, then what is built on it.
    """
    return list(reversed(_sections.values()))


def export(user: Any) -> dict[str, Any]:
    """Return what every section keeps about a person, by the section's name."""
    return {section.name: section.export(user) for section in sections()}


def erase_before_deletion(sender: Any, instance: Any, **kwargs: Any) -> None:
    """Receive ``pre_delete`` of an account: whoever deletes it, nothing is left behind.

    Sections that were registered first go first: they may depend on the others.
    """
    for section in _sections.values():
        section.erase(instance)
