"""Rows of the blob store; its verbs are in :mod:`cms.blobs`."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Blob(models.Model):
    """Immutable bytes named by their SHA-256.

    ``twin_sha256`` names another blob: the same bytes as raw deflate, copied into
    packages instead of being compressed again (three zlib builds give three results).
    """

    sha256 = models.CharField(max_length=64, primary_key=True)
    size = models.PositiveBigIntegerField()
    crc32 = models.PositiveBigIntegerField()
    media_type = models.CharField(max_length=100)
    twin_sha256 = models.CharField(max_length=64, blank=True, db_index=True)
    last_used = models.DateTimeField(auto_now_add=True, db_index=True)

    class Meta:
        verbose_name = _("blob")
        verbose_name_plural = _("blobs")

    def __str__(self) -> str:
        return self.sha256
