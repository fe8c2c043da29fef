"""A real installation: its own data directory, its server, its embedded worker."""

import functools
import http.server
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SCORM_AGAIN = ROOT / "node_modules" / "scorm-again" / "dist" / "scorm12.min.js"
LMS_PAGE = Path(__file__).parent / "lms.html"


@dataclass
class Installation:
    """A site of its own, driven from outside only."""

    data: Path
    url: str = ""

    def manage(
        self, *arguments: str, check: bool = True
    ) -> subprocess.CompletedProcess:
        """Run ``manage.py`` in another process."""
        return subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=120,
            check=check,
        )

    @property
    def environment(self) -> dict[str, str]:
        return {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "cms.settings.dev",
            "PASSERELLE_DATA": str(self.data),
        }

    @property
    def passwords(self) -> dict[str, str]:
        return json.loads((self.data / "demo-logins.json").read_text())

    def export(self, slug: str, target: Path) -> dict:
        """Export a unit and return what the command says."""
        output = self.manage("export_package", slug, "--output", str(target)).stdout
        return json.loads(output)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def serve(site: Installation, *options: str, **environment: str) -> Iterator[str]:
    """Serve an installation; yields its address."""
    port = free_port()
    with (site.data / f"server-{port}.log").open("w") as log:
        server = subprocess.Popen(
            [
                sys.executable,
                "manage.py",
                "runserver",
                "--noreload",
                *options,
                f"127.0.0.1:{port}",
            ],
            cwd=ROOT,
            env=site.environment | environment,
            stdout=log,
            stderr=subprocess.STDOUT,
        )
        try:
            _wait_for(f"http://127.0.0.1:{port}/sante/", server)
            yield f"http://127.0.0.1:{port}"
        finally:
            server.terminate()
            server.wait(timeout=20)


@pytest.fixture(scope="session")
def installation() -> Iterator[Installation]:
    """The demonstration, loaded and served with its embedded worker."""
    data = Path(tempfile.mkdtemp(prefix="passerelle-e2e-"))
    site = Installation(data)
    site.manage("migrate", "--verbosity", "0")
    site.manage("load_demo")
    with serve(site) as site.url:
        yield site
    shutil.rmtree(data, ignore_errors=True)


def _wait_for(url: str, server: subprocess.Popen) -> None:
    for _ in range(120):
        assert server.poll() is None, "the server stopped"
        try:
            urllib.request.urlopen(url, timeout=2).close()
        except OSError:
            time.sleep(0.5)
        else:
            return
    raise AssertionError("the server did not answer")


@pytest.fixture
def package(installation: Installation, tmp_path: Path) -> Path:
    """The exported zip of the demonstration unit."""
    target = tmp_path / "tri-7-flux.zip"
    installation.export("tri-7-flux", target)
    return target


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *args: object) -> None:
        pass


@pytest.fixture
def lms(package: Path, tmp_path: Path) -> Iterator[str]:
    """The address of an LMS page: scorm-again around the unpacked package."""
    folder = tmp_path / "lms"
    with zipfile.ZipFile(package) as archive:
        archive.extractall(folder / "package")
    shutil.copy(LMS_PAGE, folder / "lms.html")
    shutil.copy(SCORM_AGAIN, folder / "scorm12.js")
    handler = functools.partial(_Quiet, directory=str(folder))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}/lms.html"
    server.shutdown()
    server.server_close()
