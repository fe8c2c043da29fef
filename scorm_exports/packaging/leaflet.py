"""The two pages a package carries besides the unit: leaflet and licences.

Plain HTML with one stylesheet, no script: readable from a file, printable on a page.
Nothing here depends on the day or the machine of the export.
"""

import re
from collections.abc import Iterable, Sequence
from importlib import resources
from typing import Protocol

from modules.document import UnitDocument
from scorm_exports.packaging import names
from scorm_exports.packaging.launch import visa_sentence
from scorm_exports.packaging.text import clean, escape
from scorm_exports.packaging.visas import Visa
from scorm_exports.packaging.words import Words, words_for

_CREATIVE_COMMONS = re.compile(r"CC-(BY(?:-NC)?(?:-SA|-ND)?)-(\d\.\d)")


class _PlannedUnit(Protocol):
    @property
    def document(self) -> UnitDocument: ...
    @property
    def visa(self) -> Visa: ...


def stylesheet() -> bytes:
    """Return the stylesheet of both pages."""
    source = resources.files("scorm_exports.packaging") / "words" / "fiche.css"
    return source.read_bytes()


def leaflet(
    units: Sequence[_PlannedUnit],
    *,
    standard: str,
    weight: int,
    verify_url: str,
    keys_url: str,
) -> str:
    """Return ``fiche.html``.

    ``weight``: bytes of the unpacked content. ``verify_url``: the page where a package
    can be verified; ``keys_url``: the address of the public keys; each may be empty.
    """
    words = words_for(units[0].document.language)
    command = "<code>manage.py verify_package paquet.zip</code>"
    site = words("verify_url", link=_link(verify_url, verify_url)) if verify_url else ""
    keys = words("verify_keys", link=_link(keys_url, keys_url)) if keys_url else ""
    graded = any(unit.document.graded_questions for unit in units)
    body = [
        *(_identity(unit, words) for unit in units),
        "<dl>",
        _row(words("standard"), words("standard_text", standard=escape(standard))),
        _row(words("weight"), words("weight_text", weight=words.weight(weight))),
        "</dl>",
        _section(
            words("sent"),
            _list("ul", words.listed("sent_items")),
            f"<p><strong>{words('sent_else')}</strong></p>",
        ),
        _section(
            words("import"),
            _list("ol", words.listed("import_steps")),
            f"<p>{words('import_replace')}</p>",
            "" if graded else f"<p>{words('import_grade')}</p>",
        ),
        _section(
            words("verify"),
            _paragraph(words("verify_text"), site),
            _paragraph(words("verify_command", command=command)),
            _paragraph(keys),
        ),
    ]
    return _page(
        words,
        words("leaflet"),
        words("leaflet_lead"),
        body,
        demo=any(unit.document.demo or unit.visa.demo for unit in units),
        other=(names.LICENCES, words("licences")),
    )


def licences(documents: Sequence[UnitDocument]) -> str:
    """Return ``licences.html``: who made what, under which licence."""
    words = words_for(documents[0].language)
    body = [part for document in documents for part in _credits(document, words)]
    body.append(
        _section(
            words("software"),
            f"<p>{words('software_player')}</p>",
            f"<p>{words('software_schemas')}</p>",
        )
    )
    return _page(
        words,
        words("licences"),
        "",
        body,
        demo=any(document.demo for document in documents),
        other=(names.LEAFLET, words("to_leaflet")),
    )


def _identity(unit: _PlannedUnit, words: Words) -> str:
    document, visa = unit.document, unit.visa
    law = words(
        "law_checked_demo" if document.demo else "law_checked",
        date=words.date(document.law_checked_on),
    )
    licence = (
        f"{_licence(document.licence)} "
        f'(<a href="{names.LICENCES}">{words("licences_link")}</a>)'
    )
    return "\n".join(
        [
            "<dl>",
            _row(words("unit"), f"<strong>{_text(document.title)}</strong>"),
            _row(words("version"), str(visa.version)),
            _row(words("visa"), _text(visa_sentence(document, visa))),
            _row(words("law"), law),
            _row(words("duration"), words("minutes", count=document.duration_minutes)),
            _row(words("licence"), licence),
            _row(words("fingerprint"), f"<code>{visa.fingerprint}</code>"),
            "</dl>",
        ]
    )


