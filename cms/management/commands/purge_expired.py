"""Deletes what is kept no longer than needed: for cron, or to see it done at once."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from cms import retention


class Command(BaseCommand):
    """Runs what is scheduled daily anyway."""

    help = _("Delete what has reached the end of its retention.")

    def handle(self, *args: Any, **options: Any) -> None:
        failed = retention.purge_expired()
        if failed:
            raise CommandError(
                _("Not everything was purged; the log says why: %(names)s.")
                % {"names": ", ".join(failed)}
            )
        self.stdout.write(_("Everything that had to go is gone."))
