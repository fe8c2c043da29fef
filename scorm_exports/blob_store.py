"""The blob store of the site, as the packaging core wants to see it."""

from typing import BinaryIO

from cms import blobs
from cms.models import Blob
from scorm_exports.packaging.blobs import BlobInfo, TwinInfo
from scorm_exports.packaging.errors import BlobMissing


class SiteBlobStore:
    """Reads and keeps members in :mod:`cms.blobs`."""

    def info(self, sha256: str) -> BlobInfo:
        """Describe a blob. Raises :class:`BlobMissing`."""
        blob = Blob.objects.filter(pk=sha256).first()
        if blob is None:
            raise BlobMissing(sha256)
        twin = None
        if blob.twin_sha256:
            row = Blob.objects.filter(pk=blob.twin_sha256).first()
            if row is None:
                raise BlobMissing(blob.twin_sha256)
            twin = TwinInfo(row.sha256, row.size)
        return BlobInfo(blob.sha256, blob.size, blob.crc32, twin)

    def open(self, sha256: str) -> BinaryIO:
        """Open a blob or a twin. Raises :class:`BlobMissing`."""
        try:
            return blobs.open_blob(sha256)
        except blobs.BlobError as error:
            raise BlobMissing(sha256) from error

    def put(self, data: bytes, media_type: str) -> BlobInfo:
        """Keep a generated member."""
        return self.info(blobs.store(data, media_type).sha256)
