"""The ground the other tests stand on: data directory, skips, browser, live server."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from playwright.sync_api import BrowserContext

from cms.app_settings import app_settings
from cms.models import PublicKey

ROOT = Path(__file__).resolve().parent.parent


def test_data_directory__is_private_to_this_process() -> None:
    directory = app_settings.data_dir
    assert directory.parent == Path(tempfile.gettempdir())
    assert settings.MEDIA_ROOT.is_relative_to(directory)
    assert os.environ["PASSERELLE_DATA"] == str(directory)


SKIPPING = """
import pytest

@pytest.mark.skip(reason="no printer here")
def test_prints(): ...

def test_asks():
    pytest.skip("nobody answers")

@pytest.mark.xfail(reason="known", strict=True)
def test_known():
    assert False
"""
SKIPPED_MODULE = """
import pytest

pytest.skip("not on this system", allow_module_level=True)
"""


@pytest.mark.parametrize("workers", ["0", "1"])
def test_skips__are_failures_when_all_is_required(tmp_path: Path, workers: str) -> None:
    (tmp_path / "conftest.py").write_text(
        (ROOT / "tests" / "conftest.py").read_text(encoding="utf-8"), encoding="utf-8"
    )
    (tmp_path / "test_skipping.py").write_text(SKIPPING, encoding="utf-8")
    (tmp_path / "test_module.py").write_text(SKIPPED_MODULE, encoding="utf-8")

    relaxed = _pytest(tmp_path, workers, require_all="")
    assert relaxed.returncode == 0, relaxed.stdout
    assert "3 skipped, 1 xfailed" in relaxed.stdout

    strict = _pytest(tmp_path, workers, require_all="1")
    assert strict.returncode != 0
    assert " skipped" not in strict.stdout
    for reason in ("no printer here", "nobody answers", "not on this system"):
        assert f"REQUIRE_ALL=1: Skipped: {reason}" in strict.stdout


def _pytest(
    directory: Path, workers: str, *, require_all: str
) -> subprocess.CompletedProcess[str]:
    # The worker's own variables would make the inner run believe it is a worker.
    environment = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("PYTEST_", "PASSERELLE_"))
    } | {"REQUIRE_ALL": require_all}
    return subprocess.run(
        [
            *(
                sys.executable,
                "-m",
                "pytest",
                "-p",
                "no:django",
                "-p",
                "no:cacheprovider",
            ),
            *("-n", workers, "--continue-on-collection-errors"),
            *("-c", os.devnull, "--rootdir", str(directory), str(directory)),
        ],
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_browser__reads_the_live_site_and_its_database(
    live_server: Any, new_context: Callable[..., BrowserContext]
) -> None:
    page = new_context().new_page()
    response = page.goto(f"{live_server.url}/sante/")
    assert response is not None
    assert response.status == 200
    assert page.inner_text("body").strip() == "ok"
    # The server's thread and the test share one database, under IMMEDIATE.
    PublicKey.objects.create(
        key_id="0" * 16, public_key="AAAA", demo=True, valid_from="2026-01-01"
    )
    response = page.goto(f"{live_server.url}/.well-known/passerelle-keys.json")
    assert response is not None
    assert [key["key_id"] for key in response.json()["keys"]] == ["0" * 16]


@pytest.mark.browser
def test_axe__finds_an_image_without_alternative(
    new_context: Callable[..., BrowserContext],
    axe: Callable[..., list[dict[str, Any]]],
) -> None:
    page = new_context(bypass_csp=True).new_page()
    page.set_content(
        "<html lang='fr'><title>Essai</title><main><h1>Essai</h1>"
        "<img src='data:,'></main></html>"
    )
    assert [finding["id"] for finding in axe(page)] == ["image-alt"]
    page.evaluate("document.querySelector('img').alt = 'Une grue'")
    assert axe(page) == []
