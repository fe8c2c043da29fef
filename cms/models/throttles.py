"""Counts of what may not be done too often; their verbs are in :mod:`cms.throttling`."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Throttle(models.Model):
    """How often something was done since a moment; ``key`` says it to nobody."""

    key = models.CharField(max_length=64, primary_key=True)
    count = models.PositiveIntegerField()
    ends_at = models.DateTimeField(db_index=True)

    class Meta:
        verbose_name = _("count of attempts")
        verbose_name_plural = _("counts of attempts")

    def __str__(self) -> str:
        return f"{self.key[:8]} {self.count}"
