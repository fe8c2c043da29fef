"""The worker inside the web process: where it works, how it leaves, who takes over."""

import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.installation import Installation, wait_for, wait_for_all

SERVER = """
import signal
import sys
import threading
import time

from cms import embedded_worker


class Sleeper:
    def run(self, job, report):
        report.progress(0)
        print("running in", threading.current_thread().name, flush=True)
        for _tick in range(job.payload["ticks"]):
            time.sleep(0.1)
            report.progress(1)

    def failed(self, job): ...


jobs.register("test.sleep", Sleeper())
{before}
embedded_worker.start_if_configured()
{after}
print("serving", flush=True)
time.sleep(60)
"""
ENQUEUE = 'jobs.enqueue("test.sleep", {"ticks": 500})'


def server(before: str = "", after: str = "") -> str:
    return SERVER.format(before=before, after=after)


@pytest.fixture
def installation(tmp_path: Path) -> Iterator[Installation]:
    installed = Installation(tmp_path)
    yield installed
    installed.close()


def test_jobs_are_done_by_the_thread_that_dies_with_the_process(
    installation: Installation,
) -> None:
    process = installation.start(server(after=ENQUEUE))
    assert wait_for(process, "running") == "running in embedded-worker"


@pytest.mark.parametrize(
    ("before", "returncode"),
    [
        ("", -signal.SIGTERM),
        # As application servers do before they load the site.
        ("signal.signal(signal.SIGTERM, lambda *_: sys.exit(7))", 7),
    ],
    ids=["default", "server"],
)
def test_being_asked_to_stop_gives_the_work_back_and_ends_as_before(
    installation: Installation, before: str, returncode: int
) -> None:
    process = installation.start(server(before=before, after=ENQUEUE))
    # Idle: Python drops what a signal raises while it imports a module.
    wait_for_all(process, "running", "serving")
    process.send_signal(signal.SIGTERM)
    assert process.wait(5) == returncode
    assert installation.rows("SELECT state, attempt FROM cms_job") == [("queued", 0)]


def test_the_work_is_given_back_while_a_request_holds_the_database(
    installation: Installation,
) -> None:
    # The signal arrives in the middle of a transaction of the main thread.
    writing = f"""
from django.db import transaction

{ENQUEUE}
while not Job.objects.filter(state="running").exists():
    time.sleep(0.05)
with transaction.atomic():
    print("writing", flush=True)
    time.sleep(60)
"""
    process = installation.start(
        server(
            before="signal.signal(signal.SIGTERM, lambda *_: sys.exit(7))",
            after=writing,
        )
    )
    wait_for(process, "writing")
    process.send_signal(signal.SIGTERM)
    assert process.wait(10) == 7
    assert installation.rows("SELECT state FROM cms_job") == [("queued",)]


def test_another_process_takes_over_before_the_old_one_has_ended(
    installation: Installation,
) -> None:
    lingering = "signal.signal(signal.SIGTERM, lambda *_: print('asked', flush=True))"
    old = installation.start(server(before=lingering, after=ENQUEUE))
    wait_for(old, "running")
    new = installation.start(server())
    wait_for(new, "serving")
    old.send_signal(signal.SIGTERM)
    wait_for(old, "asked")
    assert wait_for(new, "running") == "running in embedded-worker"
    assert old.poll() is None
    [(worker,)] = installation.rows("SELECT worker FROM cms_job")
    assert f":{new.pid}:" in worker


def test_a_killed_process_is_replaced_too(installation: Installation) -> None:
    old = installation.start(server())
    wait_for(old, "serving")
    new = installation.start(server(after=ENQUEUE))
    wait_for(new, "serving")
    old.kill()
    old.wait()
    wait_for(new, "running")
