"""The world, built once for a module and forgotten after it."""

import pytest
from django.core.cache import cache
from django.db import transaction

from tests.authorisation.world import World


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), transaction.atomic():
        yield World()
        transaction.set_rollback(True)
    cache.clear()
