"""The site map: each app says which of its pages anybody may want to find."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cms.models import Campus, InformationPage


@dataclass(frozen=True)
class Entry:
    """One page."""

    label: str | Promise
    url: str


@dataclass(frozen=True)
class Section:
    """Pages that belong together; ``entries`` is called for each reader."""

    label: str | Promise
    entries: Callable[[], Iterable[Entry]]


_sections: dict[int, Section] = {}


def register(section: Section, *, position: int) -> None:
    """Declare a section, from ``AppConfig.ready``; lower positions come first."""
    _sections[position] = section


def sections() -> list[tuple[str | Promise, list[Entry]]]:
    """Return the sections that have pages, in order."""
    found = [
        (section.label, list(section.entries()))
        for _position, section in sorted(_sections.items())
    ]
    return [(label, entries) for label, entries in found if entries]


def page(label: str | Promise, name: str, *arguments: object) -> Iterator[Entry]:
    """Yield the page of a URL name, if this installation has it."""
    try:
        yield Entry(label, reverse(name, args=arguments))
    except NoReverseMatch:
        # An app that is not installed has no pages.
        return


def register_all() -> None:
    """Register the pages of the foundation."""
    register(Section(_("To begin with"), _beginning), position=10)
    register(Section(_("Campuses"), _campuses), position=30)
    register(Section(_("Your account"), _account), position=50)
    register(Section(_("About this site"), _information), position=90)


def _beginning() -> Iterator[Entry]:
    yield Entry(_("Home"), "/")


def _campuses() -> Iterator[Entry]:
    yield from page(_("All campuses"), "campuses")
    for campus in Campus.objects.all():
        yield from page(campus.name, "campus", campus.slug)


def _account() -> Iterator[Entry]:
    yield from page(_("Sign in"), "login")
    yield from page(_("Open an account"), "sign_up")
    yield from page(_("Password forgotten"), "password_reset")
    yield from page(_("Your profile (once signed in)"), "profile")
    yield from page(_("My data (once signed in)"), "my_data")


def _information() -> Iterator[Entry]:
    for found in InformationPage.objects.live().order_by("path"):
        yield from page(found.title, "wagtail_serve", f"{found.slug}/")
