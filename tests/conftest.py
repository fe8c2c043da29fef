"""What every test may use: a private data directory, honest skips, a real browser."""

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
REQUIRE_ALL = os.environ.get("REQUIRE_ALL") == "1"
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
CHROMIUM_ARGUMENTS = [
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

# Playwright's synchronous interface runs an event loop in the thread of the test, in
# which Django would refuse to touch the database.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")


def pytest_configure(config: pytest.Config) -> None:
    if not _is_worker(config) and config.getoption("numprocesses", None):
        # The settings made a directory for this process, which runs no test: the
        # workers must not inherit it, each makes its own.
        _forget_data_directory()


def pytest_unconfigure(config: pytest.Config) -> None:
    _forget_data_directory()


def _is_worker(config: pytest.Config) -> bool:
    return hasattr(config, "workerinput")


def _forget_data_directory() -> None:
    directory = Path(os.environ.get("PASSERELLE_DATA", "/"))
    if directory.parent == Path(tempfile.gettempdir()) and directory.name.startswith(
        "passerelle-"
    ):
        shutil.rmtree(directory, ignore_errors=True)
        del os.environ["PASSERELLE_DATA"]


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Iterator[Any]:
    """With REQUIRE_ALL=1, fail what would be skipped."""
    report = yield
    if REQUIRE_ALL and report.skipped and not hasattr(report, "wasxfail"):
        _fail(report)
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(collector: pytest.Collector) -> Iterator[Any]:
    """With REQUIRE_ALL=1, fail a module that would be skipped as a whole."""
    report = yield
    if REQUIRE_ALL and report.skipped:
        _fail(report)
    return report


def _fail(report: Any) -> None:
    _path, _line, reason = report.longrepr
    report.outcome = "failed"
    report.longrepr = f"REQUIRE_ALL=1: {reason}"


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium, as the system installed it."""
    executable = shutil.which("chromium") or shutil.which("chromium-browser")
    if executable is None:
        pytest.skip("Chromium is not installed: make system")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=executable, args=CHROMIUM_ARGUMENTS
        )
        yield chromium
        chromium.close()


@pytest.fixture
def new_context(browser: Browser) -> Iterator[Callable[..., BrowserContext]]:
    """Return a function that opens a browser context, closed after the test.

    Its arguments are those of Playwright's ``new_context``. The content policy of the
    site is bypassed only with ``bypass_csp=True``, which :func:`axe` needs.
    """
    contexts = []

    def open_context(**options: Any) -> BrowserContext:
        contexts.append(browser.new_context(**({"locale": "fr-FR"} | options)))
        return contexts[-1]

    yield open_context
    for context in contexts:
        context.close()


@pytest.fixture
def page(new_context: Callable[..., BrowserContext]) -> Page:
    """An empty page in its own context, under the site's content policy."""
    return new_context().new_page()


@pytest.fixture
def axe(browser: Browser) -> Callable[..., list[dict[str, Any]]]:
    """Return a function that lists what axe finds wrong with a page.

    The page's context is made with ``bypass_csp=True``. ``options`` are those of
    ``axe.run``; each finding has ``id``, ``help`` and the ``targets`` concerned.
    """

    def run(page: Page, **options: Any) -> list[dict[str, Any]]:
        page.add_script_tag(path=AXE)
        found = page.evaluate("options => axe.run(document, options)", options)
        return [
            {
                "id": violation["id"],
                "help": violation["help"],
                "targets": [node["target"] for node in violation["nodes"]],
            }
            for violation in found["violations"]
        ]

    return run
