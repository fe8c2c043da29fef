"""Models of the training unit.

Import direction: ``units`` and ``cards`` first, then ``contributions``, then ``pages``,
then ``inspection`` (grids, task), then ``submissions``, then ``versions``.
"""

from modules.models.cards import DocumentCard, DocumentCardTerm, TermKind
from modules.models.contributions import Contribution
from modules.models.inspection import (
    CriteriaGrid,
    Criterion,
    InspectionTask,
    InspectionTaskState,
)
from modules.models.pages import HomePage, UnitIndexPage, UnitPage
from modules.models.submissions import DocumentAsset, Submission, SubmissionState
from modules.models.units import Unit
from modules.models.versions import Approval, UnitVersion, VisaStatus

__all__ = [
    "Approval",
    "Contribution",
    "CriteriaGrid",
    "Criterion",
    "DocumentAsset",
    "DocumentCard",
    "DocumentCardTerm",
    "HomePage",
    "InspectionTask",
    "InspectionTaskState",
    "Submission",
    "SubmissionState",
    "TermKind",
    "Unit",
    "UnitIndexPage",
    "UnitPage",
    "UnitVersion",
    "VisaStatus",
]
