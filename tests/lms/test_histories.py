"""Nothing is lost, in thousands of histories that nobody would think of.

A few fixed ones run with the suite; ``make faults`` draws ten thousand others.
"""

import os

import pytest
from django.db import transaction
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lms.documents import document_of
from tests.factories.site import UserFactory
from tests.factories.versions import publish
from tests.lms.devices import World

pytestmark = pytest.mark.django_db
HISTORIES = int(os.environ.get("PASSERELLE_HISTORIES", "0"))
FIXED = 60

DEVICE = st.integers(0, 2)
MESSAGE = st.integers(0, 7)
EVENT = st.one_of(
    st.tuples(st.just("answer"), DEVICE, st.integers(0, 2), st.integers(0, 3)),
    st.tuples(st.just("see"), DEVICE, st.integers(0, 2)),
    st.tuples(st.just("send"), DEVICE),
    st.tuples(st.just("send"), DEVICE),
    st.tuples(st.just("arrive"), MESSAGE),
    st.tuples(st.just("arrive"), MESSAGE),
    st.tuples(st.just("receive"), MESSAGE),
    st.tuples(st.just("receive"), MESSAGE),
    st.tuples(st.just("lose"), MESSAGE),
    st.tuples(st.just("kill"), DEVICE),
    st.tuples(st.just("open"), DEVICE),
    st.tuples(st.just("forge"), DEVICE),
    st.tuples(st.just("wait"), st.sampled_from([1, 11, 13])),
    st.tuples(st.just("end_tokens")),
)


def play(world, history):
    for name, *arguments in history:
        if name in ("answer", "see", "send", "kill", "open"):
            device, *rest = arguments
            getattr(world, name)(world.devices[device], *rest)
        elif name == "forge":
            world.send(world.devices[arguments[0]], forged=True)
        elif name in ("arrive", "receive", "lose"):
            if not world.network:
                continue
            # A message stays on its way: it may arrive again, later or never.
            message = world.network[arguments[0] % len(world.network)]
            if name == "lose":
                world.network.remove(message)
            else:
                getattr(world, name)(message)
        else:
            getattr(world, name)(*arguments)
    world.settle()


@pytest.fixture
def new_world(db):
    """Return a function that makes a world where nothing happened yet."""
    version, user = publish(), UserFactory()
    client = Client()
    client.force_login(user)
    document = document_of(version.fingerprint)
    return lambda: World(client, user, version, document)


@settings(
    max_examples=HISTORIES or FIXED,
    derandomize=not HISTORIES,
    database=None,
    deadline=None,
    suppress_health_check=[
        # Each history begins with the same rows, whatever the one before did.
        HealthCheck.function_scoped_fixture,
        HealthCheck.too_slow,
    ],
)
@given(history=st.lists(EVENT, min_size=1, max_size=40))
def test_history__ends_in_the_union_and_loses_nothing(new_world, history):
    with transaction.atomic():
        play(new_world(), history)
        transaction.set_rollback(True)


def test_history__of_a_device_killed_after_each_answer(new_world):
    world = new_world()
    device = world.devices[0]
    for number in range(20):
        world.answer(device, number % 3, number % 4)
        world.kill(device)
        if number % 5 == 4:
            world.send(device)
            world.arrive(world.network[-1])
    world.settle()


def test_history__of_two_devices_that_answer_in_turn(new_world):
    world = new_world()
    for number in range(20):
        device = world.devices[number % 2]
        world.answer(device, number % 3, number % 4)
        world.send(device)
    for message in reversed(world.network * 2):
        world.arrive(message)
        world.receive(message)
    world.settle()
