"""Storage of blobs on disk: whole or absent, never overwritten."""

import os
import tempfile
from pathlib import Path
from typing import Any

from django.core.files.base import File
from django.core.files.storage import FileSystemStorage
from django.utils.deconstruct import deconstructible


@deconstructible(path="cms.storage.BlobFileStorage")
class BlobFileStorage(FileSystemStorage):
    """Writes to a temporary name, syncs, then links: readers see all or nothing."""

    def _save(self, name: str, content: File) -> str:
        target = Path(self.path(name))
        target.parent.mkdir(parents=True, exist_ok=True)
        descriptor, temporary = tempfile.mkstemp(dir=target.parent, prefix=".new-")
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

    def url(self, name: str | None) -> Any:
        raise ValueError("blobs have no address: our view serves them")


def _sync_directory(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
