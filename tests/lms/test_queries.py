"""How many queries each page of a learner takes, for one unit and for a hundred."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.factories.versions import next_version, publish
from tests.lms.learner import JSON, OPEN, statements

pytestmark = pytest.mark.django_db


def queries(call):
    call()  # what a process keeps in memory is read once
    with CaptureQueriesContext(connection) as captured:
        assert call().status_code == 200
    return statements(captured)


def test_my_following__takes_as_many_for_a_hundred_units_as_for_one(learner):
    one = queries(lambda: learner.client.get("/suivi/"))
    for _unit in range(99):
        learner.on_another_device(publish())
    hundred = queries(lambda: learner.client.get("/suivi/"))
    assert len(hundred) == len(one) <= 12, hundred


def test_player__takes_three_more_for_somebody_signed_in(learner):
    address = f"/unites/{learner.version.slug}/suivre/"
    anonymous = queries(lambda: Client().get(address))
    signed_in = queries(lambda: learner.client.get(address))
    assert len(anonymous) <= 5, anonymous
    assert len(signed_in) - len(anonymous) <= 3, signed_in


def test_open__takes_as_many_however_much_was_answered(learner):
    def open_again():
        return learner.client.post(OPEN, learner.asked(), content_type=JSON)

    empty = queries(open_again)
    learner.save(learner.answering(True, True, True))
    assert len(queries(open_again)) == len(empty) <= 9, empty


def test_open__takes_as_many_however_many_versions_there_were(learner):
    def queries_of(version):
        device = learner.on_another_device(version)
        return queries(
            lambda: device.client.post(OPEN, device.asked(), content_type=JSON)
        )

    two = queries_of(next_version(learner.version, title="Deux"))
    for number in range(3, 8):
        version = next_version(learner.version, title=f"Version {number}")
        learner.on_another_device(version)
    assert len(queries_of(version)) == len(two), two


def test_home_and_unit__do_not_ask_more_of_somebody_who_follows_a_hundred(learner):
    one = queries(lambda: learner.client.get(f"/unites/{learner.version.slug}/"))
    for _unit in range(20):
        learner.on_another_device(publish())
    many = queries(lambda: learner.client.get(f"/unites/{learner.version.slug}/"))
    assert len(many) == len(one)
