"""Models of the packages."""

from scorm_exports.models.packages import Package

__all__ = ["Package"]
