#!/usr/bin/env python
"""Message catalogues of the apps, without the system's gettext tools.

``update`` brings ``<app>/locale/fr/LC_MESSAGES/django.po`` in line with the sources,
``check`` fails on whatever a reader would notice, ``compile`` writes the ``.mo`` files
(not in git), ``fill`` takes translations from other catalogues. Msgids are English.
"""

import argparse
import ast
import re
import sys
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

LANGUAGE = "fr"
KEYWORDS: dict[str, tuple[Any, ...]] = {
    "_": (1,),
    "gettext": (1,),
    "gettext_lazy": (1,),
    "gettext_noop": (1,),
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
"""Which arguments of a function are msgids; ``c`` marks its context."""
TEMPLATE_SUFFIXES = {".html", ".txt", ".xml"}
SKIPPED_DIRECTORIES = {"migrations", "static_src", "node_modules", "__pycache__"}
HEADER = """\
# French messages of {app}.
# Kept up to date by tools/messages.py.
msgid ""
msgstr ""
"Project-Id-Version: Passerelle\\n"
"Language: fr\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: nplurals=2; plural=(n > 1);\\n"

"""
EPOCH = datetime(1980, 1, 1, tzinfo=UTC)
"""Date in the header of every ``.mo``: the same messages give the same bytes."""

Key = tuple[str, str]
"""Context (empty when there is none) and msgid (the singular one)."""

PLACEHOLDER = re.compile(
    r"%\(\w+\)[-+0 #]*\d*(?:\.\d+)?[a-zA-Z]|%[sd]|\{\w*(?:[.!:][^{}]*)?\}"
)
NARROW_SPACE = "\u202f"
TYPOGRAPHY = (
    (re.compile("'"), "straight apostrophe: ’"),
    (re.compile(r"\.\.\."), "three dots: …"),
    (re.compile(r"[ \u00a0][;:!?](?!\w)"), "narrow no-break space before ; : ! ?"),
    (re.compile(r"[\w)»][;:!?](?=\s|$)"), "narrow no-break space before ; : ! ?"),
    (re.compile(r"[\d¤][ \u00a0]?%"), "narrow no-break space before %"),
    (re.compile("«(?!\u202f)|(?<!\u202f)»"), "narrow no-break space inside « »"),
    (re.compile('"'), "straight quotation mark: « »"),
    (re.compile(r"(?<=\w)[·•](?=\w)"), "no median point: write both words or neither"),
)


def apps(root: Path) -> list[Path]:
    """Return the directories of the apps under ``root``."""
    return sorted(path.parent for path in root.glob("*/apps.py"))


def catalogue_path(app: Path) -> Path:
    """Return where the catalogue of an app lies."""
    return app / "locale" / LANGUAGE / "LC_MESSAGES" / "django.po"


def key_of(message: Message) -> Key:
    """Return what identifies a message inside a catalogue."""
    return message.context or "", ids_of(message)[0]


def ids_of(message: Message) -> tuple[str, ...]:
    """Return the msgids of a message: one, or singular and plural."""
    return (message.id,) if isinstance(message.id, str) else tuple(message.id)


def strings_of(message: Message) -> tuple[str, ...]:
    """Return the translations of a message, one for each plural form."""
    strings = message.string
    return tuple(strings) if isinstance(strings, tuple | list) else (strings or "",)


def messages_of(catalogue: Catalog) -> dict[Key, Message]:
    """Return the messages of a catalogue without its header."""
    return {key_of(message): message for message in catalogue if message.id}


def extract_app(app: Path) -> Catalog:
    """Return the messages of an app's Python files and templates, untranslated."""
    catalogue = Catalog(locale=LANGUAGE)
    for path in _sources(app):
        text = path.read_text(encoding="utf-8")
        found = _in_python(text) if path.suffix == ".py" else _in_template(text)
        place = path.relative_to(app.parent).as_posix()
        for ids, context in found:
            catalogue.add(ids, locations=[(place, 0)], context=context)
    return catalogue


def _in_python(text: str) -> Iterator[tuple[Any, str | None]]:
    # From the syntax tree: the tokens of Python 3.11 hide what is inside an f-string.
    calls = [node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Call)]
    for call in sorted(calls, key=lambda node: (node.lineno, node.col_offset)):
        name = getattr(call.func, "id", getattr(call.func, "attr", ""))
        texts = {
            position: argument.value
            for position, argument in enumerate(call.args, start=1)
            if isinstance(argument, ast.Constant) and isinstance(argument.value, str)
        }
        places = KEYWORDS.get(name, ())
        ids = tuple(texts.get(place) for place in places if isinstance(place, int))
        if not ids or None in ids:
            continue
        context = places[0] if isinstance(places[0], tuple) else None
        yield (
            ids if len(ids) > 1 else ids[0],
            texts[context[0]] if context else None,
        )


