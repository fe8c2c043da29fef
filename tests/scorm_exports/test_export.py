"""Exporting a version: whole, verified and repeatable, or refused by name."""

import json
from contextlib import contextmanager
from datetime import timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.core.files.storage import storages
from django.core.management import call_command
from django.core.management.base import CommandError
from django.utils import timezone

from cms import blobs, faults, jobs
from cms.models import Blob, Job
from cms.models.jobs import JobState
from modules.models import DocumentAsset, UnitPage
from scorm_exports.actions import package_path, request_package
from scorm_exports.models import Package
from tests.factories.site import (
    make_image,
    make_steps,
    make_submission,
    make_unit_page,
    make_version,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def version():
    image = {
        "image": make_image(),
        "alternative": "Un bac",
        "decorative": False,
        "caption": "",
    }
    return make_version(make_submission(steps=make_steps(("image", image))))


def export(slug, target):
    out = StringIO()
    call_command("export_package", slug, output=target, stdout=out)
    return json.loads(out.getvalue())


@contextmanager
def damaged(sha256, *, missing):
    """Damage a blob for a while: other tests store the same bytes."""
    path = Path(storages["blobs"].path(f"{sha256[:2]}/{sha256}"))
    content = path.read_bytes()
    if missing:
        path.unlink()
    else:
        path.write_bytes(content[:5] + b"\0" + content[6:])
    try:
        yield
    finally:
        path.write_bytes(content)


def test_one_line_says_what_was_made(version, tmp_path):
    target = tmp_path / "unit.zip"
    said = export(version.slug, target)
    assert set(said) == {"file", "sha256", "size", "version", "fingerprint", "key"}
    assert said["file"] == str(target)
    assert said["size"] == target.stat().st_size
    assert said["fingerprint"] == version.fingerprint
    assert Package.objects.get().sha256 == said["sha256"]


def test_the_same_again_even_without_the_zip(version, tmp_path):
    first = export(version.slug, tmp_path / "a.zip")
    package_path(version, "scorm12", first["key"]).unlink()
    second = export(version.slug, tmp_path / "b.zip")
    assert first["sha256"] == second["sha256"]
    assert (tmp_path / "a.zip").read_bytes() == (tmp_path / "b.zip").read_bytes()
    assert Package.objects.count() == 1


def test_a_rebuild_that_differs_is_kept_back(version, tmp_path):
    export(version.slug, tmp_path / "a.zip")
    Package.objects.update(sha256="0" * 64)
    with pytest.raises(CommandError):
        export(version.slug, tmp_path / "b.zip")
    assert not (tmp_path / "b.zip").exists()


@pytest.mark.parametrize("damage", ["missing", "altered"])
@pytest.mark.parametrize("what", ["asset", "twin"])
@pytest.mark.parametrize("again", [False, True])
def test_damage_in_storage_is_named_and_nothing_appears(
    version, tmp_path, damage, what, again
):
    if again:
        export(version.slug, tmp_path / "before.zip")
    asset = DocumentAsset.objects.get()
    sha256 = asset.sha256
    if what == "twin":
        sha256 = Blob.objects.get(pk=sha256).twin_sha256
    target = tmp_path / "unit.zip"
    with (
        damaged(sha256, missing=damage == "missing"),
        pytest.raises(CommandError, match=asset.name),
    ):
        export(version.slug, target)
    assert not target.exists()
    assert sorted(p.name for p in tmp_path.iterdir()) == ["before.zip"] * again


def test_a_missing_document_is_said(version, tmp_path):
    with (
        damaged(version.fingerprint, missing=True),
        pytest.raises(CommandError, match=version.fingerprint),
    ):
        export(version.slug, tmp_path / "a.zip")


def test_without_a_version_there_is_nothing_to_export(tmp_path):
    page = make_unit_page()
    with pytest.raises(CommandError, match=page.unit.slug):
        export(page.unit.slug, tmp_path / "a.zip")
    with pytest.raises(CommandError, match="inconnue"):
        export("inconnue", tmp_path / "a.zip")
    assert not Job.objects.exists()


def test_a_place_that_cannot_be_written_is_said(version, tmp_path):
    with pytest.raises(CommandError, match="nulle-part"):
        export(version.slug, tmp_path / "nulle-part" / "a.zip")


def test_asking_twice_joins_the_first_job(version):
    first_key, first = request_package(version=version, profile="scorm12")
    second_key, second = request_package(version=version, profile="scorm12")
    assert (first_key, first) == (second_key, second)


def test_an_interruption_leaves_no_file_and_is_finished_later(version):
    key, job = request_package(version=version, profile="scorm12")

    class Interrupted(BaseException):
        pass

    reached = []

    def interrupt():
        reached.append(1)
        raise Interrupted

    with (
        faults.armed("package.after_member", interrupt),
        pytest.raises(Interrupted),
    ):
        jobs.run(job.pk)
    folder = package_path(version, "scorm12", key).parent
    assert reached
    assert list(folder.glob(f"*{key[:8]}*")) == []
    Job.objects.update(lease_expires_at=timezone.now() - timedelta(seconds=1))
    assert jobs.run(job.pk).state == JobState.DONE
    assert package_path(version, "scorm12", key).exists()


def test_the_members_of_a_package_are_never_purged(version, tmp_path):
    said = export(version.slug, tmp_path / "a.zip")
    Blob.objects.update(last_used=timezone.now() - timedelta(days=30))
    assert blobs.purge() == 0
    package_path(version, "scorm12", said["key"]).unlink()
    assert export(version.slug, tmp_path / "b.zip")["sha256"] == said["sha256"]


def test_what_is_written_after_the_visa_is_not_exported(version, tmp_path):
    first = export(version.slug, tmp_path / "a.zip")
    page = UnitPage.objects.get()
    page.title = "Jamais inspecté"
    page.save_revision(user=page.owner)
    page.get_latest_revision().publish(skip_permission_checks=True)
    assert export(version.slug, tmp_path / "b.zip")["sha256"] == first["sha256"]
