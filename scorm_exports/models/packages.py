"""A package that was built: enough to build it again, byte for byte."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Package(models.Model):
    """One zip, named by the hash of everything that went into it.

    ``members`` lists path, digest, size, checksum, method, packed digest and packed
    size of each member in order. The zip file may be deleted and made again; a second
    build whose SHA-256 differs fails.
    """

    key = models.CharField(max_length=64, primary_key=True)
    profile = models.CharField(_("profile"), max_length=40)
    options = models.JSONField(_("options"), default=dict)
    unit_id = models.UUIDField(_("unit"), db_index=True)
    version = models.PositiveIntegerField(_("version"))
    fingerprint = models.CharField(_("fingerprint"), max_length=64)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField(_("size in bytes"))
    members = models.JSONField()
    built_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("package")
        verbose_name_plural = _("packages")

    def __str__(self) -> str:
        return f"{self.unit_id} v{self.version} ({self.profile})"


class PackageBlob(models.Model):
    """A blob that a package needs to be built again, so that no purge takes it."""

    package = models.ForeignKey(Package, related_name="blobs", on_delete=models.CASCADE)
    sha256 = models.CharField(max_length=64, db_index=True)

    class Meta:
        verbose_name = _("blob of a package")
        verbose_name_plural = _("blobs of packages")
        constraints = [
            models.UniqueConstraint(
                fields=["package", "sha256"], name="scorm_exports_blob_once"
            )
        ]

    def __str__(self) -> str:
        return self.sha256
