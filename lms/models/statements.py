"""The statement that somebody followed a unit (attestation de suivi)."""

import secrets

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
"""Letters and digits that nobody mistakes for one another on paper."""
GROUPS, GROUP = 3, 4
"""Twelve of 32 signs: 60 random bits, which nobody finds by trying."""


def new_code() -> str:
    """Draw a verification code, as it is printed: ``XXXX-XXXX-XXXX``."""
    return "-".join(
        "".join(secrets.choice(ALPHABET) for _position in range(GROUP))
        for _group in range(GROUPS)
    )


def tidy_code(typed: str) -> str:
    """Return a code as it is printed, however somebody typed it."""
    signs = "".join(sign for sign in typed.upper() if sign.isalnum())
    groups = range(0, len(signs), GROUP)
    return "-".join(signs[start : start + GROUP] for start in groups) or "-"


class CompletionStatement(models.Model):
    """What anyone with the code may check: which version was followed, and when.

    It holds no name and leads to nobody: the person keeps the paper. ``title`` is the
    version's, kept for the day when the version is gone.
    """

    code = models.CharField(
        _("verification code"), max_length=14, unique=True, default=new_code
    )
    unit_id = models.UUIDField()
    version = models.PositiveIntegerField(_("version"))
    fingerprint = models.CharField(_("fingerprint"), max_length=64)
    title = models.CharField(_("title"), max_length=255)
    language = models.CharField(_("language"), max_length=10)
    finished_on = models.DateField(_("finished on"))
    passed = models.BooleanField(_("passed"))
    demo = models.BooleanField(_("demonstration"))

    class Meta:
        verbose_name = _("statement of completion")
        verbose_name_plural = _("statements of completion")

    def __str__(self) -> str:
        return self.code

    def get_absolute_url(self) -> str:
        return reverse("statement", args=[self.code])
