"""What the linters cannot see in the sources."""

import json
import re
import tempfile
from pathlib import Path

import pytest

from tests.architecture.sources import APPS, ROOT, files, name_of, text_of

HERE = "tests/architecture/test_sources.py"

MAY_MARK_SAFE: dict[str, str] = {}
"""Files that may, each with its reason."""
UNESCAPED = re.compile(
    r"\bmark_safe\b|\bSafeString\b|\bhtml_safe\b|\|\s*safe(?:seq)?\b|autoescape off"
)


def test_unescaped_html__only_where_listed() -> None:
    found = {
        name_of(path)
        for path in files(".py", ".html", under=APPS)
        if UNESCAPED.search(text_of(path))
    }
    assert found == set(MAY_MARK_SAFE)


MAY_SKIP_CSRF = {
    "lms/views/progress.py": "a commit is allowed by its attempt token, not by a cookie"
}
"""Files that may, each with its reason."""


def test_csrf__skipped_only_where_listed() -> None:
    found = {
        name_of(path)
        for path in files(".py", under=APPS)
        if "csrf_exempt" in text_of(path)
    }
    assert found == set(MAY_SKIP_CSRF)


@pytest.mark.parametrize("name", ["RawHTMLBlock", "wagtail.api", "rest_framework"])
def test_forbidden_names__nowhere(name: str) -> None:
    used = [name_of(path) for path in files(".py", under=APPS) if name in text_of(path)]
    assert used == []


def test_apps__do_not_know_the_projects_settings() -> None:
    # They install into another Wagtail site, which has its own.
    importing = re.compile(r"^\s*(?:from|import) cms\.settings", re.MULTILINE)
    found = [
        name_of(path)
        for path in files(".py", under=APPS)
        if importing.search(text_of(path))
        and not name_of(path).startswith("cms/settings/")
    ]
    assert found == []


@pytest.mark.parametrize("app", APPS)
def test_app_package__is_empty(app: str) -> None:
    assert text_of(ROOT / app / "__init__.py") == ""


def test_registries__are_named_nowhere() -> None:
    # Where packages come from is the business of whoever installs them.
    hosts = re.compile(
        r"registry\.npmjs|npmjs\.(?:org|com)|pypi\.org|pythonhosted"
        r"|--(?:extra-)?index-url|--find-links"
    )
    found = [
        name_of(path)
        for path in files()
        if name_of(path) != HERE and hosts.search(text_of(path))
    ]
    assert found == []
    assert '"resolved"' not in text_of(ROOT / "package-lock.json")


def test_paths__none_belongs_to_one_machine() -> None:
    places = [r"/home/\w", r"/Users/\w", r"/root/\w", r"C:\\Users"]
    # This very checkout and what lies beside it, unless the place says nothing.
    common = {Path("/"), Path(tempfile.gettempdir()), Path("/srv"), Path("/opt")}
    places += [
        rf"{re.escape(str(path))}/"
        for path in (ROOT, ROOT.parent)
        if path not in common
    ]
    pattern = re.compile(rf"(?<![\w./:-])(?:{'|'.join(places)})")
    found = [
        f"{name_of(path)}: {match.group()}"
        for path in files()
        if name_of(path) != HERE and (match := pattern.search(text_of(path)))
    ]
    assert found == []


ELSEWHERE = re.compile(
    r"""<(?:script|img|iframe|source|video|audio)\b[^>]*\bsrc=["']?(?:https?:)?//"""
    r"""|<link\b[^>]*\bhref=["']?(?:https?:)?//"""
    r"""|url\(\s*["']?(?:https?:)?//|@import\s+["'](?:https?:)?//""",
    re.IGNORECASE,
)


def test_pages__ask_nothing_of_third_parties() -> None:
    found = [
        f"{name_of(path)}: {match.group()}"
        for path in files(".html", ".css", ".js", ".svg", under=APPS)
        if (match := ELSEWHERE.search(text_of(path)))
    ]
    assert found == []


INLINE = re.compile(
    r"""\sstyle=["']|<style\b|<script(?![^>]*\bsrc=)[^>]*>|\son[a-z]+=["']""",
    re.IGNORECASE,
)


def test_templates__hold_nothing_that_the_content_policy_refuses() -> None:
    found = [
        f"{name_of(path)}: {match.group()}"
        for path in files(".html", under=APPS)
        if (match := INLINE.search(text_of(path)))
    ]
    assert found == []


def requirements(name: str) -> dict[str, str]:
    """Return the versions that a requirements file names, by package."""
    lines = [line.split("#")[0].strip() for line in text_of(ROOT / name).splitlines()]
    pins = [line for line in lines if line and not line.startswith("-r ")]
    return dict(re.split(r"(?=[=<>~!])", pin, maxsplit=1) for pin in pins)


def npm_packages() -> dict[str, str]:
    """Return the versions that ``package.json`` names, by package."""
    package = json.loads(text_of(ROOT / "package.json"))
    return package.get("dependencies", {}) | package.get("devDependencies", {})


def test_dependencies__are_pinned() -> None:
    python = requirements("requirements.txt") | requirements("requirements-dev.txt")
    assert [p for p, pin in python.items() if not pin.startswith("==")] == []
    loose = [p for p, pin in npm_packages().items() if not re.fullmatch(r"[\d.]+", pin)]
    assert loose == []


def test_dependencies__each_has_its_reason() -> None:
    python = requirements("requirements.txt") | requirements("requirements-dev.txt")
    used = {re.sub(r"\[.*\]", "", name) for name in python} | set(npm_packages())
    table = text_of(ROOT / "docs" / "dependencies.md")
    explained = dict(re.findall(r"^\| `([^`]+)` \| (.+) \|$", table, re.MULTILINE))
    assert set(explained) == used
