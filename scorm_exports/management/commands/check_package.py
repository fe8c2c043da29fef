"""``manage.py check_package FILE``: is this SCORM package conforming?"""

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import gettext

from cms.app_settings import app_settings
from scorm_exports import messages
from scorm_exports.conformance.check import check_package
from scorm_exports.conformance.report import Report
from scorm_exports.conformance.schemas import SchemasMissing
from scorm_exports.packaging.request import SCHEMAS_DIRECTORY


class Command(BaseCommand):
    """Exit code 0 conforming, 1 not conforming, 2 refused before checking."""

    help = gettext("Check that a SCORM package conforms, without unpacking it.")
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help=gettext("SCORM package to check"))

    def handle(self, *args: Any, **options: Any) -> None:
        schemas = app_settings.build_dir / SCHEMAS_DIRECTORY
        try:
            report = check_package(options["file"], schemas)
        except SchemasMissing as error:
            sentence = gettext(
                "The official schemas are missing (%(name)s): run npm run build."
            )
            self.stderr.write(sentence % {"name": str(error)})
            sys.exit(2)
        for finding in report.findings:
            line = messages.line(finding)
            if finding.severity == "advice":
                line = f"{gettext('advice')} · {line}"
            self.stdout.write(line)
        self.stdout.write(_conclusion(report))
        sys.exit(report.exit_code)


def _conclusion(report: Report) -> str:
    if report.status == "conforming":
        sentence = gettext("Conforming to SCORM %(version)s.")
        return sentence % {"version": report.version}
    if report.status == "refused":
        return gettext("Refused: this file was not looked into.")
    return gettext("Not conforming.")
