"""Models of the training unit.

Import direction: ``units`` first, then ``pages``, then ``inspection`` (grids, task),
then ``submissions``, then ``versions``.
"""

from modules.models.inspection import (
    CriteriaGrid,
    Criterion,
    InspectionTask,
    InspectionTaskState,
)
from modules.models.pages import HomePage, UnitIndexPage, UnitPage
from modules.models.submissions import DocumentAsset, Submission, SubmissionState
from modules.models.units import Unit
from modules.models.versions import Approval, UnitVersion

__all__ = [
    "Approval",
    "CriteriaGrid",
    "Criterion",
    "DocumentAsset",
    "HomePage",
    "InspectionTask",
    "InspectionTaskState",
    "Submission",
    "SubmissionState",
    "Unit",
    "UnitIndexPage",
    "UnitPage",
    "UnitVersion",
]
