"""Does the periodic work that is due, then the jobs that wait: for cron."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cms import jobs, schedule


class Command(BaseCommand):
    """Stands in for the embedded worker and for Celery where neither runs."""

    help = _("Do the periodic work that is due and the jobs that wait, then stop.")

    def handle(self, *args: Any, **options: Any) -> None:
        for name in schedule.run_due():
            self.stdout.write(_("Periodic work done: %(name)s.") % {"name": name})
        count = jobs.run_waiting()
        self.stdout.write(
            ngettext("%(count)d job done.", "%(count)d jobs done.", count)
            % {"count": count}
        )
