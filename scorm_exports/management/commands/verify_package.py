"""``manage.py verify_package FILE``: is this package intact, and who vouches for it?"""

import json
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.core.management.base import BaseCommand
from django.db import Error as DatabaseError
from django.utils.translation import gettext

from scorm_exports import messages
from scorm_exports.packaging.verify import (
    ALTERED,
    SignedVisa,
    Verdict,
    verify_package,
)

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
        keys, problem = _keys(options["keys"])
        verdict = verify_package(options["file"], keys)
        if problem:
            self.stdout.write(problem)
        for finding in verdict.findings:
            if problem and finding.code == "keys_unreadable":
                continue
            line = messages.line(finding)
            if finding.severity == "advice":
                line = f"{gettext('note')} · {line}"
            self.stdout.write(line)
        if verdict.code != ALTERED:
            for visa in verdict.visas:
                self.stdout.write(_said(visa))
        self.stdout.write(_conclusion(verdict))
        sys.exit(verdict.code)


def _keys(path: Path | None) -> tuple[object, str]:
    """Return the parsed keys, and why they cannot be read: None then, no proof."""
    if path is None:
        return _own_keys()
    try:
        with path.open("rb") as file:
            data = file.read(MAX_KEYS_FILE + 1)
    except FileNotFoundError:
        return None, gettext("There is no such file of public keys.")
    except IsADirectoryError:
        return None, gettext("What was given as public keys is a folder, not a file.")
    except OSError:
        return None, gettext("The file of public keys cannot be opened.")
    if len(data) > MAX_KEYS_FILE:
        return None, gettext("The file of public keys is too large.")
    try:
        return json.loads(data), ""
    except (ValueError, RecursionError):
        return None, gettext("The file of public keys is not JSON.")


def _own_keys() -> tuple[object, str]:
    # Imported late: with --keys, no database is needed.
    from cms.keys import public_keys

    try:
        return public_keys(), ""
    except (DatabaseError, ImproperlyConfigured):
        return None, gettext(
            "The public keys of this installation cannot be read: its database is "
            "absent or not ready. Give a file with --keys."
        )


def _said(signed: SignedVisa) -> str:
    visa = signed.visa
    sentences = {
        "proven": gettext(
            "Unit %(unit)s, version %(version)s: visa of %(name)s, "
            "%(capacity)s, on %(date)s, valid until %(until)s."
        ),
        "fictional": gettext(
            "Unit %(unit)s, version %(version)s: fictional visa, in the name of "
            "%(name)s, %(capacity)s, on %(date)s, valid until %(until)s."
        ),
        "claimed": gettext(
            "Unit %(unit)s, version %(version)s: claimed visa, which nothing proves, in "
            "the name of %(name)s, %(capacity)s, on %(date)s, valid until %(until)s."
        ),
    }
    return sentences[signed.standing] % {
        "unit": messages.printable(visa.unit_id),
        "version": visa.version,
        "name": messages.printable(visa.inspector_name),
        "capacity": messages.printable(visa.inspector_capacity),
        "date": visa.approved_on,
        "until": visa.valid_until,
    }


def _conclusion(verdict: Verdict) -> str:
    return (
        gettext("Intact and authentic."),
        gettext("Altered: do not use this package."),
        gettext(
            "Not provable: nothing shows that it was altered, nothing proves where it "
            "comes from."
        ),
    )[verdict.code]
