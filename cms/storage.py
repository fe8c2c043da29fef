"""Storage of blobs on disk: whole or absent, never overwritten."""

import contextlib
import os
import tempfile
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.core.files.base import File
from django.core.files.storage import FileSystemStorage
from django.utils.deconstruct import deconstructible

UNFINISHED = ".new-"


@deconstructible(path="cms.storage.BlobFileStorage")
class BlobFileStorage(FileSystemStorage):
    """Writes to a temporary name, syncs, then links: readers see all or nothing."""

    def _save(self, name: str, content: File) -> str:
        target = Path(self.path(name))
        _make_directory(target.parent)
        descriptor, temporary = tempfile.mkstemp(dir=target.parent, prefix=UNFINISHED)
        try:
            with os.fdopen(descriptor, "wb") as file:
                for chunk in content.chunks():
                    file.write(chunk)
                file.flush()
                os.fsync(file.fileno())
            os.chmod(temporary, 0o600)
            try:
                os.link(temporary, target)
            except FileExistsError:
                if target.stat().st_size != os.stat(temporary).st_size:
                    raise
            _sync_directory(target.parent)
        finally:
            os.unlink(temporary)
        return name

    def get_available_name(self, name: str, max_length: int | None = None) -> str:
        # The name is the digest: an existing file already holds these bytes.
        return name

    def sweep_unfinished(self, older_than: timedelta) -> None:
        """Delete what interrupted writes left behind for that long."""
        limit = time.time() - older_than.total_seconds()
        for path in Path(self.location).glob(f"*/{UNFINISHED}*"):
            # Whoever wrote it may be deleting it at this moment.
            with contextlib.suppress(FileNotFoundError):
                if path.stat().st_mtime < limit:
                    path.unlink()

    def url(self, name: str | None) -> Any:
        raise ValueError("blobs have no address: our view serves them")


def _make_directory(path: Path) -> None:
    if path.is_dir():
        return
    _make_directory(path.parent)
    path.mkdir(exist_ok=True)
    _sync_directory(path.parent)


def _sync_directory(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
