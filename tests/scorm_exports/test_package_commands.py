"""The two commands: French sentences, one line a finding, the exit code."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.management import call_command
from django.utils.translation import gettext

from tests.factories.documents import make_document
from tests.factories.packages import (
    DEMO_SIGNER,
    SCHEMAS_SOURCE,
    build_sample_package,
    make_approval,
    make_keys,
    make_visas,
    read_members,
    write_zip,
)

Run = Callable[..., tuple[int, str]]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    def command(name: str, *arguments: object) -> tuple[int, str]:
        with pytest.raises(SystemExit) as caught:
            call_command(name, *map(str, arguments))
        captured = capsys.readouterr()
        assert "Traceback" not in captured.err
        return int(caught.value.code or 0), captured.out + captured.err

    return command


@pytest.fixture(autouse=True)
def schemas(settings: object, tmp_path: Path) -> None:
    """Stand in for the front-end build, which tests do not need."""
    built = tmp_path / "build" / "scorm_exports" / "schemas"
    built.mkdir(parents=True)
    (built / "scorm12").symlink_to(SCHEMAS_SOURCE)
    settings.CMS = {**settings.CMS, "BUILD_DIR": str(tmp_path / "build")}  # type: ignore[attr-defined]


@pytest.fixture
def keys(tmp_path: Path) -> Path:
    path = tmp_path / "keys.json"
    path.write_text(json.dumps(make_keys()))
    return path


def test_checking_a_good_package(run: Run, tmp_path: Path) -> None:
    code, output = run("check_package", build_sample_package(tmp_path).path)
    assert code == 0
    assert len(output.splitlines()) == 1


def test_checking_a_damaged_one_names_the_file(run: Run, tmp_path: Path) -> None:
    members = read_members(build_sample_package(tmp_path).path)
    del members["fiche.html"]
    code, output = run("check_package", write_zip(tmp_path / "bad.zip", members))
    assert code == 1
    line = next(line for line in output.splitlines() if "file_missing" in line)
    assert "fiche.html" in line


@pytest.mark.parametrize("content", [None, b"", b"hello", b"PK\x03\x04"])
def test_what_cannot_be_checked_or_verified(
    run: Run, tmp_path: Path, keys: Path, content: bytes | None
) -> None:
    path = tmp_path / "file.zip"
    if content is not None:
        path.write_bytes(content)
    for name, arguments in (
        ("check_package", ()),
        ("verify_package", ("--keys", keys)),
    ):
        code, output = run(name, path, *arguments)
        assert code == 2
        assert len(output.splitlines()) == 2


def test_a_folder_is_not_a_package(run: Run, tmp_path: Path, keys: Path) -> None:
    assert run("check_package", tmp_path)[0] == 2
    assert run("verify_package", tmp_path, "--keys", keys)[0] == 2


def test_checking_without_schemas_says_how_to_get_them(
    run: Run, tmp_path: Path, settings: object
) -> None:
    settings.CMS = {**settings.CMS, "BUILD_DIR": str(tmp_path / "no")}  # type: ignore[attr-defined]
    code, output = run("check_package", build_sample_package(tmp_path).path)
    assert code == 2
    assert "npm run build" in output


def test_verifying_an_authentic_package_says_who_approved(
    run: Run, tmp_path: Path, keys: Path
) -> None:
    code, output = run(
        "verify_package", build_sample_package(tmp_path).path, "--keys", keys
    )
    assert code == 0
    assert "Dominique Fictif" in output


def test_verifying_an_altered_package(run: Run, tmp_path: Path, keys: Path) -> None:
    path = build_sample_package(tmp_path).path
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)
    code, output = run("verify_package", path, "--keys", keys)
    assert code == 1
    assert "Dominique Fictif" not in output


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (None, "There is no such file of public keys."),
        ("folder", "What was given as public keys is a folder, not a file."),
        (b"", "The file of public keys is not JSON."),
        (b"{", "The file of public keys is not JSON."),
        (b"[" * 100_000, "The file of public keys is not JSON."),
        (b"\xff", "The file of public keys is not JSON."),
        (b"1" * (10 * 2**20 + 1), "The file of public keys is too large."),
    ],
)
def test_keys_that_cannot_be_read_prove_nothing(
    run: Run, tmp_path: Path, content: bytes | str | None, sentence: str
) -> None:
    keys = tmp_path / "other.json"
    if content == "folder":
        keys.mkdir()
    elif isinstance(content, bytes):
        keys.write_bytes(content)
    path = build_sample_package(tmp_path).path
    code, output = run("verify_package", path, "--keys", keys)
    assert code == 2
    assert output.splitlines()[0] == gettext(sentence)
    assert str(tmp_path) not in output

    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)
    code, output = run("verify_package", path, "--keys", keys)
    assert code == 1
    assert output.splitlines()[0] == gettext(sentence)


def test_a_list_of_keys_that_is_not_one_is_said_in_words(
    run: Run, tmp_path: Path, keys: Path
) -> None:
    keys.write_text(json.dumps(make_keys(algorithm="RSA")))
    path = build_sample_package(tmp_path).path
    code, output = run("verify_package", path, "--keys", keys)
    assert code == 2
    quoted = gettext("Technical detail: “%(detail)s”.").partition("%")[0]
    assert quoted + "keys[0].algorithm" in output


def before_name(output: str) -> str:
    """Return what is said of the visa before the name of who gave it."""
    said = next(line for line in output.splitlines() if "Dominique Fictif" in line)
    return said.partition("Dominique")[0]


def opening(msgid: str) -> str:
    """Return what stands between version and name in a sentence, as translated."""
    return gettext(msgid).partition("%(version)s")[2].partition("%(name)s")[0]


CLAIMED = (
    "Unit %(unit)s, version %(version)s: claimed visa, which nothing proves, in "
    "the name of %(name)s, %(capacity)s, on %(date)s, valid until %(until)s."
)
FICTIONAL = (
    "Unit %(unit)s, version %(version)s: fictional visa, in the name of "
    "%(name)s, %(capacity)s, on %(date)s, valid until %(until)s."
)
PROVEN = (
    "Unit %(unit)s, version %(version)s: visa of %(name)s, "
    "%(capacity)s, on %(date)s, valid until %(until)s."
)


def test_a_visa_that_nobody_knows_is_only_claimed(
    run: Run, tmp_path: Path, keys: Path
) -> None:
    path = build_sample_package(tmp_path).path
    _, output = run("verify_package", path, "--keys", keys)
    assert before_name(output).endswith(opening(PROVEN))
    keys.write_text(json.dumps(make_keys(DEMO_SIGNER)))
    code, output = run("verify_package", path, "--keys", keys)
    assert code == 2
    assert before_name(output).endswith(opening(CLAIMED))


def test_a_visa_of_a_demonstration_is_fictional(
    run: Run, tmp_path: Path, keys: Path
) -> None:
    document = make_document()
    visas = make_visas(make_approval(document), signer=DEMO_SIGNER)
    path = build_sample_package(
        tmp_path, document=document, signer=DEMO_SIGNER, visas=visas
    ).path
    keys.write_text(json.dumps(make_keys(DEMO_SIGNER)))
    code, output = run("verify_package", path, "--keys", keys)
    assert code == 2
    assert before_name(output).endswith(opening(FICTIONAL))


def test_a_package_zipped_again_draws_a_note(
    run: Run, tmp_path: Path, keys: Path
) -> None:
    members = read_members(build_sample_package(tmp_path).path)
    path = write_zip(tmp_path / "again.zip", members)
    code, output = run("verify_package", path, "--keys", keys)
    assert code == 0
    assert output.startswith(f"{gettext('note')} · ")
    assert "[archive_rewritten]" in output


@pytest.mark.parametrize("database", ["absent/db.sqlite3", "empty.sqlite3"])
def test_an_installation_without_database_knows_no_key(
    tmp_path: Path, database: str
) -> None:
    path = build_sample_package(tmp_path).path
    for expected in (2, 1):
        done = subprocess.run(
            [sys.executable, "manage.py", "verify_package", str(path)],
            cwd=Path(__file__).parents[2],
            env={
                **os.environ,
                "DJANGO_SETTINGS_MODULE": "cms.settings.dev",
                "PASSERELLE_DATA": str(tmp_path / "data"),
                "DATABASE_URL": f"sqlite:///{tmp_path / database}",
            },
            capture_output=True,
            text=True,
            timeout=120,
        )
        assert (done.returncode, done.stderr) == (expected, "")
        assert done.stdout.splitlines()[0] == gettext(
            "The public keys of this installation cannot be read: its database is "
            "absent or not ready. Give a file with --keys."
        )
        data = bytearray(path.read_bytes())
        data[len(data) // 2] ^= 1
        path.write_bytes(data)


@pytest.mark.django_db
def test_this_installation_does_not_know_the_keys_of_another(
    run: Run, tmp_path: Path
) -> None:
    code, output = run("verify_package", build_sample_package(tmp_path).path)
    assert code == 2
    assert "key_unknown" in output
