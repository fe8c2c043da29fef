"""Blobs: whole or absent, checked, purged only when nothing names them."""

import hashlib
import os
import time
import zlib
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.db import connection
from django.utils import timezone

from cms import blobs
from cms.models import Blob
from cms.storage import BlobFileStorage
from tests.factories.site import make_submission

pytestmark = pytest.mark.django_db

TEXT = b"".join(b"tri %d, " % number for number in range(200))


def path_of(sha256):
    return storages["blobs"].path(f"{sha256[:2]}/{sha256}")


def test_storing_again_changes_nothing():
    first = blobs.store(TEXT, "text/plain")
    assert blobs.store(TEXT, "text/plain") == first
    assert first.sha256 == hashlib.sha256(TEXT).hexdigest()
    assert (first.size, first.crc32) == (len(TEXT), zlib.crc32(TEXT))
    assert blobs.read(first.sha256) == TEXT


def test_text_keeps_a_deflated_twin():
    blob = blobs.store(TEXT, "image/svg+xml")
    twin = blobs.read(blob.twin_sha256)
    assert zlib.decompress(twin, -zlib.MAX_WBITS) == TEXT
    assert blobs.store(TEXT[::-1], "image/webp").twin_sha256 == ""


def test_a_missing_file_is_named():
    blob = blobs.store(b"missing " + TEXT, "text/plain")
    storages["blobs"].delete(f"{blob.sha256[:2]}/{blob.sha256}")
    with pytest.raises(blobs.BlobError, match="missing"):
        blobs.read(blob.sha256)


def test_an_altered_file_is_named():
    blob = blobs.store(b"altered " + TEXT, "text/plain")
    with open(path_of(blob.sha256), "r+b") as file:
        file.write(b"X")
    with pytest.raises(blobs.BlobError, match="altered"):
        blobs.read(blob.sha256)


def test_a_torn_file_is_replaced_when_the_bytes_come_again():
    blob = blobs.store(TEXT, "text/plain")
    with open(path_of(blob.sha256), "wb") as file:
        file.write(TEXT[:10])
    blobs.store(TEXT, "text/plain")
    assert blobs.read(blob.sha256) == TEXT


def test_the_storage_never_overwrites_with_another_size():
    storage = storages["blobs"]
    storage.save("zz/name", ContentFile(b"one"))
    storage.save("zz/name", ContentFile(b"two"))
    with pytest.raises(FileExistsError):
        storage.save("zz/name", ContentFile(b"longer"))
    assert storage.open("zz/name").read() == b"one"
    storage.delete("zz/name")


def test_purging_spares_what_is_named_or_recent():
    submission = make_submission()
    lonely = blobs.store(b"lonely " * 50, "text/plain")
    recent = blobs.store(b"recent " * 50, "text/plain")
    week = timezone.now() - timedelta(days=8)
    Blob.objects.exclude(pk=recent.pk).update(last_used=week)
    purged = blobs.purge()
    assert purged == 2  # the text and its twin
    assert not Blob.objects.filter(pk=lonely.pk).exists()
    assert blobs.read(recent.sha256)
    assert blobs.read(submission.fingerprint)
    with pytest.raises(blobs.BlobError):
        blobs.read(lonely.sha256)


def age(**criteria):
    Blob.objects.filter(**criteria).update(last_used=timezone.now() - timedelta(days=8))


def test_purging_spares_what_is_stored_again_after_it_looked():
    blob = blobs.store(TEXT, "text/plain")
    age()
    stored = []

    def store_again(execute, sql, params, many, context):
        # The listing is done: this opens the deletion of the first blob.
        if sql.startswith("SAVEPOINT") and not stored:
            stored.append(blob.pk)
            blobs.store(TEXT, "text/plain")
        return execute(sql, params, many, context)

    with connection.execute_wrapper(store_again):
        assert blobs.purge() == 0
    assert stored
    assert blobs.read(blob.sha256) == TEXT
    assert blobs.read(Blob.objects.get(pk=blob.twin_sha256).pk)


def test_using_a_text_uses_its_twin():
    blob = blobs.store(TEXT, "text/plain")
    for use in (
        lambda: blobs.touch([blob.pk]),
        lambda: blobs.store(TEXT, "text/plain"),
    ):
        age()
        use()
        assert not Blob.objects.filter(
            last_used__lt=timezone.now() - timedelta(days=1)
        ).exists()


@pytest.mark.parametrize("lost", ["row", "file", "both"])
@pytest.mark.parametrize("what", ["text", "twin"])
def test_what_is_lost_comes_back_with_the_bytes(lost, what):
    blob = blobs.store(TEXT, "text/plain")
    sha256 = blob.sha256 if what == "text" else blob.twin_sha256
    if lost != "file":
        Blob.objects.filter(pk=sha256).delete()
    if lost != "row":
        storages["blobs"].delete(f"{sha256[:2]}/{sha256}")
    again = blobs.store(TEXT, "text/plain")
    assert (again, again.twin_sha256) == (blob, blob.twin_sha256)
    for digest in (blob.sha256, blob.twin_sha256):
        assert len(blobs.read(digest)) == Blob.objects.get(pk=digest).size


def test_a_lost_twin_is_replaced_by_what_this_machine_makes(monkeypatch):
    blob = blobs.store(TEXT, "text/plain")
    Blob.objects.filter(pk=blob.twin_sha256).delete()
    compressor = zlib.compressobj(1, zlib.DEFLATED, -zlib.MAX_WBITS)
    other = compressor.compress(TEXT) + compressor.flush(zlib.Z_FINISH)
    other_build = hashlib.sha256(other).hexdigest()
    assert other_build != blob.twin_sha256
    monkeypatch.setattr(blobs, "_deflate", lambda data: other)
    assert blobs.store(TEXT, "text/plain").twin_sha256 == other_build
    assert Blob.objects.get(pk=blob.pk).twin_sha256 == other_build
    assert blobs.read(other_build) == other


def test_a_file_that_cannot_be_deleted_keeps_its_row(monkeypatch):
    blob = blobs.store(TEXT, "image/webp")
    age()

    def refuse(name):
        raise OSError

    monkeypatch.setattr(storages["blobs"], "delete", refuse)
    with pytest.raises(OSError):
        blobs.purge()
    assert blobs.read(Blob.objects.get(pk=blob.pk).pk) == TEXT


def test_purging_sweeps_what_interrupted_writes_left():
    storage = storages["blobs"]
    storage.save("zy/name", ContentFile(b"one"))
    old, new = (Path(storage.path(f"zy/.new-{name}")) for name in ("old", "new"))
    for path in (old, new):
        path.write_bytes(b"torn")
    yesterday = time.time() - 90_000
    os.utime(old, (yesterday, yesterday))
    os.utime(storage.path("zy/name"), (yesterday, yesterday))
    blobs.purge()
    assert not old.exists()
    assert new.exists()
    assert storage.exists("zy/name")
    new.unlink()
    storage.delete("zy/name")


def test_a_new_directory_is_synced_into_its_parent(monkeypatch, tmp_path):
    synced = []
    fsync = os.fsync

    def watched(descriptor):
        synced.append(os.fstat(descriptor).st_ino)
        fsync(descriptor)

    monkeypatch.setattr(os, "fsync", watched)
    storage = BlobFileStorage(location=tmp_path / "blobs")
    storage.save("ab/name", ContentFile(b"one"))
    places = [tmp_path, tmp_path / "blobs", tmp_path / "blobs" / "ab"]
    assert {place.stat().st_ino for place in places} <= set(synced)
