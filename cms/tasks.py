"""Celery tasks of the foundation."""

from uuid import UUID

from celery import shared_task

from cms import jobs, schedule


@shared_task(name="cms.run_job")
def run_job(job_id: str) -> None:
    """Do one job, if nobody else has it."""
    jobs.run(UUID(job_id))


def ring(job_id: UUID) -> None:
    """Tell workers that a job waits. May raise: the broker can be away."""
    run_job.apply_async([str(job_id)], retry=False)


@shared_task(name="cms.run_due")
def run_due() -> None:
    """Do the periodic work that is due."""
    schedule.run_due()