def _in_template(text: str) -> Iterator[tuple[Any, str | None]]:
    # What is left is no Python file, only calls: indentation means nothing.
    calls = re.sub(r"(?m)^[ \t]+", "", templatize(text))
    found = extract("python", BytesIO(calls.encode("utf-8")), keywords=KEYWORDS)
    for _line, ids, _comments, context in found:
        yield ids, context


def _sources(app: Path) -> Iterator[Path]:
    for path in sorted(app.rglob("*")):
        parts = path.relative_to(app).parts
        if not path.is_file() or SKIPPED_DIRECTORIES.intersection(parts):
            continue
        if path.suffix == ".py" or (
            "templates" in parts and path.suffix in TEMPLATE_SUFFIXES
        ):
            yield path


def read_catalogue(path: Path) -> Catalog:
    """Read a catalogue, or a fragment of one; a missing file is an empty catalogue."""
    if not path.exists():
        return Catalog(locale=LANGUAGE)
    with path.open("rb") as file:
        return read_po(file, locale=LANGUAGE, abort_invalid=True)


def write_catalogue(app: Path, catalogue: Catalog) -> None:
    """Write an app's catalogue: no dates and no line numbers, for readable diffs."""
    body = BytesIO()
    write_po(body, catalogue, width=88, omit_header=True, include_lineno=False)
    path = catalogue_path(app)
    path.parent.mkdir(parents=True, exist_ok=True)
    text = HEADER.format(app=app.name) + body.getvalue().decode("utf-8").lstrip("\n")
    path.write_text(text, encoding="utf-8")


def update(root: Path) -> list[str]:
    """Bring every catalogue in line with the sources; return what is untranslated."""
    untranslated = []
    for app in apps(root):
        fresh = extract_app(app)
        known = messages_of(read_catalogue(catalogue_path(app)))
        for key, message in messages_of(fresh).items():
            old = known.get(key)
            if old is not None and ids_of(old) == ids_of(message):
                message.string, message.flags = old.string, old.flags
            if not all(strings_of(message)):
                untranslated.append(f"{app.name}: {_shown(message)}")
        if messages_of(fresh):
            write_catalogue(app, fresh)
        else:
            catalogue_path(app).unlink(missing_ok=True)
    return untranslated


def fill(root: Path, fragments: Iterable[Path], *, replace: bool) -> list[str]:
    """Take translations from other catalogues; return what could not be placed.

    A translation that is already there stays unless ``replace``.
    """
    problems = []
    catalogues = {app: read_catalogue(catalogue_path(app)) for app in apps(root)}
    placed = {app: messages_of(catalogue) for app, catalogue in catalogues.items()}
    for fragment in fragments:
        for key, given in messages_of(read_catalogue(fragment)).items():
            targets = [found[key] for found in placed.values() if key in found]
            if not targets:
                problems.append(f"{fragment.name}: in no app: {_shown(given)}")
            for message in targets:
                if len(ids_of(message)) != len(ids_of(given)):
                    problems.append(f"{fragment.name}: plural: {_shown(given)}")
                elif replace or not all(strings_of(message)):
                    message.string = given.string
                elif strings_of(message) != strings_of(given):
                    problems.append(f"{fragment.name}: kept ours: {_shown(given)}")
    for app, catalogue in catalogues.items():
        if placed[app]:
            write_catalogue(app, catalogue)
    return problems


