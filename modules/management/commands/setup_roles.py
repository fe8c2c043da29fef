"""``manage.py setup_roles``: groups, tree and inspection workflow."""

from typing import Any

from django.core.management.base import BaseCommand

from modules.roles import setup_roles


class Command(BaseCommand):
    help = "Creates the groups, the place of the units and the inspection workflow."

    def handle(self, *args: Any, **options: Any) -> None:
        setup_roles()
