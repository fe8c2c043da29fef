"""``manage.py verify_package FILE``: is this package intact, and who vouches for it?"""

import json
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import gettext

from scorm_exports import messages
from scorm_exports.packaging.verify import Verdict, verify_package

MAX_KEYS_FILE = 10 * 1024 * 1024


class Command(BaseCommand):
    """Exit code 0 authentic, 1 altered, 2 not provable."""

    help = gettext("Verify that a package is unaltered and who vouches for it.")
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help=gettext("Package to verify"))
        parser.add_argument(
            "--keys",
            type=Path,
            help=gettext(
                "JSON of the public keys to trust; default: those of this installation"
            ),
        )

    def handle(self, *args: Any, **options: Any) -> None:
        verdict = verify_package(options["file"], _keys(options["keys"]))
        for finding in verdict.findings:
            self.stdout.write(messages.line(finding))
        if verdict.code != 1:
            for visa in verdict.visas:
                sentence = gettext(
                    "Unit %(unit)s, version %(version)s: visa of %(name)s, "
                    "%(capacity)s, on %(date)s, valid until %(until)s."
                )
                self.stdout.write(
                    sentence
                    % {
                        "unit": visa.unit_id,
                        "version": visa.version,
                        "name": messages.printable(visa.inspector_name),
                        "capacity": messages.printable(visa.inspector_capacity),
                        "date": visa.approved_on,
                        "until": visa.valid_until,
                    }
                )
        self.stdout.write(_conclusion(verdict))
        sys.exit(verdict.code)


def _keys(path: Path | None) -> object:
    """Return the parsed keys; None, which proves nothing, when they cannot be read."""
    if path is None:
        from cms.keys import public_keys

        return public_keys()
    try:
        with path.open("rb") as file:
            data = file.read(MAX_KEYS_FILE + 1)
        return json.loads(data) if len(data) <= MAX_KEYS_FILE else None
    except (OSError, ValueError, RecursionError):
        return None


def _conclusion(verdict: Verdict) -> str:
    return (
        gettext("Intact and authentic."),
        gettext("Altered: do not use this package."),
        gettext(
            "Not provable: nothing shows that it was altered, nothing proves where it "
            "comes from."
        ),
    )[verdict.code]
