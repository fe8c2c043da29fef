"""Immutable bytes by digest: store, open, purge.

Blobs hold frozen documents, their assets and the members of packages. They live in
their own private storage alias and have no public address.
"""

import hashlib
import zlib
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import BinaryIO, cast

from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from cms.models import Blob

UNUSED_FOR = timedelta(days=7)
LEFTOVER_AFTER = timedelta(days=1)
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

    Text gets its raw-deflate twin. What a known blob or its twin lost, row or file, is
    written again. Call it with no transaction open: it writes files.
    """
    sha256 = hashlib.sha256(data).hexdigest()
    # The touch comes first: a purge that holds the row makes it wait and find nothing,
    # a purge that comes later leaves the row alone.
    touch([sha256])
    known = Blob.objects.filter(pk=sha256).first()
    if known is None:
        twin = _store_twin(data) if media_type.startswith(COMPRESSIBLE) else ""
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
    if not _is_stored(known):
        _write(sha256, data)
    if known.twin_sha256 and not _has_twin(known):
        # Another build of zlib makes other bytes: the lost ones cannot come back.
        known.twin_sha256 = _store_twin(data)
        known.save(update_fields=["twin_sha256"])
    return known


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
    """Note that blobs and their twins are in use: a purge leaves them for a while."""
    named = Blob.objects.filter(pk__in=digests)
    used = Blob.objects.filter(
        Q(pk__in=digests) | Q(pk__in=_twins_of(named).values("twin_sha256"))
    )
    with transaction.atomic():
        # Locked in one order by everybody, so that two touches never block each other.
        rows = list(
            used.order_by("pk").select_for_update().values_list("pk", flat=True)
        )
        Blob.objects.filter(pk__in=rows).update(last_used=timezone.now())


def purge() -> int:
    """Delete blobs that nothing names and nobody used for a week; return how many.

    Safe while others store and touch: each blob is judged again when it goes.
    """
    sweep = getattr(storages["blobs"], "sweep_unfinished", None)
    if sweep is not None:
        sweep(LEFTOVER_AFTER)
    unused = _unused(timezone.now() - UNUSED_FOR)
    kept = Blob.objects.exclude(pk__in=unused.values("pk"))
    candidates = unused.exclude(pk__in=_twins_of(kept).values("twin_sha256"))
    # Texts before twins, which stay as long as a text names them.
    digests = candidates.order_by("-twin_sha256").values_list("pk", flat=True)
    return sum(_purge_one(sha256) for sha256 in list(digests))


def _purge_one(sha256: str) -> bool:
    twins = _twins_of(Blob.objects.all()).values("twin_sha256")
    with transaction.atomic():
        unused = _unused(timezone.now() - UNUSED_FOR).exclude(pk__in=twins)
        blob = unused.select_for_update().filter(pk=sha256).first()
        if blob is None:
            return False
        blob.delete()
        # Before the commit: whoever wants this blob meanwhile waits for the row, finds
        # none and writes the file again. A row that comes back because this process
        # dies here is repaired by the next store, or purged again.
        storages["blobs"].delete(_name(sha256))
    return True


def _unused(since: datetime) -> QuerySet[Blob]:
    unused = Blob.objects.filter(last_used__lt=since)
    for references in _references:
        unused = unused.exclude(pk__in=references())
    return unused


def _twins_of(texts: QuerySet[Blob]) -> QuerySet[Blob]:
    return texts.exclude(twin_sha256="")


def _name(sha256: str) -> str:
    return f"{sha256[:2]}/{sha256}"


def _store_twin(data: bytes) -> str:
    deflated = _deflate(data)
    if len(deflated) >= len(data):
        return ""
    return store(deflated, DEFLATE_MEDIA_TYPE).sha256


def _has_twin(blob: Blob) -> bool:
    twin = Blob.objects.filter(pk=blob.twin_sha256).first()
    return twin is not None and _is_stored(twin)


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
