"""Application configuration of the packages."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ScormExportsConfig(AppConfig):
    name = "scorm_exports"
    label = "scorm_exports"
    verbose_name = _("Packages")
