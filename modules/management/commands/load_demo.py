"""``manage.py load_demo``: the demonstration site, complete when it returns."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from modules.demo import loader


class Command(BaseCommand):
    help = "Builds the demonstration site; a second run changes nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--force", action="store_true", help="Load it even outside DEBUG."
        )

    def handle(self, *args: Any, force: bool, **options: Any) -> None:
        if not settings.DEBUG and not force:
            raise CommandError(
                _("Demonstration content is refused outside DEBUG; use --force.")
            )
        try:
            logins = loader.load()
        except loader.DemoError as error:
            raise CommandError(str(error)) from error
        for login in logins:
            password = login.password or _("(changed since)")
            self.stdout.write(f"{login.role:10} {login.email:28} {password}")
