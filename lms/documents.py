"""The frozen documents that commits grade against, kept in memory."""

from functools import lru_cache

from cms import blobs
from modules.document import UnitDocument

KEPT = 64
"""Documents in each process: the units that a school follows in the same week."""


@lru_cache(maxsize=KEPT)
def document_of(fingerprint: str) -> UnitDocument:
    """Return the document of a version. Raises :class:`cms.blobs.BlobError`.

    What a fingerprint names never changes, so what was read once is right for ever.
    """
    return UnitDocument.from_bytes(blobs.read(fingerprint))
