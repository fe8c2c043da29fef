"""Checking what a package is made from, beyond what is copied into it.

A text member is copied from its deflated twin, so the blob itself is not read while
writing. It is what the site serves, though: a package is not made beside damage.
"""

import hashlib
from collections.abc import Callable, Sequence

from scorm_exports.packaging.blobs import BlobStore
from scorm_exports.packaging.deflate import CHUNK
from scorm_exports.packaging.errors import BlobAltered, BlobMissing
from scorm_exports.packaging.spec import Member


def check_sources(
    members: Sequence[Member],
    store: BlobStore,
    progress: Callable[[], None] = lambda: None,
) -> None:
    """Check the blobs behind members that are copied from their twins.

    ``progress`` is called before each, so that a long check can say it is alive.
    Raises :class:`BlobMissing` or :class:`BlobAltered` naming the member.
    """
    for member in members:
        if member.packed_sha256 == member.sha256:
            continue
        progress()
        digest = hashlib.sha256()
        try:
            with store.open(member.sha256) as source:
                while chunk := source.read(CHUNK):
                    digest.update(chunk)
        except BlobMissing as error:
            raise BlobMissing(error.sha256, member.path) from error
        if digest.hexdigest() != member.sha256:
            raise BlobAltered(member.sha256, member.path)
