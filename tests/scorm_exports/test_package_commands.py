"""The two commands: French sentences, one line a finding, the exit code."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.management import call_command

from tests.factories.packages import (
    SCHEMAS_SOURCE,
    build_sample_package,
    make_keys,
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


@pytest.mark.parametrize("content", [None, b"", b"{", b"[" * 100_000, b"\xff"])
def test_keys_that_cannot_be_read_prove_nothing(
    run: Run, tmp_path: Path, content: bytes | None
) -> None:
    keys = tmp_path / "other.json"
    if content is not None:
        keys.write_bytes(content)
    path = build_sample_package(tmp_path).path
    assert run("verify_package", path, "--keys", keys)[0] == 2


@pytest.mark.django_db
def test_this_installation_does_not_know_the_keys_of_another(
    run: Run, tmp_path: Path
) -> None:
    code, output = run("verify_package", build_sample_package(tmp_path).path)
    assert code == 2
    assert "key_unknown" in output
