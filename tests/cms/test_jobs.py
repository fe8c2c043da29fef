"""Jobs end done, or failed with a reason, whatever happens to their workers."""

import threading
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.utils import timezone

from cms import jobs, schedule, tasks
from cms.models import Job, ScheduledRun
from cms.models.jobs import JobState

pytestmark = pytest.mark.django_db


class Recorder:
    """A handler that does what the test says and counts."""

    def __init__(self):
        self.runs = 0
        self.failures = []
        self.work = lambda job, report: None

    def run(self, job, report):
        self.runs += 1
        self.work(job, report)

    def failed(self, job):
        self.failures.append(job.reason)


@pytest.fixture
def recorder():
    handler = Recorder()
    jobs.register("test.record", handler)
    return handler


def raise_it(error):
    def work(job, report):
        raise error

    return work


def test_a_job_is_done_once(recorder):
    job = jobs.enqueue("test.record", {})
    assert jobs.run(job.pk).state == JobState.DONE
    assert jobs.run(job.pk) is None
    assert recorder.runs == 1


def test_asking_twice_joins_the_unfinished_job(recorder):
    first = jobs.enqueue("test.record", {}, dedupe_key="k")
    assert jobs.enqueue("test.record", {}, dedupe_key="k") == first
    jobs.run(first.pk)
    assert jobs.enqueue("test.record", {}, dedupe_key="k") != first


def test_a_known_failure_ends_the_job_with_its_reason(recorder):
    recorder.work = raise_it(jobs.JobFailure("L’image manque."))
    job = jobs.run_to_end(jobs.enqueue("test.record", {}))
    assert (job.state, job.reason) == (JobState.FAILED, "L’image manque.")
    assert recorder.runs == 1
    assert recorder.failures == ["L’image manque."]


def test_an_unexpected_failure_is_tried_again_then_visible(recorder):
    recorder.work = raise_it(RuntimeError("secret detail"))
    job = jobs.run_to_end(jobs.enqueue("test.record", {}))
    assert job.state == JobState.FAILED
    assert recorder.runs == jobs.MAX_ATTEMPTS
    assert job.reason
    assert "secret" not in job.reason


def test_a_job_left_by_a_dead_worker_is_taken_again(recorder):
    job = jobs.enqueue("test.record", {})
    Job.objects.filter(pk=job.pk).update(
        state=JobState.RUNNING,
        attempt=1,
        worker="dead",
        lease_expires_at=timezone.now() - timedelta(seconds=1),
    )
    assert jobs.run(job.pk).state == JobState.DONE


def test_a_job_somebody_works_on_is_left_alone(recorder):
    job = jobs.enqueue("test.record", {})
    Job.objects.filter(pk=job.pk).update(
        state=JobState.RUNNING,
        attempt=1,
        worker="alive",
        lease_expires_at=timezone.now() + timedelta(seconds=30),
    )
    assert jobs.run(job.pk) is None
    assert recorder.runs == 0


def test_a_job_whose_worker_died_too_often_fails_with_a_reason(recorder):
    job = jobs.enqueue("test.record", {})
    Job.objects.filter(pk=job.pk).update(
        state=JobState.RUNNING,
        attempt=jobs.MAX_ATTEMPTS,
        worker="dead",
        lease_expires_at=timezone.now() - timedelta(seconds=1),
    )
    jobs.sweep()
    job.refresh_from_db()
    assert job.state == JobState.FAILED
    assert job.reason
    assert recorder.failures == [job.reason]


def test_a_worker_that_lost_its_lease_changes_nothing(recorder):
    def work(job, report):
        Job.objects.filter(pk=job.pk).update(attempt=2, worker="other")
        report.progress(50)

    recorder.work = work
    job = jobs.enqueue("test.record", {})
    assert jobs.run(job.pk) is None
    job.refresh_from_db()
    assert (job.state, job.worker) == (JobState.RUNNING, "other")


def test_leaving_gives_the_work_back(recorder):
    def work(job, report):
        jobs.release_mine()

    recorder.work = work
    job = jobs.enqueue("test.record", {})
    jobs.run(job.pk)
    job.refresh_from_db()
    assert (job.state, job.attempt) == (JobState.QUEUED, 0)


def test_a_dead_broker_does_not_fail_the_request(
    recorder, django_capture_on_commit_callbacks, monkeypatch
):
    def dead(job_id):
        raise ConnectionError

    monkeypatch.setattr(jobs, "_doorbells", [dead])
    with django_capture_on_commit_callbacks(execute=True), transaction.atomic():
        job = jobs.enqueue("test.record", {})
    assert job.state == JobState.QUEUED
    assert jobs.run_waiting() == 1


def test_a_job_of_a_transaction_that_failed_does_not_exist(recorder):
    with pytest.raises(RuntimeError), transaction.atomic():
        jobs.enqueue("test.record", {})
        raise RuntimeError
    assert not Job.objects.exists()


def test_periodic_work_is_done_once_per_period(monkeypatch):
    done = []
    monkeypatch.setattr(schedule, "_entries", {})
    schedule.register("test.tick", every_seconds=60, run=lambda: done.append(1))
    assert schedule.run_due() == ["test.tick"]
    assert schedule.run_due() == []
    ScheduledRun.objects.update(next_run_at=timezone.now() - timedelta(seconds=1))
    schedule.run_due()
    assert done == [1, 1]


