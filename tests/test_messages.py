"""The catalogue tool, on a small tree of its own."""

import gettext
import importlib.util
from collections.abc import Callable
from pathlib import Path

import pytest

SPEC = importlib.util.spec_from_file_location(
    "messages", Path(__file__).resolve().parent.parent / "tools" / "messages.py"
)
messages = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(messages)

VIEWS = """
from django.utils.translation import gettext as _, ngettext, pgettext

def view(count, title):
    _("The unit “%(title)s” is ready.") % {"title": title}
    print(f"<b>{pgettext('verb', 'Open')}</b>", _(title))
    return ngettext("%(count)d step", "%(count)d steps", count) % {"count": count}
"""
TEMPLATE = """{% load i18n %}
<main>
    <h1>{% translate "Welcome" %} {# not this #}</h1>
  <p title="{% translate "Open" context "adjective" %}">
      {% blocktranslate count counter=n trimmed %}
        {{ counter }} unit
        at (100%
      {% plural %}
        {{ counter }} units
        at (100%
      {% endblocktranslate %}</p>
  {{ value|default:_("Nobody") }}
</main>
"""
TRANSLATED = """
msgid "The unit “%(title)s” is ready."
msgstr "L’unité «~%(title)s~» est prête."

msgctxt "verb"
msgid "Open"
msgstr "Ouvrir"

msgctxt "adjective"
msgid "Open"
msgstr "Ouvert"

msgid "%(count)d step"
msgid_plural "%(count)d steps"
msgstr[0] "%(count)d étape"
msgstr[1] "%(count)d étapes"

msgid "Welcome"
msgstr "Bienvenue"

msgid "%(counter)s unit at (100%%"
msgid_plural "%(counter)s units at (100%%"
msgstr[0] "%(counter)s unité à (100~%%"
msgstr[1] "%(counter)s unités à (100~%%"

msgid "Nobody"
msgstr "Personne"
""".replace("~", "\u202f")


