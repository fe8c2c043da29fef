"""Which database the tests run on."""

import os

import pytest
from django.db import connection


@pytest.mark.django_db
def test_database__is_the_one_that_was_asked_for() -> None:
    wanted = os.environ.get("DATABASE_URL", "sqlite:").split(":")[0]
    assert connection.vendor == {"postgres": "postgresql"}.get(wanted, wanted)
