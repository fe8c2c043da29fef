"""The last part of a page: who made the unit, from what, under which licence."""

import re
from collections.abc import Iterable, Mapping

from modules.document import UnitDocument
from modules.rendering.html import element, text
from modules.rendering.prose import is_web, outside_link
from modules.rendering.strings import long_date

_CREATIVE_COMMONS = re.compile(r"CC-(BY(?:-NC)?(?:-SA|-ND)?)-(\d\.\d)")


def licence_link(code: str, language: str, words: Mapping[str, str]) -> str:
    """Return a licence as people write it, linked to its text when that is known."""
    url = licence_address(code, language)
    return outside_link(url, licence_name(code), words) if url else text(code)


def licence_name(code: str) -> str:
    """Return a licence as people write it: ``CC BY-SA 4.0``."""
    match = _CREATIVE_COMMONS.fullmatch(code)
    return f"CC {match[1]} {match[2]}" if match else code


def licence_address(code: str, language: str) -> str:
    """Return the address of a licence's text, empty when it is not known."""
    match = _CREATIVE_COMMONS.fullmatch(code)
    if match is None:
        return ""
    deed = "deed.fr" if language.startswith("fr") else "deed.en"
    terms = match[1].lower()
    return f"https://creativecommons.org/licenses/{terms}/{match[2]}/{deed}"


def render_about(
    document: UnitDocument,
    words: Mapping[str, str],
    *,
    fingerprint: str,
    version: str,
    visa: str,
) -> str:
    """Return the folded "about this unit", with every credit and date."""
    dates = (
        ("law_demo" if document.demo else "law_checked", document.law_checked_on),
        ("review_due", document.review_due_on),
    )
    # A draft in preview may lack either date; a frozen document never does.
    law = "<br>".join(
        text(words[key].format(date=long_date(day, document.language)))
        for key, day in dates
        if day
    )
    rows = [
        ("authors", text(", ".join(document.authors))),
        ("contributors", text(", ".join(document.contributors))),
        ("licence", licence_link(document.licence, document.language, words)),
        ("law", law),
        ("visa", text(visa)),
        ("version", text(version or words["draft"])),
        ("fingerprint", f"<code>{text(fingerprint)}</code>" if fingerprint else ""),
    ]
    facts = "".join(
        f"<div><dt>{text(words[key])}</dt><dd>{value}</dd></div>"
        for key, value in rows
        if value
    )
    return (
        '<footer class="about"><details data-about><summary>'
        f"<h2>{text(words['about'])}</h2></summary>"
        f'<dl class="facts">{facts}</dl>'
        + _listed(words["sources"], _sources(document, words))
        + _listed(words["credits"], _credits(document, words))
        + "</details></footer>"
    )


def _listed(title: str, items: Iterable[str]) -> str:
    listed = "".join(element("li", item) for item in items)
    return f"<h3>{text(title)}</h3><ul>{listed}</ul>" if listed else ""


def _sources(document: UnitDocument, words: Mapping[str, str]) -> Iterable[str]:
    for source in document.sources:
        title = text(source.title)
        if is_web(source.url):
            title = outside_link(source.url, title, words)
        day = long_date(source.checked_on, document.language)
        checked = text(words["source_checked"].format(date=day))
        when = element("time", checked, datetime=source.checked_on)
        publisher = f", {text(source.publisher)}" if source.publisher else ""
        yield f"{title}{publisher} ({when})"


def _credits(document: UnitDocument, words: Mapping[str, str]) -> Iterable[str]:
    for asset in document.assets:
        name = text(asset.caption or asset.alternative or asset.name).rstrip(".")
        credit = f" – {text(asset.credit)}" if asset.credit else ""
        licence = licence_link(asset.licence, document.language, words)
        yield name + credit + (f", {licence}" if asset.licence else "")
