"""Verbs on packages: ask for one, build it."""

from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from cms import blobs, canonical, jobs, keys
from cms.app_settings import app_settings
from cms.models import Job
from modules.actions import key_has_ended
from modules.models import UnitVersion
from scorm_exports import messages
from scorm_exports.blob_store import SiteBlobStore
from scorm_exports.models.packages import Package, PackageBlob
from scorm_exports.packaging.build import rebuild_package, specify_package
from scorm_exports.packaging.errors import BlobMissing, PackagingError
from scorm_exports.packaging.request import (
    PackagedUnit,
    PackageRequest,
    Runtime,
    package_key,
)
from scorm_exports.packaging.sources import check_sources
from scorm_exports.packaging.spec import Member

KIND = "scorm_exports.build"
VISAS_SCHEMA_VERSION = 1


class ExportRefused(Exception):
    """No package can be made of this; the message says why, for a person."""


def request_package(
    *, version: UnitVersion, profile: str, by: Any = None
) -> tuple[str, Job]:
    """Ask for the package of a version; return its key and the job that makes it.

    Asking twice for the same package while it is being made joins the first job.
    Raises :class:`ExportRefused`.
    """
    key = package_key(_request(version, profile))
    job = jobs.enqueue(
        KIND,
        {
            "unit_id": str(version.unit_id),
            "version": version.number,
            "profile": profile,
            "key": key,
        },
        dedupe_key=key,
        by=by,
    )
    return key, job


def build(
    *, version: UnitVersion, profile: str, key: str, report: jobs.Report
) -> Package:
    """Make the package ``key``, or make it again from what was recorded of it.

    Raises :class:`ExportRefused`; then no file appears and no row is written.
    """
    request = _request(version, profile)
    if keys.retirement(request.signer):
        raise ExportRefused(key_has_ended())
    if package_key(request) != key:
        raise ExportRefused(
            _("What this package is made of changed meanwhile: ask for it again.")
        )
    store = SiteBlobStore()
    known = Package.objects.filter(pk=key).first()
    target = package_path(version, profile, key)
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        members = (
            tuple(Member(**member) for member in known.members)
            if known
            else specify_package(request, store)
        )
        blobs.touch([member.sha256 for member in members])
        check_sources(members, store, lambda: report.progress(0))
        built = rebuild_package(
            members,
            store,
            target,
            key=key,
            # A package made again keeps its bytes, even where rules have tightened.
            conform_to=None if known else request.runtime.schemas,
            expected_sha256=known.sha256 if known else "",
            progress=lambda done, total: report.progress(100 * done // total),
        )
    except PackagingError as error:
        raise ExportRefused(messages.error_sentence(error)) from error
    return known or _record(version, profile, key, built)


def package_path(version: UnitVersion, profile: str, key: str) -> Path:
    """Return where the zip of a package stands: ASCII, no spaces, made for people."""
    name = f"{version.slug}-v{version.number}-{profile}-{key[:8]}.zip"
    return app_settings.data_dir / "packages" / name


class BuildHandler:
    """The job that builds a package."""

    def run(self, job: Job, report: jobs.Report) -> None:
        version = UnitVersion.objects.get(
            unit_id=job.payload["unit_id"], number=job.payload["version"]
        )
        try:
            build(
                version=version,
                profile=job.payload["profile"],
                key=job.payload["key"],
                report=report,
            )
        except ExportRefused as error:
            raise jobs.JobFailure(str(error)) from error

    def failed(self, job: Job) -> None:
        """Nothing to undo: a package is whole or absent."""


def _request(version: UnitVersion, profile: str) -> PackageRequest:
    try:
        document = blobs.read(version.fingerprint)
        return PackageRequest(
            units=(PackagedUnit(version.fingerprint, document, version.number),),
            visas=canonical.dumps(
                {
                    "schema_version": VISAS_SCHEMA_VERSION,
                    "visas": [version.approval.exported()],
                    "corrections": [],
                }
            ),
            runtime=Runtime.from_build(app_settings.build_dir),
            signer=keys.signer(),
            profile=profile,
            keys_url=_keys_url(),
        )
    except blobs.BlobError as error:
        raise ExportRefused(
            messages.error_sentence(BlobMissing(error.sha256, version.slug))
        ) from error
    except PackagingError as error:
        raise ExportRefused(messages.error_sentence(error)) from error


def _keys_url() -> str:
    return settings.WAGTAILADMIN_BASE_URL.rstrip("/") + reverse("public_keys")


def _record(version: UnitVersion, profile: str, key: str, built: Any) -> Package:
    signer = keys.signer()
    with transaction.atomic():
        keys.publish(signer)
        package, created = Package.objects.get_or_create(
            key=key,
            defaults={
                "profile": profile,
                "unit_id": version.unit_id,
                "version": version.number,
                "fingerprint": version.fingerprint,
                "sha256": built.sha256,
                "size": built.size,
                "members": [asdict(member) for member in built.members],
            },
        )
        if created:
            digests = {member.sha256 for member in built.members}
            PackageBlob.objects.bulk_create(
                PackageBlob(package=package, sha256=digest)
                for digest in sorted(digests)
            )
    return package
