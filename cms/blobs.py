"""Immutable bytes by digest: store, open, purge.

Blobs hold frozen documents, their assets and the members of packages. They live in
their own private storage alias and have no public address.
"""

import hashlib
import zlib
from collections.abc import Callable
from datetime import timedelta
from typing import BinaryIO, cast

from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.db.models import QuerySet
from django.utils import timezone

from cms.models import Blob

UNUSED_FOR = timedelta(days=7)
CHUNK = 1 << 20
DEFLATE_MEDIA_TYPE = "application/x-raw-deflate"
COMPRESSIBLE = (
    "text/",
    "application/json",
    "application/xml",
    "application/javascript",
    "image/svg+xml",
)

References = Callable[[], QuerySet]
_references: list[References] = []


class BlobError(Exception):
    """A blob's bytes are missing or are not what its name says."""

    def __init__(self, sha256: str, problem: str) -> None:
        super().__init__(f"blob {sha256}: {problem}")
        self.sha256 = sha256
        self.problem = problem


def register_references(references: References) -> None:
    """Declare a query of the digests that an app still needs (one text column)."""
    _references.append(references)


def store(data: bytes, media_type: str) -> Blob:
    """Keep ``data`` and return its row; storing the same bytes again changes nothing.

    Text gets its raw-deflate twin. Call it with no transaction open: it writes files.
    """
    sha256 = hashlib.sha256(data).hexdigest()
    known = Blob.objects.filter(pk=sha256).first()
    if known is not None and _is_stored(known):
        touch([sha256])
        return known
    twin = ""
    if media_type.startswith(COMPRESSIBLE):
        deflated = _deflate(data)
        if len(deflated) < len(data):
            twin = store(deflated, DEFLATE_MEDIA_TYPE).sha256
    _write(sha256, data)
    blob, _created = Blob.objects.get_or_create(
        sha256=sha256,
        defaults={
            "size": len(data),
            "crc32": zlib.crc32(data),
            "media_type": media_type,
            "twin_sha256": twin,
        },
    )
    return blob


def open_blob(sha256: str) -> BinaryIO:
    """Open the bytes of a blob. Raises :class:`BlobError` when they are missing."""
    try:
        return cast(BinaryIO, storages["blobs"].open(_name(sha256)))
    except FileNotFoundError as error:
        raise BlobError(sha256, "missing") from error


def read(sha256: str) -> bytes:
    """Return the bytes of a blob, checked against its name.

    For documents, which are small. Raises :class:`BlobError`.
    """
    with open_blob(sha256) as file:
        data = file.read()
    if hashlib.sha256(data).hexdigest() != sha256:
        raise BlobError(sha256, "altered")
    return data


def touch(digests: list[str]) -> None:
    """Note that blobs are in use, so that a purge leaves them for a while."""
    Blob.objects.filter(pk__in=digests).update(last_used=timezone.now())


def purge() -> int:
    """Delete blobs that nothing names and nobody used for a week; return how many."""
    unused = Blob.objects.filter(last_used__lt=timezone.now() - UNUSED_FOR)
    for references in _references:
        unused = unused.exclude(pk__in=references())
    twins = Blob.objects.exclude(pk__in=unused.values("pk")).exclude(twin_sha256="")
    unused = unused.exclude(pk__in=twins.values("twin_sha256"))
    digests = list(unused.values_list("pk", flat=True))
    # The row goes first: a file without a row is only lost space, a row without its
    # file would be a promise we cannot keep.
    Blob.objects.filter(pk__in=digests).delete()
    for sha256 in digests:
        storages["blobs"].delete(_name(sha256))
    return len(digests)


def _name(sha256: str) -> str:
    return f"{sha256[:2]}/{sha256}"


def _is_stored(blob: Blob) -> bool:
    storage = storages["blobs"]
    name = _name(blob.sha256)
    return storage.exists(name) and storage.size(name) == blob.size


def _write(sha256: str, data: bytes) -> None:
    storage = storages["blobs"]
    name = _name(sha256)
    if storage.exists(name) and storage.size(name) != len(data):
        # A torn or damaged file must not stand for these bytes.
        storage.delete(name)
    storage.save(name, ContentFile(data))


def _deflate(data: bytes) -> bytes:
    compressor = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    return compressor.compress(data) + compressor.flush()
