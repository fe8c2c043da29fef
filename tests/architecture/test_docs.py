"""The documentation says what the code does."""

import re
from pathlib import Path

import pytest
from django.core.management import get_commands

from modules import document
from tests.architecture.sources import APPS, ROOT, files, name_of, text_of

REFERENCE = ROOT / "docs" / "reference"
PAGES = [name_of(path) for path in files(".md")]


def test_settings__every_variable_is_in_the_table_and_no_other() -> None:
    reading = re.compile(r"""\benv(?:\.\w+)?\(\s*["']([A-Z_]+)["']""")
    read = {
        name
        for path in files(".py", under=("cms/settings",))
        for name in reading.findall(text_of(path))
    }
    table = text_of(REFERENCE / "settings.md")
    assert set(re.findall(r"^\| `([A-Z_]+)` \|", table, re.MULTILINE)) == read


def test_commands__each_of_ours_is_described_and_no_other() -> None:
    ours = {name for name, app in get_commands().items() if app in APPS}
    page = text_of(REFERENCE / "commands.md")
    assert set(re.findall(r"^### `(\w+)", page, re.MULTILINE)) == ours


def test_document_schema__every_member_is_described_and_no_other() -> None:
    page = text_of(REFERENCE / "document.md")
    members = set(document.UnitDocument.__dataclass_fields__)
    assert set(re.findall(r"^\| `(\w+)` \|", page, re.MULTILINE)) == members
    assert f"schema version {document.SCHEMA_VERSION}" in page
    for block in document.BLOCKS:
        assert f"`{block}`" in page


@pytest.mark.parametrize("page", PAGES)
def test_links__lead_somewhere(page: str) -> None:
    path = ROOT / page
    targets = re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", text_of(path))
    local = [target for target in targets if not re.match(r"[a-z]+:", target)]
    assert [t for t in local if not (path.parent / t).exists()] == []


def test_targets__the_readme_names_only_what_make_has() -> None:
    targets = set(re.findall(r"^([a-z]+):", text_of(ROOT / "Makefile"), re.MULTILINE))
    for page in PAGES:
        named = set(re.findall(r"`make ([a-z]+)", text_of(Path(ROOT / page))))
        assert named <= targets, page
