"""Unused accounts: one warning, then deletion."""

from datetime import timedelta

import pytest
import time_machine
from django.contrib.sessions.models import Session
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from cms import retention, schedule, throttling
from cms.accounts.limits import TRIES_HERE
from cms.models import ScheduledRun, Throttle, User
from tests.cms.accounts.conftest import links_of
from tests.factories.site import MandateFactory, UserFactory

pytestmark = pytest.mark.django_db

NOW = timezone.now().replace(hour=10, minute=0, second=0, microsecond=0)
# A working day, for the warning leaves at courteous hours only.
NOW -= timedelta(days=NOW.weekday())


def rested(**age):
    """Return an account last used so long ago."""
    return UserFactory(last_login=NOW - timedelta(**age))


def purge(day=0):
    with time_machine.travel(NOW + timedelta(days=day), tick=False):
        retention.purge_accounts()


def test_unused_account__one_warning_then_deletion(mails):
    user = rested(days=701)
    for day in range(0, 30):
        purge(day)
    assert User.objects.filter(pk=user.pk).exists()
    with time_machine.travel(NOW + timedelta(days=28)):
        (message,) = mails()
    assert message.to == [user.email]
    assert "supprimé" in message.subject
    assert links_of(message) == ["/connexion/"]
    purge(30)
    assert not User.objects.filter(pk=user.pk).exists()
    with time_machine.travel(NOW + timedelta(days=35)):
        assert mails() == []


def test_unused_account__thirty_days_pass_however_old_it_is(mails):
    user = rested(days=2000)
    for day in (0, 1, 29):
        purge(day)
        assert User.objects.filter(pk=user.pk).exists()
    purge(30)
    assert not User.objects.filter(pk=user.pk).exists()


def test_used_account__is_left_alone(mails):
    rested(days=699)
    purge()
    assert User.objects.get().inactivity_warned_at is None
    with time_machine.travel(NOW):
        assert mails() == []


def test_warned_account__a_sign_in_takes_the_warning_back():
    user = rested(days=701)
    purge()
    User.objects.filter(pk=user.pk).update(last_login=NOW + timedelta(days=2))
    purge(31)
    purge(62)
    assert User.objects.filter(pk=user.pk).exists()
    # The next rest is warned of again, with thirty days again.
    purge(2 + 701)
    purge(2 + 730)
    assert User.objects.filter(pk=user.pk).exists()
    purge(2 + 731)
    assert not User.objects.filter(pk=user.pk).exists()


def test_account_never_used__counts_from_its_opening():
    user = UserFactory(date_joined=NOW - timedelta(days=701), last_login=None)
    purge()
    purge(30)
    assert not User.objects.filter(pk=user.pk).exists()


def test_account_with_duties__is_left_to_the_administrators():
    administrator = rested(days=2000)
    User.objects.filter(pk=administrator.pk).update(is_superuser=True)
    inspector, former = rested(days=2000), rested(days=2000)
    MandateFactory(inspector=inspector)
    MandateFactory(inspector=former, valid_to=NOW.date() - timedelta(days=1))
    purge()
    purge(30)
    assert set(User.objects.all()) == {administrator, inspector}


def test_purge__is_scheduled_daily_and_runs_by_command(capsys):
    throttling.take(TRIES_HERE, "x")
    Client().force_login(UserFactory())
    with time_machine.travel(timezone.now() + timedelta(days=30)):
        call_command("purge_expired")
    assert not Throttle.objects.exists() and not Session.objects.exists()
    assert "disparu" in capsys.readouterr().out
    schedule.run_due()
    names = set(ScheduledRun.objects.values_list("name", flat=True))
    assert {"cms.purge_accounts", "cms.purge_sessions", "cms.purge_throttles"} <= names


def test_purge__one_that_fails_keeps_no_other_from_being_done(settings):
    done = []

    def fail():
        raise RuntimeError

    retention.register("test.fail", fail)
    retention.register("test.after", lambda: done.append(1))
    try:
        with pytest.raises(CommandError, match=r"test\.fail"):
            call_command("purge_expired")
    finally:
        for name in ("test.fail", "test.after"):
            del retention._purges[name], schedule._entries[name]
    assert done == [1]
