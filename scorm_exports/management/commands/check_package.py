"""``manage.py check_package FILE``: is this SCORM package conforming?"""

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils.translation import gettext

from scorm_exports import messages
from scorm_exports.conformance.check import check_package
from scorm_exports.conformance.report import EXIT_CODES
from scorm_exports.conformance.schemas import SchemasMissing
from scorm_exports.packaging.request import SCHEMAS_DIRECTORY


class Command(BaseCommand):
    """Exit code 0 conforming, 1 not conforming, 2 refused before checking."""

    help = gettext("Check that a SCORM package conforms, without unpacking it.")
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "file", type=Path, help=gettext("SCORM package to check")
        )
