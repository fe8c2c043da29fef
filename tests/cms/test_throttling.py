"""Limits shared by every process."""

import collections
import contextlib
import threading
from datetime import timedelta

import pytest
import time_machine
from django.db import OperationalError, connection
from django.test import RequestFactory
from django.utils import timezone

from cms import throttling
from cms.models import Throttle
from cms.throttling import Limit

LIMIT = Limit("test", 3, timedelta(minutes=5))


@pytest.mark.django_db
def test_limit__counts_by_scope_and_value_within_a_window():
    assert [throttling.take(LIMIT, "a") for _ in range(5)] == [True] * 3 + [False] * 2
    assert throttling.take(LIMIT, "b")
    assert throttling.take(Limit("other", 1, LIMIT.within), "a")
    with time_machine.travel(timezone.now() + LIMIT.within):
        assert throttling.take(LIMIT, "a")
    assert Throttle.objects.count() == 3


@pytest.mark.django_db
def test_limit__may_be_given_back_and_forgotten():
    for _number in range(3):
        throttling.take(LIMIT, "a")
    throttling.give_back(LIMIT, "a")
    assert [throttling.take(LIMIT, "a") for _ in range(2)] == [True, False]
    throttling.forget(LIMIT, "a")
    assert throttling.take(LIMIT, "a")
    throttling.give_back(LIMIT, "never counted")


@pytest.mark.django_db
def test_limit__keeps_neither_address_nor_client():
    throttling.take(LIMIT, "alix@exemple.invalid")
    row = Throttle.objects.get()
    assert "alix" not in row.key and len(row.key) == 64


@pytest.mark.django_db(transaction=True)
def test_limit__holds_among_threads_that_count_at_once():
    counted = collections.defaultdict(list)

    def count():
        try:
            while len(mine := counted[threading.get_ident()]) < 5:
                # The tests' database in memory refuses where a file would wait.
                with contextlib.suppress(OperationalError):
                    mine.append(throttling.take(LIMIT, "a"))
        finally:
            connection.close()

    threads = [threading.Thread(target=count) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    taken = [answer for mine in counted.values() for answer in mine]
    assert len(taken) == 20
    # A refusal of the database in memory may cost one that was granted, never add one.
    assert 0 < sum(taken) <= LIMIT.count


@pytest.mark.parametrize(
    ("proxies", "forwarded", "expected"),
    [
        (0, "203.0.113.9", "192.0.2.1"),
        (1, "203.0.113.9", "203.0.113.9"),
        (1, "forged, 203.0.113.9", "203.0.113.9"),
        (2, "forged, 203.0.113.9, 10.0.0.1", "203.0.113.9"),
        (2, "203.0.113.9", "203.0.113.9"),
        (1, "", "192.0.2.1"),
        (1, "2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        (1, "2001:db8::1", "2001:db8::/64"),
        (1, "2001:db8:0:0:ffff::", "2001:db8::/64"),
        (1, "::ffff:203.0.113.9", "203.0.113.9"),
        (1, "unknown", "unknown"),
    ],
)
def test_client__is_what_our_own_proxies_saw(settings, proxies, forwarded, expected):
    settings.CMS = {**settings.CMS, "PROXIES": proxies}
    request = RequestFactory().get(
        "/", REMOTE_ADDR="192.0.2.1", HTTP_X_FORWARDED_FOR=forwarded
    )
    assert throttling.client(request) == expected
