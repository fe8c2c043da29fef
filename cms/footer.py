"""The six pages at the foot of every page, and the texts that a new site begins with.

The texts say what this software does, nothing else; what depends on who runs the site
comes from :class:`~cms.models.SiteIdentity`. Once made, the pages belong to the site's
administrators: seeding again only brings back what is missing.
"""

import re
from pathlib import Path

from django.urls import reverse
from wagtail.models import Page

from cms.models import InformationPage, SiteIdentity

ACCESSIBILITY = "accessibilite"
SLUGS = (
    "mentions-legales",
    "cgu",
    "donnees-personnelles",
    ACCESSIBILITY,
    "ecoconception",
    "plan-du-site",
)
TEXTS = Path(__file__).parent / "footer_texts"
_FACTS = re.compile(r"^\[(\w+)\]$", re.MULTILINE)


def seed(home: Page) -> list[InformationPage]:
    """Make the missing pages under the home page; return the six."""
    if not SiteIdentity.objects.exists():
        SiteIdentity.objects.create()
    return [_existing(home, slug) or _make(home, slug) for slug in SLUGS]


def links() -> list[dict[str, str]]:
    """Return title, address and slug of the six pages, those that are published."""
    pages = InformationPage.objects.live().filter(slug__in=SLUGS)
    titles = dict(pages.values_list("slug", "title"))
    return [
        {
            "slug": slug,
            "title": titles[slug],
            "url": reverse("wagtail_serve", args=[f"{slug}/"]),
        }
        for slug in SLUGS
        if slug in titles
    ]


def text(slug: str) -> tuple[str, list[tuple[str, str]]]:
    """Return the title and the blocks that a page begins with.

    In the files, the first line is the title, and a line that is a name in square
    brackets stands for facts; the rest is prose.
    """
    title, _newline, body = (TEXTS / f"{slug}.html").read_text("utf-8").partition("\n")
    pieces = _FACTS.split(body)
    blocks = [
        ("facts" if position % 2 else "prose", piece.strip())
        for position, piece in enumerate(pieces)
    ]
    return title.strip(), [(kind, value) for kind, value in blocks if value]


def _existing(home: Page, slug: str) -> InformationPage | None:
    return InformationPage.objects.child_of(home).filter(slug=slug).first()


def _make(home: Page, slug: str) -> InformationPage:
    title, blocks = text(slug)
    page = InformationPage(title=title, slug=slug)
    page.body = blocks
    home.refresh_from_db()
    home.add_child(instance=page)
    page.save_revision().publish()
    return page
