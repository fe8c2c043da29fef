"""Storing and purging at the same time, over two connections."""

from tests.faults.installation import Installation

STORE_WHILE_PURGING = """
import threading
from datetime import timedelta

from django.core.files.storage import storages
from django.utils import timezone

TEXT = b"tri " * 200
blob = blobs.store(TEXT, "text/plain")
Blob.objects.update(last_used=timezone.now() - timedelta(days=8))

storage = storages["blobs"]
delete = storage.delete
deleting, stored = threading.Event(), threading.Event()


def slow_delete(name):
    deleting.set()
    stored.wait(1)
    delete(name)


storage.delete = slow_delete


def purge():
    # Each thread has its own storages: this one gets the slow one.
    storages["blobs"].delete = slow_delete
    blobs.purge()


thread = threading.Thread(target=purge)
thread.start()
assert deleting.wait(5)
blobs.store(TEXT, "text/plain")
stored.set()
thread.join()

kept = Blob.objects.get(pk=blob.pk)
assert blobs.read(kept.pk) == TEXT
assert Blob.objects.filter(pk=kept.twin_sha256).exists()
assert blobs.read(kept.twin_sha256)
print("whole")
"""


def test_what_is_stored_while_its_file_goes_comes_back_whole(
    installation: Installation,
) -> None:
    assert installation.run(STORE_WHILE_PURGING).strip() == "whole"
