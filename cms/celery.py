"""The Celery application: a doorbell. The truth is the job's row."""

import os

from celery import Celery
from celery.signals import task_postrun, task_prerun
from django.db import close_old_connections

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings.production")

app = Celery("passerelle")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.conf.update(
    task_ignore_result=True,
    task_acks_late=True,
    task_reject_on_worker_lost=True,
    worker_prefetch_multiplier=1,
    broker_connection_retry_on_startup=True,
    worker_hijack_root_logger=False,
)
# For installations with a broker and Celery beat; each entry keeps its own period. What
# no worker heard in time is not heard later: the next one says the same.
app.conf.beat_schedule = {
    "run-due": {"task": "cms.run_due", "schedule": 10.0, "options": {"expires": 10}}
}
app.autodiscover_tasks()


@task_prerun.connect
@task_postrun.connect
def _renew_connections(**kwargs: object) -> None:
    # The worker thread lives outside the request cycle that normally does this.
    close_old_connections()
