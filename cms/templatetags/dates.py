"""Dates in words, the same on every page and in every mail."""

from datetime import date

from django import template

from cms.dates import long_date as in_words

register = template.Library()


@register.filter(expects_localtime=True)
def long_date(day: date | None) -> str:
    """Write a date or a moment as people do; nothing for None."""
    return in_words(day) if day else ""