@pytest.fixture
def run(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> Callable[..., tuple[int, list[str]]]:
    """Return a function that runs one command in a tree with one app."""
    app = tmp_path / "shop"
    (app / "templates" / "shop").mkdir(parents=True)
    (app / "migrations").mkdir()
    (app / "apps.py").write_text("", encoding="utf-8")
    (app / "views.py").write_text(VIEWS, encoding="utf-8")
    (app / "templates" / "shop" / "page.html").write_text(TEMPLATE, encoding="utf-8")
    (app / "migrations" / "0001.py").write_text('_("never")', encoding="utf-8")
    (tmp_path / "french.txt").write_text(TRANSLATED, encoding="utf-8")

    def call(*arguments: str) -> tuple[int, list[str]]:
        status = messages.main(["--root", str(tmp_path), *arguments])
        return status, capsys.readouterr().out.splitlines()

    return call


def catalogue(tmp_path: Path) -> Path:
    return tmp_path / "shop/locale/fr/LC_MESSAGES/django.po"


def test_update__finds_code_and_templates_with_plurals_and_contexts(
    tmp_path: Path, run: Callable[..., tuple[int, list[str]]]
) -> None:
    status, lines = run("update")
    assert status == 0
    assert sorted(line.removeprefix("untranslated: shop: ") for line in lines) == [
        "'%(count)d step'",
        "'%(counter)s unit at (100%%'",
        "'Nobody'",
        "'Open' (adjective)",
        "'Open' (verb)",
        "'The unit “%(title)s” is ready.'",
        "'Welcome'",
    ]
    text = catalogue(tmp_path).read_text(encoding="utf-8")
    assert 'msgid_plural "%(counter)s units at (100%%"' in text
    assert "never" not in text
    assert "Date" not in text
    run("update")
    assert catalogue(tmp_path).read_text(encoding="utf-8") == text


def test_fill_and_compile__django_shows_french(
    tmp_path: Path, run: Callable[..., tuple[int, list[str]]]
) -> None:
    run("update")
    assert run("fill", str(tmp_path / "french.txt")) == (0, [])
    assert run("check") == (0, [])
    run("compile")
    compiled = catalogue(tmp_path).with_suffix(".mo")
    first = compiled.read_bytes()
    with compiled.open("rb") as file:
        french = gettext.GNUTranslations(file)
    plurals = [french.ngettext("%(count)d step", "%(count)d steps", n) for n in (0, 2)]
    assert plurals == ["%(count)d étape", "%(count)d étapes"]
    assert french.pgettext("verb", "Open") == "Ouvrir"
    assert french.pgettext("adjective", "Open") == "Ouvert"
    run("compile", "shop")
    assert compiled.read_bytes() == first


def test_update__keeps_translations_and_drops_what_left_the_sources(
    tmp_path: Path, run: Callable[..., tuple[int, list[str]]]
) -> None:
    run("update")
    run("fill", str(tmp_path / "french.txt"))
    (tmp_path / "shop" / "views.py").write_text('_("Welcome")\n', encoding="utf-8")
    assert run("check")[0] == 1
    run("update")
    assert run("check") == (0, [])
    text = catalogue(tmp_path).read_text(encoding="utf-8")
    assert "Bienvenue" in text
    assert "étape" not in text


def test_fill__keeps_ours_unless_told_to_replace(
    tmp_path: Path, run: Callable[..., tuple[int, list[str]]]
) -> None:
    run("update")
    run("fill", str(tmp_path / "french.txt"))
    other = tmp_path / "other.txt"
    other.write_text(
        'msgid "Nobody"\nmsgstr "Nul"\n\nmsgid "Gone"\nmsgstr "Parti"\n',
        encoding="utf-8",
    )
    assert run("fill", str(other)) == (
        1,
        ["other.txt: kept ours: 'Nobody'", "other.txt: in no app: 'Gone'"],
    )
    assert "Personne" in catalogue(tmp_path).read_text(encoding="utf-8")
    run("fill", "--replace", str(other))
    assert "Nul" in catalogue(tmp_path).read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ('"Bienvenue"', '""', "untranslated"),
        ('msgid "Welcome"', '#, fuzzy\nmsgid "Welcome"', "fuzzy"),
        ('msgid "Welcome"', 'msgid "Welcome back"', "missing"),
        ('msgid "Welcome"', 'msgid "Gone"\nmsgstr "X"\n\nmsgid "Welcome"', "obsolete"),
        ("%(title)s\u202f»", "%(titre)s\u202f»", "other placeholders"),
        ("%(title)s\u202f»", "titre\u202f»", "other placeholders"),
        ('"%(count)d étape"', '""', "untranslated"),
        ('"%(count)d étapes"', '"%(n)d étapes"', "other placeholders"),
        # French says 0 with the singular: it needs its number.
        ('"%(count)d étape"', '"une étape"', "other placeholders"),
        ("100\u202f%%", "100\u202f%", "a lone %"),
        ("L’unité", "L'unité", "straight apostrophe"),
        ('"Personne"', '"Personne..."', "three dots"),
        ('"Personne"', '"Personne !"', "narrow no-break space before ;"),
        ('"Personne"', '"Personne!"', "narrow no-break space before ;"),
        ("«\u202f%(title)s", "«\u00a0%(title)s", "inside « »"),
        ('"Personne"', '"\\"Personne\\""', "straight quotation mark"),
        ('"Personne"', '"Aucun·e"', "median point"),
        ('"Personne"', '"À 10 %"', "before %"),
    ],
)
def test_check__names_the_problem(
    tmp_path: Path,
    run: Callable[..., tuple[int, list[str]]],
    old: str,
    new: str,
    problem: str,
) -> None:
    run("update")
    run("fill", str(tmp_path / "french.txt"))
    path = catalogue(tmp_path)
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
    status, lines = run("check")
    assert status == 1
    assert any(problem in line for line in lines), lines


@pytest.mark.parametrize(
    "text",
    [
        "Paquet\u202f: prêt\u202f; à 10\u202f%\u202f!",
        "Voir https://example.org/a?b=c à 10:30",
        '<a href="/x">«\u202flien\u202f»</a> &amp; suite',
        'L’attribut isvisible="true" manque',
        "De %(first)s à %(last)s…",
    ],
)
def test_typography__accepts_good_french(text: str) -> None:
    assert list(messages.typography(text)) == []


def test_check__sees_one_message_translated_in_two_ways(
    tmp_path: Path, run: Callable[..., tuple[int, list[str]]]
) -> None:
    run("update")
    run("fill", str(tmp_path / "french.txt"))
    other = tmp_path / "till"
    other.mkdir()
    (other / "apps.py").write_text('_("Nobody")\n', encoding="utf-8")
    (tmp_path / "till.txt").write_text(
        'msgid "Nobody"\nmsgstr "Nul"\n', encoding="utf-8"
    )
    run("update")
    run("fill", str(tmp_path / "till.txt"))
    assert run("check") == (
        1,
        ["till: translated otherwise in shop: 'Nobody'"],
    )
