"""Models of the editorial foundation, by subject.

Import direction: ``users``, ``acronyms`` and ``vocabularies`` first, then ``places``
(which needs ``users`` and ``vocabularies``), ``establishments``, ``campuses``, then
``media``, ``information``, ``blobs``, ``jobs``, ``keys`` and ``throttles``, which need
none of them.
"""

from cms.models.acronyms import Acronym
from cms.models.blobs import Blob
from cms.models.campuses import Campus, CampusMember
from cms.models.establishments import Establishment, MemberKind
from cms.models.information import InformationPage, SiteIdentity
from cms.models.jobs import Job, ScheduledRun
from cms.models.keys import PublicKey
from cms.models.media import LicensedImage, LicensedRendition
from cms.models.places import AcademicRegion, Academy, Mandate, Sector
from cms.models.throttles import Throttle
from cms.models.users import User
from cms.models.vocabularies import Level, Qualification, Theme

__all__ = [
    "AcademicRegion",
    "Academy",
    "Acronym",
    "Blob",
    "Campus",
    "CampusMember",
    "Establishment",
    "InformationPage",
    "Job",
    "Level",
    "LicensedImage",
    "LicensedRendition",
    "Mandate",
    "MemberKind",
    "PublicKey",
    "Qualification",
    "ScheduledRun",
    "Sector",
    "SiteIdentity",
    "Theme",
    "Throttle",
    "User",
]
