"""What depends on the database, once more, on the database of larger sites."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.databases import BOTH_DATABASES, NoPostgreSQL, postgresql

ROOT = Path(__file__).resolve().parents[2]


def test_both_databases__pass_the_same_tests() -> None:
    try:
        with postgresql() as url:
            result = _pytest(url)
    except NoPostgreSQL as reason:
        pytest.skip(str(reason))
    assert result.returncode == 0, result.stdout[-6000:]
    assert " passed" in result.stdout
    assert " skipped" not in result.stdout


def _pytest(url: str) -> subprocess.CompletedProcess[str]:
    # The worker's own variables would make the inner run believe it is a worker.
    environment = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("PYTEST_", "PASSERELLE_"))
    } | {"DATABASE_URL": url, "REQUIRE_ALL": ""}
    return subprocess.run(
        [
            *(sys.executable, "-m", "pytest", "-q", "-x", "-n", "0"),
            *("-p", "no:cacheprovider", *BOTH_DATABASES),
        ],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
