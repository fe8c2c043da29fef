"""A broker that is away costs a request almost nothing."""

import socket
from collections.abc import Iterator

import pytest

from tests.faults.installation import Installation

RING = """
import time
import uuid

jobs._ring(uuid.uuid4())  # imports what speaks with the broker
for _time in range(2):
    began = time.monotonic()
    jobs._ring(uuid.uuid4())
    print(time.monotonic() - began)
"""


@pytest.fixture
def closed_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


@pytest.fixture
def silent_port() -> Iterator[int]:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(20)
        yield listener.getsockname()[1]


@pytest.mark.parametrize("scheme", ["redis", "amqp"])
@pytest.mark.parametrize("kind", ["closed_port", "silent_port"])
def test_a_dead_broker_holds_no_request(
    installation: Installation,
    request: pytest.FixtureRequest,
    scheme: str,
    kind: str,
) -> None:
    address = f"{scheme}://127.0.0.1:{request.getfixturevalue(kind)}//"
    output = installation.run(RING, CELERY_BROKER_URL=address)
    seconds = [float(line) for line in output.split()]
    assert len(seconds) == 2
    assert max(seconds) < 0.5


def test_waiting_for_work_is_not_cut_short(installation: Installation) -> None:
    # The short limits of a doorbell would end a worker's wait for the next message.
    output = installation.run(
        "from cms.celery import app\n"
        "options = app.connection_for_read().transport_options\n"
        "print(options.get('socket_timeout'))",
        CELERY_BROKER_URL="redis://127.0.0.1:1/0",
    )
    assert output.strip() == "None"
