"""What the fault tests share."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.installation import Installation


@pytest.fixture
def installation(tmp_path: Path) -> Iterator[Installation]:
    """A private installation, whose processes end with the test."""
    installed = Installation(tmp_path)
    yield installed
    installed.close()
