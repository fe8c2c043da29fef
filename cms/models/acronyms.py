"""Acronyms and what they mean, for people who are not of the trade."""

import re

from django.db import models
from django.utils.translation import gettext_lazy as _


class AcronymQuerySet(models.QuerySet["Acronym"]):
    """Sets of acronyms."""

    def named_in(self, text: str) -> "AcronymQuerySet":
        """Return the acronyms that a text names, in whatever letters."""
        words = {word.upper() for word in re.findall(r"[^\W_]{2,20}", text)}
        return self.filter(short__in=words)


class Acronym(models.Model):
    """An acronym as it is written, and its words."""

    short = models.CharField(
        _("acronym"),
        max_length=20,
        unique=True,
        help_text=_("As it is written: capitals count."),
    )
    expansion = models.CharField(
        _("meaning"),
        max_length=200,
        help_text=_("Without a capital unless it is a name, for instance “brevet…”."),
    )

    objects = AcronymQuerySet.as_manager()

    class Meta:
        verbose_name = _("acronym")
        verbose_name_plural = _("acronyms")
        ordering = ["short"]

    def __str__(self) -> str:
        return f"{self.short} ({self.expansion})"
