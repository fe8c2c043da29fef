"""Application configuration of the packages."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ScormExportsConfig(AppConfig):
    name = "scorm_exports"
    label = "scorm_exports"
    verbose_name = _("Packages")

    def ready(self) -> None:
        from cms import blobs, jobs
        from scorm_exports import actions
        from scorm_exports.models.packages import PackageBlob

        jobs.register(actions.KIND, actions.BuildHandler())
        blobs.register_references(lambda: PackageBlob.objects.values("sha256"))
