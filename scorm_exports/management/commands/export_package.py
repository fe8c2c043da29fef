"""``manage.py export_package SLUG``: a sealed package of a unit's current version."""

import json
import os
import shutil
import tempfile
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from cms import jobs
from cms.models.jobs import JobState
from modules.models import Unit, UnitVersion
from scorm_exports.actions import ExportRefused, package_path, request_package
from scorm_exports.models import Package
from scorm_exports.packaging.profiles import profile_names


class Command(BaseCommand):
    """Prints one line of JSON: file, sha256, size, version, fingerprint, key."""

    help = "Exports the current version of a unit as a package for a school's LMS."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("slug")
        parser.add_argument("--profile", default="scorm12", choices=profile_names())
        parser.add_argument("--output", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        version = _version(options["slug"])
        profile = options["profile"]
        try:
            key, job = request_package(version=version, profile=profile)
        except ExportRefused as error:
            raise CommandError(str(error)) from error
        job = jobs.run_to_end(job)
        if job.state != JobState.DONE:
            raise CommandError(job.reason or _("The package is not ready yet."))
        package = Package.objects.get(pk=key)
        file = package_path(version, profile, key)
        if options["output"] is not None:
            file = _copy(file, options["output"])
        self.stdout.write(
            json.dumps(
                {
                    "file": str(file),
                    "sha256": package.sha256,
                    "size": package.size,
                    "version": version.number,
                    "fingerprint": version.fingerprint,
                    "key": key,
                }
            )
        )


def _version(slug: str) -> UnitVersion:
    version = UnitVersion.objects.current().filter(slug=slug).first()
    if version is not None:
        return version
    if Unit.objects.filter(slug=slug).exists():
        raise CommandError(
            _("The unit “%(slug)s” has no approved version yet: nothing to export.")
            % {"slug": slug}
        )
    raise CommandError(_("There is no unit “%(slug)s”.") % {"slug": slug})


def _copy(source: Path, target: Path) -> Path:
    """Copy whole or not at all."""
    try:
        descriptor, temporary = tempfile.mkstemp(dir=target.parent, prefix=".export-")
        try:
            with os.fdopen(descriptor, "wb") as output, source.open("rb") as file:
                shutil.copyfileobj(file, output)
                output.flush()
                os.fsync(output.fileno())
            os.chmod(temporary, 0o644)
            os.replace(temporary, target)
        except BaseException:
            os.unlink(temporary)
            raise
    except OSError as error:
        raise CommandError(
            _("The package cannot be written to %(file)s: %(error)s")
            % {"file": target, "error": error.strerror}
        ) from error
    return target
