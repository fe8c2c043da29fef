"""Application configuration of the editorial foundation."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CmsConfig(AppConfig):
    name = "cms"
    label = "cms"
    verbose_name = _("Editorial foundation")

    def ready(self) -> None:
        from cms import blobs, checks, jobs, mail, schedule, site_map, tasks
        from cms.app_settings import app_settings
        from cms.celery import app

        app.set_default()
        # Celery's own default would be a broker on this machine.
        app.conf.broker_url = app_settings.broker_url
        # In memory, only the process that runs the embedded worker hears a doorbell:
        # it registers it itself.
        if not app_settings.broker_url.startswith("memory:"):
            jobs.register_doorbell(tasks.ring)
        jobs.register(mail.KIND, mail.MailHandler())
        schedule.register("cms.sweep_jobs", every_seconds=10, run=jobs.sweep)
        schedule.register("cms.purge_blobs", every_seconds=86_400, run=blobs.purge)
        schedule.register("cms.purge_jobs", every_seconds=86_400, run=jobs.purge)
        site_map.register_all()
        self._ready_accounts()
        checks.register_all()

    def _ready_accounts(self) -> None:
        from django.conf import settings
        from django.db.models.signals import pre_delete

        from cms import personal_data, retention, throttling
        from cms.accounts import sections

        for section in (sections.WRITING, sections.ROLES, sections.ACCOUNT):
            personal_data.register(section)
        pre_delete.connect(
            personal_data.erase_before_deletion,
            sender=settings.AUTH_USER_MODEL,
            dispatch_uid="cms.personal_data",
        )
        retention.register("cms.purge_accounts", retention.purge_accounts)
        retention.register("cms.purge_throttles", throttling.purge)
        retention.register("cms.purge_sessions", retention.purge_sessions)