def test_periodic_work_that_fails_does_not_stop_the_rest(monkeypatch):
    def fail():
        raise RuntimeError

    monkeypatch.setattr(schedule, "_entries", {})
    schedule.register("test.bad", every_seconds=60, run=fail)
    schedule.register("test.good", every_seconds=60, run=lambda: None)
    assert schedule.run_due() == ["test.good"]


def age(job, **values):
    Job.objects.filter(pk=job.pk).update(
        created_at=timezone.now() - timedelta(minutes=5), **values
    )


def test_dying_while_a_failure_is_told_leaves_nothing_half_told(recorder):
    class Killed(BaseException):
        pass

    def killed(job):
        raise Killed

    recorder.work = raise_it(jobs.JobFailure("L’image manque."))
    recorder.failed = killed
    job = jobs.enqueue("test.record", {})
    with pytest.raises(Killed):
        jobs.run(job.pk)
    del recorder.failed
    job.refresh_from_db()
    assert job.state == JobState.RUNNING
    age(job, lease_expires_at=timezone.now() - timedelta(seconds=1))
    assert jobs.run_waiting() == 1
    assert recorder.failures == ["L’image manque."]


def test_a_failure_that_cannot_be_told_does_not_stop_the_others(recorder):
    def broken(job):
        if job.payload["broken"]:
            raise RuntimeError
        recorder.failures.append(job.reason)

    recorder.failed = broken
    for payload in ({"broken": True}, {"broken": False}):
        age(
            jobs.enqueue("test.record", payload),
            state=JobState.RUNNING,
            attempt=jobs.MAX_ATTEMPTS,
            lease_expires_at=timezone.now() - timedelta(seconds=1),
        )
    jobs.sweep()
    assert len(recorder.failures) == 1
    assert [job.payload["broken"] for job in Job.objects.unfinished()] == [True]


def test_asking_while_the_equal_job_ends_makes_a_new_one(recorder):
    first = jobs.enqueue("test.record", {}, dedupe_key="k")
    ended = []

    def end_it(execute, sql, params, many, context):
        if sql.startswith("SELECT") and '"cms_job"' in sql and not ended:
            ended.append(first)
            jobs.run(first.pk)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(end_it):
        second = jobs.enqueue("test.record", {}, dedupe_key="k")
    assert ended == [first]
    assert second != first
    assert second.state == JobState.QUEUED


def test_a_lease_renewed_during_the_sweep_is_respected(recorder):
    job = jobs.enqueue("test.record", {})
    age(
        job,
        state=JobState.RUNNING,
        attempt=jobs.MAX_ATTEMPTS,
        worker="slow",
        lease_expires_at=timezone.now() - timedelta(seconds=1),
    )
    renewed = []

    def renew(execute, sql, params, many, context):
        if sql.startswith("UPDATE") and not renewed:
            renewed.append(job)
            age(job, lease_expires_at=timezone.now() + jobs.LEASE)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(renew):
        jobs.sweep()
    assert renewed
    job.refresh_from_db()
    assert job.state == JobState.RUNNING
    assert recorder.failures == []


def test_the_first_progress_is_always_written(recorder, monkeypatch):
    # A machine that has just started counts from zero.
    monkeypatch.setattr(jobs.time, "monotonic", lambda: 0.25)
    seen = []

    def work(job, report):
        Job.objects.filter(pk=job.pk).update(
            lease_expires_at=timezone.now() + timedelta(seconds=5)
        )
        report.progress(40)
        seen.append(Job.objects.get(pk=job.pk))

    recorder.work = work
    jobs.run(jobs.enqueue("test.record", {}).pk)
    assert seen[0].progress == 40
    assert seen[0].lease_expires_at > timezone.now() + timedelta(seconds=30)


def test_patience_is_only_for_others(recorder):
    def fail_twice(job, report):
        if recorder.runs < jobs.MAX_ATTEMPTS:
            raise RuntimeError

    recorder.work = fail_twice
    job = jobs.run_to_end(jobs.enqueue("test.record", {}), patience=0)
    assert job.state == JobState.DONE

    held = jobs.enqueue("test.record", {})
    age(
        held,
        state=JobState.RUNNING,
        attempt=1,
        worker="alive",
        lease_expires_at=timezone.now() + timedelta(seconds=30),
    )
    assert jobs.run_to_end(held, patience=0).state == JobState.RUNNING


def test_leaving_stops_before_the_next_job(recorder):
    leaving = threading.Event()
    recorder.work = lambda job, report: leaving.set()
    for _number in range(2):
        jobs.enqueue("test.record", {})
    assert jobs.run_waiting(until=leaving) == 1


@pytest.mark.parametrize("look", [tasks.run_due, lambda: call_command("run_due")])
@pytest.mark.parametrize(
    "left",
    [
        {},
        {
            "state": JobState.RUNNING,
            "attempt": 1,
            "worker": "dead",
            "lease_expires_at": "2020-01-01T00:00:00Z",
        },
    ],
    ids=["lost doorbell", "dead worker"],
)
def test_periodic_work_repairs_what_nobody_heard(recorder, monkeypatch, look, left):
    monkeypatch.setattr(schedule, "_entries", {})
    job = jobs.enqueue("test.record", {})
    age(job, **left)
    look()
    job.refresh_from_db()
    assert job.state == JobState.DONE
