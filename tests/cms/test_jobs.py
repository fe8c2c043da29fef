"""Jobs end done, or failed with a reason, whatever happens to their workers."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from cms import jobs, schedule
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
