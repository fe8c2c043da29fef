"""Public keys that have signed something here."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class PublicKey(models.Model):
    """A public key with the days on which its signatures count.

    ``valid_to`` is set when another key takes over: what was signed before stays
    verifiable.
    """

    key_id = models.CharField(max_length=16, primary_key=True)
    public_key = models.CharField(max_length=44)
    demo = models.BooleanField()
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        verbose_name = _("public key")
        verbose_name_plural = _("public keys")
        ordering = ["valid_from", "key_id"]

    def __str__(self) -> str:
        return self.key_id