def _credits(document: UnitDocument, words: Words) -> Iterable[str]:
    yield f"<h2>{_text(document.title)}</h2>"
    yield "<dl>"
    yield _row(words("content_licence"), _licence(document.licence))
    for name, people in (
        ("authors", document.authors),
        ("contributors", document.contributors),
    ):
        if people:
            yield _row(words(name), ", ".join(_text(person) for person in people))
    yield "</dl>"
    if document.assets:
        rows = "\n".join(
            f'<tr><th scope="row"><code>{names.asset_path(asset.name)}</code></th>'
            f"<td>{_text(asset.credit)}</td><td>{_licence(asset.licence)}</td></tr>"
            for asset in sorted(document.assets, key=lambda asset: asset.name)
        )
        heads = "".join(
            f'<th scope="col">{words(name)}</th>'
            for name in ("media_file", "media_credit", "licence")
        )
        media = (
            f"<table>\n<thead><tr>{heads}</tr></thead>\n"
            f"<tbody>\n{rows}\n</tbody>\n</table>"
        )
    else:
        media = f"<p>{words('media_none')}</p>"
    yield _section(words("media"), media)
    if document.sources:
        sources = [
            f"{_link(source.url, source.title)}, {_text(source.publisher)} "
            f"({words('checked_on', date=words.date(source.checked_on))})"
            for source in document.sources
        ]
        yield _section(words("sources"), _list("ul", sources))


def _page(
    words: Words,
    title: str,
    lead: str,
    body: Iterable[str],
    *,
    demo: bool,
    other: tuple[str, str],
) -> str:
    banner = f'<p class="demo">{words("demo")}</p>\n' if demo else ""
    introduction = f"<p>{lead}</p>\n" if lead else ""
    content = "\n".join(part for part in body if part)
    return f"""<!doctype html>
<html lang="{words.lang}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<link rel="stylesheet" href="{names.LEAFLET_STYLE}">
</head>
<body>
<header>
{banner}<h1>{title}</h1>
{introduction}<nav><a href="{names.LAUNCH}">{words("back")}</a> · <a href="{other[0]}">{other[1]}</a></nav>
</header>
<main>
{content}
</main>
</body>
</html>
"""


def _section(title: str, *parts: str) -> str:
    content = "\n".join(part for part in parts if part)
    return f"<section>\n<h2>{title}</h2>\n{content}\n</section>"


def _paragraph(*sentences: str) -> str:
    text = " ".join(sentence for sentence in sentences if sentence)
    return f"<p>{text}</p>" if text else ""


def _row(term: str, html: str) -> str:
    return f"<div><dt>{term}</dt><dd>{html}</dd></div>"


def _list(kind: str, items: Iterable[str]) -> str:
    lines = "\n".join(f"<li>{item}</li>" for item in items)
    return f"<{kind}>\n{lines}\n</{kind}>"


def _text(text: str) -> str:
    return escape(clean(text))


def _link(url: str, text: str) -> str:
    # Only what a browser opens as a page becomes a link.
    if not url.startswith(("https://", "http://")):
        return _text(text)
    return (
        f'<a href="{_text(url)}" target="_blank" rel="noopener noreferrer">'
        f"{_text(text)}</a>"
    )


def _licence(code: str) -> str:
    found = _CREATIVE_COMMONS.fullmatch(code)
    if found is None:
        return _text(code)
    terms, version = found.groups()
    address = f"https://creativecommons.org/licenses/{terms.lower()}/{version}/"
    return _link(address, f"CC {terms} {version}")