def check(root: Path) -> list[str]:
    """Return everything wrong with the catalogues, one line each."""
    problems = []
    elsewhere: dict[Key, tuple[str, tuple[str, ...]]] = {}
    for app in apps(root):
        wanted = messages_of(extract_app(app))
        present = messages_of(read_catalogue(catalogue_path(app)))
        lines = [
            *(f"missing: {_shown(wanted[key])}" for key in wanted.keys() - present),
            *(f"obsolete: {_shown(present[key])}" for key in present.keys() - wanted),
            *(
                f"{problem}: {_shown(message)}"
                for key, message in present.items()
                if key in wanted
                for problem in _problems(message, wanted[key])
            ),
        ]
        # Django merges the catalogues: of two translations, one would be lost.
        for key, message in present.items():
            other, strings = elsewhere.setdefault(key, (app.name, strings_of(message)))
            if strings != strings_of(message):
                lines.append(f"translated otherwise in {other}: {_shown(message)}")
        problems += [f"{app.name}: {line}" for line in sorted(lines)]
    return problems


def _problems(message: Message, wanted: Message) -> Iterator[str]:
    if ids_of(message) != ids_of(wanted):
        yield "another plural"
    if message.fuzzy:
        yield "fuzzy"
    if not all(strings_of(message)):
        yield "untranslated"
        return
    expected = [placeholders(text) for text in ids_of(message)]
    for string in strings_of(message):
        # One form may lack the number only where an English one does.
        if placeholders(string) not in expected:
            yield "other placeholders"
        if any(expected) and "%" in PLACEHOLDER.sub("", string).replace("%%", ""):
            yield "a lone % in a text with placeholders"
        yield from typography(string)


def placeholders(text: str) -> list[str]:
    """Return the placeholders of a message, sorted; ``%%`` is none."""
    return sorted(PLACEHOLDER.findall(text.replace("%%", "")))


def typography(text: str) -> Iterator[str]:
    """Yield what breaks French typography in a translation, markup left aside."""
    markup = r'<[^<>]*>|&#?\w+;|="[^"]*"'
    plain = re.sub(markup, "", PLACEHOLDER.sub("¤", text))
    for pattern, remark in TYPOGRAPHY:
        if pattern.search(plain):
            yield remark


def compile_catalogues(root: Path, names: Iterable[str] = ()) -> list[Path]:
    """Write the ``.mo`` of the named apps, of every app by default; return them."""
    wanted, written = set(names), []
    for app in apps(root):
        source = catalogue_path(app)
        if not source.exists() or (wanted and app.name not in wanted):
            continue
        catalogue = read_catalogue(source)
        catalogue.creation_date = catalogue.revision_date = EPOCH
        for message in messages_of(catalogue).values():
            if not all(strings_of(message)):
                # Half a plural would show an empty text; English is better.
                catalogue.delete(message.id, message.context)
        target = source.with_suffix(".mo")
        with target.open("wb") as file:
            write_mo(file, catalogue)
        written.append(target)
    return written


def _shown(message: Message) -> str:
    context, text = key_of(message)
    return f"{text!r} ({context})" if context else repr(text)


def main(arguments: list[str] | None = None) -> int:
    """Run one command; 1 when a check fails or a translation found no place."""
    parser = argparse.ArgumentParser(description="Message catalogues of the apps.")
    parser.add_argument(
        "--root", type=Path, default=Path(__file__).resolve().parent.parent
    )
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("update", help="merge the sources' messages")
    commands.add_parser("check", help="fail on anything missing or badly set")
    compiling = commands.add_parser("compile", help="write the .mo files")
    compiling.add_argument("app", nargs="*")
    filling = commands.add_parser("fill", help="take translations from catalogues")
    filling.add_argument("file", nargs="+", type=Path)
    filling.add_argument("--replace", action="store_true")
    options = parser.parse_args(arguments)
    if options.command == "compile":
        compile_catalogues(options.root, options.app)
        return 0
    if options.command == "update":
        lines, status = [f"untranslated: {x}" for x in update(options.root)], 0
    elif options.command == "fill":
        lines = fill(options.root, options.file, replace=options.replace)
        status = int(bool(lines))
    else:
        lines = check(options.root)
        status = int(bool(lines))
    for line in lines:
        print(line)
    return status


if __name__ == "__main__":
    sys.exit(main())
