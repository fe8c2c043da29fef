"""Celery tasks of the foundation."""

from datetime import timedelta
from uuid import UUID

from celery import Task, shared_task

from cms import jobs, schedule

BROKER_SECONDS = 0.2
DOORBELL_OPTIONS = {
    # Redis
    "socket_timeout": BROKER_SECONDS,
    "socket_connect_timeout": BROKER_SECONDS,
    # RabbitMQ
    "read_timeout": BROKER_SECONDS,
    "write_timeout": BROKER_SECONDS,
    # either
    "max_retries": 1,
    "interval_start": 0,
    "interval_step": 0,
    "interval_max": 0,
}
"""Kombu's own patience would hold a request for 6 to 19 seconds. These hold for the
connection that rings only: a worker waits for its messages as long as it likes."""
MISSED_AFTER = timedelta(seconds=10)
"""How long a job waits for its doorbell to be heard before it is looked for."""


@shared_task(name="cms.run_job")
def run_job(job_id: str) -> None:
    """Do one job, if nobody else has it."""
    jobs.run(UUID(job_id))


@shared_task(name="cms.run_due")
def run_due() -> None:
    """Do the periodic work that is due, then the jobs that nobody heard of."""
    schedule.run_due()
    jobs.run_waiting(older_than=MISSED_AFTER)


def ring(job_id: UUID) -> None:
    """Tell workers that a job waits. Raises within half a second without a broker."""
    publish(run_job, str(job_id))


def publish(task: Task, *arguments: str) -> None:
    """Send a task that may be lost, without making a request wait for the broker."""
    with task.app.connection_for_write(
        connect_timeout=BROKER_SECONDS, transport_options=DOORBELL_OPTIONS
    ) as connection:
        task.apply_async(arguments, connection=connection, retry=False)
