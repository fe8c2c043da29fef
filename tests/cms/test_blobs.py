"""Blobs: whole or absent, checked, purged only when nothing names them."""

import hashlib
import zlib
from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.utils import timezone

from cms import blobs
from cms.models import Blob
from tests.factories.site import make_submission

pytestmark = pytest.mark.django_db

TEXT = b"tri " * 200


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
