"""What is kept no longer than it is needed: daily, and by ``manage.py purge_expired``."""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from importlib import import_module
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import transaction
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.utils import timezone

from cms import schedule
from cms.accounts import mails
from cms.models import Mandate

logger = logging.getLogger(__name__)

UNUSED_FOR = timedelta(days=730)
"""How long an account may rest without a sign-in before it is deleted."""
NOTICE = timedelta(days=30)
"""How long before its deletion the person is told."""
AT_A_TIME = 200
"""How many accounts are warned, and how many deleted, in a day."""
DAY = 86_400

_purges: dict[str, Callable[[], object]] = {}


def register(name: str, run: Callable[[], object]) -> None:
    """Declare a purge, from ``AppConfig.ready``; it is scheduled daily too.

    ``run`` must bear being interrupted and repeated.
    """
    _purges[name] = run
    schedule.register(name, every_seconds=DAY, run=run)


def purge_expired() -> list[str]:
    """Run every purge now and return the names of those that failed."""
    failed = []
    for name, run in _purges.items():
        try:
            run()
        except Exception:
            # One purge must not keep the others from being done.
            logger.exception("purge %s failed", name)
            failed.append(name)
    return failed


def purge_accounts() -> None:
    """Warn the people whose account has rested for long, delete those warned in vain.

    An account with a mandate in force or every right is left to the administrators:
    they gave it, and take it back.
    """
    now = timezone.now()
    for user in _resting(now - UNUSED_FOR + NOTICE).filter(_not_warned())[:AT_A_TIME]:
        _warn(user, now)
    due = _resting(now - UNUSED_FOR).filter(
        ~_not_warned(), inactivity_warned_at__lte=now - NOTICE
    )
    for user in due[:AT_A_TIME]:
        _delete(user)


def purge_sessions() -> None:
    """Delete the sessions that have expired."""
    import_module(settings.SESSION_ENGINE).SessionStore.clear_expired()


def _resting(since: datetime) -> Any:
    return (
        get_user_model()
        .objects.annotate(used_at=Coalesce("last_login", "date_joined"))
        .filter(used_at__lt=since, is_superuser=False)
        .exclude(mandates__in=Mandate.objects.current(timezone.localdate()))
        .order_by("pk")
    )


def _not_warned() -> Q:
    # A sign-in since the warning takes it back.
    return Q(inactivity_warned_at=None) | Q(inactivity_warned_at__lt=F("used_at"))


def _warn(user: Any, now: datetime) -> None:
    with transaction.atomic():
        noted = (
            get_user_model()
            .objects.filter(
                pk=user.pk,
                last_login=user.last_login,
                inactivity_warned_at=user.inactivity_warned_at,
            )
            .update(inactivity_warned_at=now)
        )
        # Another process may be doing the same.
        if noted:
            mails.warn_of_deletion(user=user, deleted_after=now + NOTICE)


def _delete(user: Any) -> None:
    with transaction.atomic():
        still = (
            get_user_model()
            .objects.select_for_update()
            .filter(pk=user.pk, last_login=user.last_login)
            .first()
        )
        # They may have signed in at this very moment.
        if still is not None:
            still.delete()
