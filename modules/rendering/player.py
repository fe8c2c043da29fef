"""The page of a unit: one frozen document, one HTML document, everywhere the same."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from modules.document import QUESTION_PLACE, Asset, Step, UnitDocument
from modules.rendering.about import render_about
from modules.rendering.html import SURVEY_MARK, element, tag, text
from modules.rendering.prose import Surroundings
from modules.rendering.questions import render_question
from modules.rendering.strings import unit_strings
from modules.state import Tokens, tokens


@dataclass(frozen=True, slots=True)
class Notice:
    """A line shown above the unit, in the document's language.

    ``kind`` is a word of ``[a-z-]`` that tests and styles know it by: ``demo``,
    ``preview``, ``review``, ``withdrawn``…
    """

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class PlayerPage:
    """What surrounds a document in one place: addresses, version, notices.

    ``version`` is text, empty for a draft. ``scripts`` are loaded in order: the adapter
    first if any, then the player; none makes a page to read and print. ``home`` is the
    address and the label of a link back, None inside packages. ``profile`` is the
    package's, for the SCORM adapter to know which API it prefers; ``host`` is JSON for
    the adapter of a site. A demonstration document says so by itself unless a notice of
    kind ``demo`` says it better.
    """

    fingerprint: str
    version: str
    asset_url: Callable[[Asset], str]
    stylesheets: tuple[str, ...]
    scripts: tuple[str, ...]
    notices: tuple[Notice, ...] = ()
    visa: str = ""
    home: tuple[str, str] | None = None
    nonce: str = ""
    profile: str = ""
    host: str = ""


def render_player(document: UnitDocument, page: PlayerPage) -> str:
    """Return the whole HTML document: readable, printable, answerable.

    Without JavaScript every step is shown in sequence. No inline script or style, no
    request but those of ``page``.
    """
    words = unit_strings(document.language)
    names = tokens(document)
    numbers = _numbers(document)

    def question(question_id: str) -> str:
        if question_id not in numbers:
            return ""
        return render_question(
            document.question(question_id), numbers[question_id], names, around
        )

    around = Surroundings(
        words,
        {asset.sha256: asset for asset in document.assets},
        page.asset_url,
        question,
    )
    head = _head(document, page)
    root = tag(
        "passerelle-unit",
        data_unit=document.unit_id,
        data_fingerprint=page.fingerprint,
        data_profile=page.profile or None,
        data_host=page.host or None,
        data_language=document.language,
        data_rule=document.completion_rule,
        data_mastery=_number(document.mastery_score),
        data_attempts=_number(document.attempts_allowed),
    )
    steps = "".join(
        _step(step, index, document, names, around)
        for index, step in enumerate(document.steps)
    )
    return (
        f"<!doctype html>\n{tag('html', lang=document.language)}<head>{head}</head>"
        f'<body class="player">{root}'
        f'<a class="skip" href="#contenu">{text(words["skip"])}</a>'
        f"{_header(document, page, words)}"
        f'<div class="bench">{_rail(document, names, words)}'
        f'<main id="contenu" tabindex="-1">'
        f"{_intro(document, page, words)}{steps}{_results(words)}</main></div>"
        + render_about(
            document,
            words,
            fingerprint=page.fingerprint,
            version=page.version,
            visa=page.visa,
        )
        + f"{_bar(words)}</passerelle-unit></body></html>\n"
    )


def _head(document: UnitDocument, page: PlayerPage) -> str:
    nonce = page.nonce or None
    return (
        '<meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<meta name="color-scheme" content="light dark">'
        f"<title>{text(document.title)}</title>"
        + "".join(
            tag("link", rel="stylesheet", href=href, nonce=nonce)
            for href in page.stylesheets
        )
        + "".join(
            element("script", "", src=src, defer=True, nonce=nonce)
            for src in page.scripts
        )
    )


def _header(document: UnitDocument, page: PlayerPage, words: Mapping[str, str]) -> str:
    notices = page.notices
    if document.demo and not any(notice.kind == "demo" for notice in notices):
        notices = (Notice("demo", words["demo"]), *notices)
    shown = "".join(
        element("p", text(notice.text), class_="notice", data_notice=notice.kind)
        for notice in notices
    )
    home = ""
    if page.home:
        url, label = page.home
        home = element(
            "p",
            # Out of the frame in which an inspector may be reading.
            element("a", text(label), href=url, target="_top", data_home=True),
            class_="home",
        )
    themes = "".join(
        element("li", text(term.label), data_theme=term.code)
        for term in document.themes
    )
    return (
        f'<header class="unit-head">{home}'
        f'<div class="notices" data-notices>{shown}</div>'
        + (f'<ul class="themes">{themes}</ul>' if themes else "")
        + f'<h1 id="titre">{text(document.title)}</h1>'
        f'<div class="setting-out" aria-hidden="true">{SURVEY_MARK}</div>'
        f"<noscript><p>{text(words['no_script'])}</p></noscript></header>"
    )


def _rail(document: UnitDocument, names: Tokens, words: Mapping[str, str]) -> str:
    views = [
        ("view-intro", words["view_intro"], "intro"),
        *((f"step-{names.steps[s.id]}", s.title, "step") for s in document.steps),
        ("view-results", words["view_results"], "results"),
    ]
    items = "".join(
        element(
            "li",
            element(
                "a",
                f"{SURVEY_MARK}"
                f'<span class="rail-words"><span class="rail-name">{text(title)}</span>'
                f'<span class="rail-state" data-state-words></span></span>',
                href=f"#{view}",
                data_to=view,
            ),
            data_kind=kind,
            # Without JavaScript there is nothing to conclude.
            hidden=kind == "results",
        )
        for view, title, kind in views
    )
    label = words["steps"]
    return element("nav", f"<ol>{items}</ol>", class_="rail", aria_label=label)


def _intro(document: UnitDocument, page: PlayerPage, words: Mapping[str, str]) -> str:
    facts = [
        ("duration", words["duration_value"].format(minutes=document.duration_minutes)),
        ("levels", ", ".join(term.label for term in document.levels)),
        ("qualifications", ", ".join(term.label for term in document.qualifications)),
        ("equipment", words[f"equipment.{document.equipment_level}"]),
        ("safety", words[f"safety.{document.safety_level}"]),
    ]
    listed = "".join(
        f'<div data-fact="{key}"><dt>{text(words[key])}</dt><dd>{text(value)}</dd></div>'
        for key, value in facts
        if value
    )
    summary = element("p", text(document.summary), class_="summary")
    return (
        '<section class="view intro" id="view-intro" data-view="intro"'
        ' aria-labelledby="intro-title">'
        f'<h2 id="intro-title" class="quiet" tabindex="-1">{text(words["facts"])}</h2>'
        + (summary if document.summary else "")
        + '<p class="actions"><button type="button" class="button" data-action="start"'
        f" hidden>{text(words['start'])}</button></p>"
        f'<dl class="facts" data-safety-level="{document.safety_level}">{listed}</dl>'
        + _points(words["objectives"], document.objectives, "objectives")
        + _points(words["prerequisites"], document.prerequisites, "prerequisites")
        + (element("p", text(page.visa), class_="visa") if page.visa else "")
        + "</section>"
    )


def _points(title: str, points: tuple[str, ...], name: str) -> str:
    if not points:
        return ""
    items = "".join(element("li", text(point)) for point in points)
    return f'<div class="points {name}"><h3>{text(title)}</h3><ul>{items}</ul></div>'


def _step(
    step: Step, index: int, document: UnitDocument, names: Tokens, around: Surroundings
) -> str:
    name = f"step-{names.steps[step.id]}"
    place = around.words["step_number"].format(
        number=index + 1, count=len(document.steps)
    )
    opening = tag(
        "section",
        class_="view step",
        id=name,
        data_view="step",
        data_step=step.id,
        data_token=names.steps[step.id],
        aria_labelledby=f"{name}-title",
    )
    return (
        f'{opening}<p class="step-number">{text(place)}</p>'
        f'<h2 id="{name}-title" tabindex="-1">{text(step.title)}</h2>'
        f"{around.prose(step.html)}</section>"
    )


def _results(words: Mapping[str, str]) -> str:
    return (
        '<section class="view results" id="view-results" data-view="results"'
        ' aria-labelledby="results-title" hidden>'
        f'<h2 id="results-title" tabindex="-1">{text(words["results"])}</h2>'
        "<div data-results></div>"
        '<p class="actions"><button type="button" class="button" data-action="finish">'
        f"{text(words['finish'])}</button></p>"
        '<p class="finished" data-finished role="status"></p></section>'
    )


def _bar(words: Mapping[str, str]) -> str:
    label = words["progress"]
    return (
        f'<nav class="bar" aria-label="{text(label)}" hidden>'
        '<button type="button" class="button quiet-button" data-action="previous">'
        f"{text(words['previous'])}</button>"
        '<div class="bar-middle"><div class="ring" role="progressbar"'
        f' aria-label="{text(label)}" aria-valuemin="0" aria-valuemax="100"'
        ' aria-valuenow="0"><svg viewBox="0 0 40 40" aria-hidden="true"'
        ' focusable="false"><circle class="ring-line" cx="20" cy="20" r="17"/>'
        '<circle class="ring-done" cx="20" cy="20" r="17" pathLength="100"'
        ' stroke-dasharray="0 100" transform="rotate(-90 20 20)"/></svg>'
        '<span data-ring-number aria-hidden="true"></span></div>'
        '<p class="saved" data-saved="loading"></p></div>'
        '<button type="button" class="button" data-action="next">'
        f"{text(words['next'])}</button>"
        '<p class="quiet" data-announce role="status"></p></nav>'
    )


def _numbers(document: UnitDocument) -> dict[str, int]:
    placed = [
        found for step in document.steps for found in QUESTION_PLACE.findall(step.html)
    ]
    return {question_id: number for number, question_id in enumerate(placed, start=1)}


def _number(value: int | None) -> str | None:
    return None if value is None else str(value)
