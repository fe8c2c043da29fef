"""Models of the editorial foundation, by subject.

Import direction: ``users`` and ``vocabularies`` first, then ``places`` (which needs
both), then ``media``, ``blobs``, ``jobs`` and ``keys``, which need none of them.
"""

from cms.models.blobs import Blob
from cms.models.jobs import Job, ScheduledRun
from cms.models.keys import PublicKey
from cms.models.media import LicensedImage, LicensedRendition
from cms.models.places import Academy, Campus, Mandate, Sector
from cms.models.users import User
from cms.models.vocabularies import Level, Qualification, Theme

__all__ = [
    "Academy",
    "Blob",
    "Campus",
    "Job",
    "Level",
    "LicensedImage",
    "LicensedRendition",
    "Mandate",
    "PublicKey",
    "Qualification",
    "ScheduledRun",
    "Sector",
    "Theme",
    "User",
]
